package edtf

import "fmt"

// IsZero tells that there is no date.
func (d Date) IsZero() bool { return d.Start.Precision == None && d.End.Precision == None }

// First is the first day d may include.
func (d Date) First() Day { return d.Start.First }

// Last is the last day d may include.
func (d Date) Last() Day { return d.End.Last }

// Equal tells whether a and b are the same EDTF expression.
func (d Date) Equal(b Date) bool { return d.String() == b.String() }

// Precision is the finer one of the two ends.
func (d Date) Precision() Precision { return max(d.Start.Precision, d.End.Precision) }

// FromDay is the date of one known day.
func FromDay(day Day) Date {
	m := Moment{First: day, Last: day, Precision: ByDay}
	return Date{Start: m, End: m}
}

// Nominal is the first and last day of m as written, without the margins of ~ and ?.
func (m Moment) Nominal() (first, last Day) {
	m.widen(-1)
	return m.First, m.Last
}

// Year is the year m is written with; the first one of a decade or century; 0 for an open or unknown end.
func (m Moment) Year() int {
	if m.Precision == None {
		return 0
	}
	first, _ := m.Nominal()
	y, _, _ := first.YMD()
	return y
}

// Date is the date that consists of m alone.
func (m Moment) Date() Date {
	if m.Precision == None {
		return Date{}
	}
	return Date{Start: m, End: m}
}

// String is d in EDTF; Parse of it gives d again. The zero Date is "".
func (d Date) String() string {
	switch {
	case d.text != "":
		return d.text
	case d.IsZero():
		return ""
	case !d.Span:
		return d.Start.edtf()
	}
	a, b := d.Start.edtf(), d.End.edtf()
	if d.OpenStart {
		a = ".."
	}
	if d.OpenEnd {
		b = ".."
	}
	return a + "/" + b
}

func (m Moment) edtf() string {
	if m.Precision == None {
		return ""
	}
	first, last := m.Nominal()
	y, mon, day := first.YMD()
	s := ""
	switch m.Precision {
	case ByCentury, ByDecade:
		years, mask := 10, "X"
		if m.Precision == ByCentury {
			years, mask = 100, "XX"
		}
		sign := ""
		if y < 0 {
			y, _, _ = last.YMD()
			y, sign = -y, "-"
		}
		s = fmt.Sprintf("%s%0*d%s", sign, 4-len(mask), y/years, mask)
	default:
		switch {
		case y > 9999 || y < -9999:
			s = fmt.Sprintf("Y%d", y)
		case y < 0:
			s = fmt.Sprintf("-%04d", -y)
		default:
			s = fmt.Sprintf("%04d", y)
		}
		switch m.Precision {
		case ByMonth:
			s += fmt.Sprintf("-%02d", mon)
		case BySeason:
			s += fmt.Sprintf("-%02d", 20+mon/3)
		case ByDay:
			s += fmt.Sprintf("-%02d-%02d", mon, day)
		}
	}
	return s + m.qualifier()
}

// MarshalText writes EDTF.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads EDTF; nothing is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	var err error
	*d, err = Parse(string(b))
	return err
}
