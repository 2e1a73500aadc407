package memory

import (
	"time"

	"yalu/quizzes"
)

// Day is a learner's local day, counted from 1970-01-01.
type Day int32

const secondsPerDay = 24 * 60 * 60

// DayOf returns the day of a calendar date. Dates out of range are normalized as by [time.Date].
func DayOf(year int, month time.Month, day int) Day {
	return civilDay(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}

// ParseDay reads a day written as by [Day.String].
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, quizzes.Wrap(err, quizzes.Invalid, "A day is written as year, month and day, like 1950-10-19.")
	}
	return civilDay(t.Unix()), nil
}

// String writes the day in ISO 8601, like 1950-10-19.
func (d Day) String() string { return d.civil().Format(time.DateOnly) }

// Date returns the calendar date of the day.
func (d Day) Date() (year int, month time.Month, day int) { return d.civil().Date() }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.civil().Weekday() }

// Add returns the day n days later, or earlier if n is negative.
func (d Day) Add(n int) Day { return d + Day(n) }

// Sub returns the number of days from e to d.
func (d Day) Sub(e Day) int { return int(d) - int(e) }

// civil is the date as if it were in UTC, which has neither gaps nor overlaps.
func (d Day) civil() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// civilDay is the inverse of civil, for any second of the day.
func civilDay(seconds int64) Day {
	d := seconds / secondsPerDay
	if seconds%secondsPerDay < 0 {
		d--
	}
	return Day(d)
}

// DefaultRollover is the hour at which a learner's day begins: whoever studies past midnight is still in the evening.
const DefaultRollover = 4

// Calendar says which day it is for a learner. The zero value counts days in UTC from midnight.
type Calendar struct {
	Zone     *time.Location // nil is UTC
	Rollover int            // hour of the wall clock at which a day begins, 0 … 23
}

// NewCalendar returns a calendar in zone (nil is UTC) whose days begin at [DefaultRollover].
func NewCalendar(zone *time.Location) Calendar {
	return Calendar{Zone: zone, Rollover: DefaultRollover}
}

// Day returns the learner's day at t: the last day that has begun by then.
func (c Calendar) Day(t time.Time) Day {
	local := t.In(c.zone())
	_, offset := local.Zone()
	// Where the clock is put back over the rollover hour it shows the day before once more: the day has begun all the
	// same. It never shows a day that has not begun, by the definition of Start.
	d := civilDay(local.Unix() + int64(offset) - int64(c.rollover())*3600)
	for !t.Before(c.Start(d + 1)) {
		d++
	}
	return d
}

// Start returns the instant at which d begins: the first at which the wall clock shows the rollover hour of that date
// or anything later. Where the clock skips the hour, the day begins as it lands; where it shows it twice, at the first.
// Days follow each other without gap or overlap: Start(d) ≤ t < Start(d+1) exactly when Day(t) is d. A day can last
// 23 or 25 hours, and none at all where a country crossed the date line (Samoa, 2011-12-30, with rollover 0).
func (c Calendar) Start(d Day) time.Time {
	wall := int64(d)*secondsPerDay + int64(c.rollover())*3600 // what the clock shows, read as if in UTC
	// No zone was ever 16 hours from UTC, so at this instant the clock surely shows less, and at the end surely more.
	t := time.Unix(wall-30*3600, 0).In(c.zone())
	for {
		_, offset := t.Zone()
		at := max(wall-int64(offset), t.Unix())
		_, end := t.ZoneBounds()
		if end.IsZero() || at < end.Unix() {
			return time.Unix(at, 0).In(c.zone())
		}
		t = end
	}
}

func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

func (c Calendar) rollover() int { return min(max(c.Rollover, 0), 23) }
