package edtf

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// MaxYear is the farthest year from year 0 that Parse takes, either way: days are counted in 32 bits.
const MaxYear = 5_000_000

// Parse reads a date in EDTF level 1 (ISO 8601-2:2019, 4.2–4.4) down to the day:
//
//	1950-10-19  1950-10  1950  -0043-03-15  Y12000   calendar dates; year 0 is 1 BC
//	1950-21 … 1950-24                                spring, summer, autumn, winter (from December of that year)
//	195X  19XX  1950-XX  1950-10-XX  1950-XX-XX      unspecified digits
//	1950~  1950?  1950%                              about, uncertain, both; at the end, for the whole date
//	1950-10/1953-07-27  1961/..  ../1948  1961/  /1948   from … to …, open, unknown
//
// Space around the whole is ignored. The error is one sentence for the person who wrote the date.
func Parse(s string) (Date, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return Date{}, fmt.Errorf("a date is missing")
	case len(s) > 64:
		return Date{}, fmt.Errorf("a date has at most 64 characters")
	}
	parts := strings.Split(s, "/")
	switch len(parts) {
	case 1:
		m, text, err := parseMoment(s)
		if err != nil {
			return Date{}, fmt.Errorf("%q is not a date: %w", s, err)
		}
		return Date{Start: m, End: m, text: text}, nil
	case 2:
		d, err := parseSpan(parts[0], parts[1])
		if err != nil {
			return Date{}, fmt.Errorf("%q is not a date: %w", s, err)
		}
		return d, nil
	}
	return Date{}, fmt.Errorf("%q is not a date: one “/” separates beginning and end; year, month and day are joined by hyphens (1950-10-19)", s)
}

// MustParse is Parse for dates written in Go; it panics where Parse fails.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic("edtf: " + err.Error())
	}
	return d
}

func parseSpan(a, b string) (Date, error) {
	var (
		d      = Date{Span: true}
		ta, tb = a, b
		err    error
	)
	noA, noB := a == "" || a == "..", b == "" || b == ".."
	if noA && noB {
		return Date{}, fmt.Errorf("an interval needs at least one end")
	}
	if !noA {
		if d.Start, ta, err = parseMoment(a); err != nil {
			return Date{}, err
		}
	}
	if !noB {
		if d.End, tb, err = parseMoment(b); err != nil {
			return Date{}, err
		}
	}
	if noA {
		d.Start, d.OpenStart = Moment{First: Earliest, Last: d.End.Last}, a == ".."
	}
	if noB {
		d.End, d.OpenEnd = Moment{First: d.Start.First, Last: Latest}, b == ".."
		if d.OpenEnd {
			d.End.First = Latest
		}
	}
	if d.End.Last < d.Start.First {
		return Date{}, fmt.Errorf("it ends before it begins")
	}
	d.text = ta + "/" + tb
	return d, nil
}

var (
	plain    = regexp.MustCompile(`^(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?$`)
	masked   = regexp.MustCompile(`^(-?)(\d\d)(\d|X)X$`)
	maskedIn = regexp.MustCompile(`^(-?\d{4})-(\d\d|XX)(-XX)?$`)
	long     = regexp.MustCompile(`^Y(-?)(\d+)$`)
	clock    = regexp.MustCompile(`^-?\d{4}-\d\d-\d\d[T ]`)
	sloppy   = regexp.MustCompile(`^-?\d{4}-\d{1,2}(-\d{1,2})?$`)
)

func parseMoment(s string) (Moment, string, error) {
	var m Moment
	body := s
	if n := len(s); n > 0 {
		switch s[n-1] {
		case '~':
			m.Approximate = true
		case '?':
			m.Uncertain = true
		case '%':
			m.Approximate, m.Uncertain = true, true
		}
		if m.Approximate || m.Uncertain {
			body = s[:n-1]
		}
	}
	if strings.ContainsAny(body, "~?%") {
		return m, "", fmt.Errorf("~ (about), ? (uncertain) or %% (both) stands once, at the very end")
	}
	body = strings.ReplaceAll(body, "−", "-")
	if err := m.parseBody(body); err != nil {
		return m, "", err
	}
	m.widen(1)
	return m, body + m.qualifier(), nil
}

// parseBody sets precision and the bounds as written.
func (m *Moment) parseBody(s string) error {
	if strings.HasPrefix(s, "-0000") {
		return fmt.Errorf("year -0000 does not exist; 0000 is 1 BC")
	}
	if g := plain.FindStringSubmatch(s); g != nil {
		year, _ := strconv.Atoi(g[1])
		if g[2] == "" {
			m.set(ByYear, FromYMD(year, 1, 1), FromYMD(year, 12, 31))
			return nil
		}
		month, _ := strconv.Atoi(g[2])
		if g[3] == "" {
			return m.setMonth(year, month)
		}
		day, _ := strconv.Atoi(g[3])
		switch {
		case month >= 21 && month <= 24:
			return fmt.Errorf("a season (%02d) has no days", month)
		case month < 1 || month > 12:
			return fmt.Errorf("there is no month %02d", month)
		case !Exists(year, month, day):
			return fmt.Errorf("there is no day %d in %s %s", day, monthNames[month-1], yearText(year))
		}
		d := FromYMD(year, month, day)
		m.set(ByDay, d, d)
		return nil
	}
	if g := masked.FindStringSubmatch(s); g != nil {
		years, p := 10, ByDecade
		n, _ := strconv.Atoi(g[2] + g[3])
		if g[3] == "X" {
			years, p = 100, ByCentury
			n, _ = strconv.Atoi(g[2])
		}
		first, last := n*years, n*years+years-1
		if g[1] == "-" {
			if n == 0 {
				return fmt.Errorf("the years before 1 BC begin with -0001")
			}
			first, last = -last, -first
		}
		m.set(p, FromYMD(first, 1, 1), FromYMD(last, 12, 31))
		return nil
	}
	if g := maskedIn.FindStringSubmatch(s); g != nil {
		year, _ := strconv.Atoi(g[1])
		if g[2] == "XX" {
			m.set(ByYear, FromYMD(year, 1, 1), FromYMD(year, 12, 31))
			return nil
		}
		month, _ := strconv.Atoi(g[2])
		if month > 12 {
			return fmt.Errorf("there is no month %02d with days", month)
		}
		return m.setMonth(year, month)
	}
	if g := long.FindStringSubmatch(s); g != nil {
		year, err := strconv.Atoi(g[1] + g[2])
		switch {
		case len(g[2]) < 5 || g[2][0] == '0':
			return fmt.Errorf("the prefix Y is for years of five digits and more; write four digits without it")
		case err != nil || year > MaxYear || year < -MaxYear:
			return fmt.Errorf("years count only up to %d", MaxYear)
		}
		m.set(ByYear, FromYMD(year, 1, 1), FromYMD(year, 12, 31))
		return nil
	}
	switch {
	case s == "":
		return fmt.Errorf("a year is missing")
	case s == "..":
		return fmt.Errorf("“..” stands only at one side of a “/”")
	case clock.MatchString(s):
		return fmt.Errorf("it has a time of day; write the day alone")
	case sloppy.MatchString(s):
		return fmt.Errorf("month and day have two digits each (1950-05-07)")
	case strings.ContainsAny(s, "xu") && !strings.ContainsAny(s, "abcdefghijklmnopqrstvwyz"):
		return fmt.Errorf("unspecified digits are capital X (195X)")
	case strings.Contains(s, "X"):
		return fmt.Errorf("an X may stand for the last one or two digits of a year, for the month and the day (195X, 19XX, 1950-XX, 1950-10-XX)")
	}
	return fmt.Errorf("write year, year-month or year-month-day in digits (1950, 1950-10, 1950-10-19)")
}

func (m *Moment) set(p Precision, first, last Day) { m.Precision, m.First, m.Last = p, first, last }

func (m *Moment) setMonth(year, month int) error {
	switch {
	case month >= 1 && month <= 12:
		m.set(ByMonth, FromYMD(year, month, 1), FromYMD(year, month, DaysIn(year, month)))
	case month == 21:
		m.set(BySeason, FromYMD(year, 3, 1), FromYMD(year, 6, 21))
	case month == 22:
		m.set(BySeason, FromYMD(year, 6, 1), FromYMD(year, 9, 23))
	case month == 23:
		m.set(BySeason, FromYMD(year, 9, 1), FromYMD(year, 12, 22))
	case month == 24:
		m.set(BySeason, FromYMD(year, 12, 1), FromYMD(year+1, 3, 21))
	default:
		return fmt.Errorf("there is no month %02d; seasons are 21 (spring) to 24 (winter)", month)
	}
	return nil
}

// widen moves the bounds of an approximate or uncertain moment outwards by the margin of its precision (by −1: back again).
// Sources that say "about" or doubt a date rarely mean more; comparisons must not claim more than they do.
func (m *Moment) widen(by int) {
	if !m.Approximate && !m.Uncertain {
		return
	}
	switch m.Precision {
	case ByDay: // ± 3 days
		m.First, m.Last = m.First.AddDays(-3*by), m.Last.AddDays(3*by)
	case BySeason: // ± 1 month
		m.First, m.Last = m.First.AddMonths(-by), m.Last.AddMonths(by)
	case ByMonth: // ± 1 month
		m.moveMonths(1 * by)
	case ByYear: // ± 1 year
		m.moveMonths(12 * by)
	case ByDecade: // ± 5 years
		m.moveMonths(60 * by)
	case ByCentury: // ± 25 years
		m.moveMonths(300 * by)
	}
}

// moveMonths widens a moment that consists of whole months.
func (m *Moment) moveMonths(n int) {
	m.First = m.First.AddMonths(-n)
	m.Last = m.Last.AddDays(1).AddMonths(n).AddDays(-1)
}

func (m Moment) qualifier() string {
	switch {
	case m.Approximate && m.Uncertain:
		return "%"
	case m.Approximate:
		return "~"
	case m.Uncertain:
		return "?"
	}
	return ""
}
