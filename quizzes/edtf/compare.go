package edtf

// Surely is what the bounds of two dates allow to say.
type Surely int8

const (
	Unknown Surely = iota // the bounds allow both
	Yes
	No
)

func (s Surely) String() string { return [...]string{"unknown", "yes", "no"}[s] }

// Not turns Yes and No around; what is unknown stays unknown.
func (s Surely) Not() Surely { return [...]Surely{Unknown, No, Yes}[s] }

func surely(yes, no bool) Surely {
	switch {
	case yes:
		return Yes
	case no:
		return No
	}
	return Unknown
}

// lastStart and firstEnd use that nothing ends before it begins.
func (d Date) lastStart() Day { return min(d.Start.Last, d.End.Last) }
func (d Date) firstEnd() Day  { return max(d.End.First, d.Start.First) }

// Before: does a begin before b begins? All comparisons with a zero Date are Unknown, and two dates written alike ("1950") may
// well be different days.
func Before(a, b Date) Surely {
	if a.IsZero() || b.IsZero() {
		return Unknown
	}
	return surely(a.lastStart() < b.Start.First, a.Start.First >= b.lastStart())
}

// After: does a begin after b begins?
func After(a, b Date) Surely { return Before(b, a) }

// WhollyBefore: is all of a over when b begins?
func WhollyBefore(a, b Date) Surely {
	if a.IsZero() || b.IsZero() {
		return Unknown
	}
	return surely(a.End.Last < b.Start.First, a.firstEnd() >= b.lastStart())
}

// WhollyAfter: does a begin when all of b is over?
func WhollyAfter(a, b Date) Surely { return WhollyBefore(b, a) }

// SameStart: do a and b begin on the same day? Yes only if both begin on a known day.
func SameStart(a, b Date) Surely {
	if a.IsZero() || b.IsZero() {
		return Unknown
	}
	return surely(a.Start.First == a.lastStart() && b.Start.First == b.lastStart() && a.Start.First == b.Start.First,
		a.lastStart() < b.Start.First || b.lastStart() < a.Start.First)
}

// Overlaps: do a and b share a day? A moment that is no span ("1950") is some day or days within it and not the whole of it.
func Overlaps(a, b Date) Surely {
	if a.IsZero() || b.IsZero() {
		return Unknown
	}
	return surely(a.lastStart() <= b.firstEnd() && b.lastStart() <= a.firstEnd(),
		a.Start.First > b.End.Last || b.Start.First > a.End.Last)
}

// Covers: does a contain every day of b? "1950" covers nothing surely, being some day of 1950; "1950/1951" surely covers "1950-12-31/1951-01-01".
func Covers(a, b Date) Surely {
	if a.IsZero() || b.IsZero() {
		return Unknown
	}
	return surely(a.lastStart() <= b.Start.First && b.End.Last <= a.firstEnd(),
		a.Start.First > b.lastStart() || b.firstEnd() > a.End.Last)
}

// SharedDays is how many days a and b surely share: those between their latest starts and earliest ends.
func SharedDays(a, b Date) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	from, to := max(a.lastStart(), b.lastStart()), min(a.firstEnd(), b.firstEnd())
	return int(max(0, int64(to)-int64(from)+1))
}

// GapDays is the distance in days between the nearest days that a and b may include; 0 when they may share one.
func GapDays(a, b Date) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	return int(max(0, int64(b.First())-int64(a.Last()), int64(a.First())-int64(b.Last())))
}

// GapMonths is GapDays in calendar months: 0 within the same month or when they may share a day.
func GapMonths(a, b Date) int {
	switch {
	case GapDays(a, b) == 0:
		return 0
	case a.Last() < b.First():
		return b.First().Month() - a.Last().Month()
	}
	return a.First().Month() - b.Last().Month()
}
