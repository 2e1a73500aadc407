// Package edtf reads dates as historians write them: the Extended Date/Time Format of ISO 8601-2:2019, level 1.
//
// Every date is a pair of bounds on days, so that comparisons are "surely before", "surely after" or "cannot be known".
// The bounds are generous where a date is vague: about (~) and uncertain (?) widen a day by 3 days either way, a month and a
// season by 1 month, a year by 1 year, a decade by 5 years, a century by 25; seasons are the northern ones and reach from the first of
// their first month to the last day that the almanac counts in (spring is 1 March to 21 June), and winter 1950 begins in December 1950.
//
// Nothing here knows packs, questions or today.
package edtf

// Day is a day of the proleptic Gregorian calendar, counted from 1970-01-01.
type Day int32

// Unknown bounds of open or unknown interval ends.
const (
	Earliest Day = -1 << 31
	Latest   Day = 1<<31 - 1
)

// Precision is how fine a date is given.
type Precision int

const (
	None      Precision = iota // the zero Date
	ByCentury                  // 19XX
	ByDecade                   // 195X
	ByYear                     // 1950
	BySeason                   // 1950-21
	ByMonth                    // 1950-10
	ByDay                      // 1950-10-19
)

// Moment is one point of a date: a day, month, season, year or decade.
// First and Last are the first and last day it may mean (inclusive), margins included; Nominal gives the days as written.
type Moment struct {
	First, Last Day
	Precision   Precision
	Approximate bool // ~ or %
	Uncertain   bool // ? or %
}

// Date is a moment or an interval. The zero Date is "not dated".
// For a single moment Start == End and Span is false. An open or unknown end has Precision None and the bound Earliest or Latest:
// an open end ("1961/..", still so) is Latest itself, an unknown one ("1961/") any day from the start to Latest; a start that is
// not given, written either way, is any day up to the end.
type Date struct {
	Start, End Moment
	Span       bool
	OpenStart  bool // "../1948"
	OpenEnd    bool // "1961/.."
	text       string
}
