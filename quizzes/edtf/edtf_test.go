package edtf

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ in, first, last, english, when string }{
		{"1950-10-19", "1950-10-19", "1950-10-19", "19 October 1950", "on 19 October 1950"},
		{" 1950-10 ", "1950-10-01", "1950-10-31", "October 1950", "in October 1950"},
		{"1950", "1950-01-01", "1950-12-31", "1950", "in 1950"},
		{"1950-10-19~", "1950-10-16", "1950-10-22", "about 19 October 1950", "on about 19 October 1950"},
		{"1950-10~", "1950-09-01", "1950-11-30", "about October 1950", "in about October 1950"},
		{"1950~", "1949-01-01", "1951-12-31", "about 1950", "in about 1950"},
		{"1950?", "1949-01-01", "1951-12-31", "perhaps 1950", "perhaps in 1950"},
		{"1950-02%", "1950-01-01", "1950-03-31", "perhaps about February 1950", "perhaps in about February 1950"},
		{"1950-21", "1950-03-01", "1950-06-21", "spring 1950", "in the spring of 1950"},
		{"1950-22", "1950-06-01", "1950-09-23", "summer 1950", "in the summer of 1950"},
		{"1950-23", "1950-09-01", "1950-12-22", "autumn 1950", "in the autumn of 1950"},
		{"1950-24", "1950-12-01", "1951-03-21", "winter 1950–51", "in the winter of 1950–51"},
		{"1999-24", "1999-12-01", "2000-03-21", "winter 1999–2000", "in the winter of 1999–2000"},
		{"1950-21~", "1950-02-01", "1950-07-21", "about spring 1950", "in about the spring of 1950"},
		{"195X", "1950-01-01", "1959-12-31", "the 1950s", "in the 1950s"},
		{"195X~", "1945-01-01", "1964-12-31", "about the 1950s", "in about the 1950s"},
		{"19XX", "1900-01-01", "1999-12-31", "the years 1900–1999", "in the years 1900–1999"},
		{"1950-XX", "1950-01-01", "1950-12-31", "1950", "in 1950"},
		{"1950-XX-XX", "1950-01-01", "1950-12-31", "1950", "in 1950"},
		{"1950-10-XX", "1950-10-01", "1950-10-31", "October 1950", "in October 1950"},
		{"1952-02-29", "1952-02-29", "1952-02-29", "29 February 1952", "on 29 February 1952"},
		{"1949/1952", "1949-01-01", "1952-12-31", "1949–1952", "between 1949 and 1952"},
		{"1950-10-08/1954-09", "1950-10-08", "1954-09-30", "8 October 1950 – September 1954", "between 8 October 1950 and September 1954"},
		{"1950-10-08/1950-10-12", "1950-10-08", "1950-10-12", "8–12 October 1950", "between 8 and 12 October 1950"},
		{"1950-10-08/1950-11-02", "1950-10-08", "1950-11-02", "8 October – 2 November 1950", "between 8 October and 2 November 1950"},
		{"1950-04/1950-05", "1950-04-01", "1950-05-31", "April–May 1950", "between April and May 1950"},
		{"1949-11/1950-05", "1949-11-01", "1950-05-31", "November 1949 – May 1950", "between November 1949 and May 1950"},
		{"1950-21/1950-23", "1950-03-01", "1950-12-22", "spring 1950 – autumn 1950", "between the spring of 1950 and the autumn of 1950"},
		{"1950/1950", "1950-01-01", "1950-12-31", "1950", "in 1950"},
		{"1950-10~/1951?", "1950-09-01", "1952-12-31", "about October 1950 – perhaps 1951", "between about October 1950 and perhaps 1951"},
		{"1961-07-06/..", "1961-07-06", "latest", "from 6 July 1961 on", "from 6 July 1961 on"},
		{"1961/..", "1961-01-01", "latest", "from 1961 on", "from 1961 on"},
		{"1961/", "1961-01-01", "latest", "from 1961, end unknown", "from 1961, end unknown"},
		{"../1948", "earliest", "1948-12-31", "until 1948", "until 1948"},
		{"/1948", "earliest", "1948-12-31", "until 1948", "until 1948"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			d, err := Parse(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(d.First()); got != tt.first {
				t.Errorf("First = %s, want %s", got, tt.first)
			}
			if got := text(d.Last()); got != tt.last {
				t.Errorf("Last = %s, want %s", got, tt.last)
			}
			if got := d.English(); got != tt.english {
				t.Errorf("English = %q, want %q", got, tt.english)
			}
			if got := d.When(); got != tt.when {
				t.Errorf("When = %q, want %q", got, tt.when)
			}
			if got, want := d.String(), strings.TrimSpace(tt.in); got != want {
				t.Errorf("String = %q, want %q", got, want)
			}
			d.text = ""
			back, err := Parse(d.String())
			if err != nil || back.Start != d.Start || back.End != d.End {
				t.Errorf("without its text %q reads %v, %v", d.String(), back, err)
			}
		})
	}
}

func text(d Day) string {
	switch d {
	case Earliest:
		return "earliest"
	case Latest:
		return "latest"
	}
	return FromDay(d).String()
}

func TestParseOldAndFarYears(t *testing.T) {
	for in, english := range map[string]string{
		"0000": "1 BC", "-0043": "44 BC", "-0043-03-15": "15 March 44 BC", "0800": "800", "-019X": "the years 200–191 BC", "-01XX~": "about the years 200–101 BC",
		"Y12000": "12000", "Y-12000": "12001 BC", "000X": "the years 1 BC – AD 9",
	} {
		d, err := Parse(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := d.English(); got != english {
			t.Errorf("%s: English = %q, want %q", in, got, english)
		}
		d.text = ""
		if got := d.String(); got != in {
			t.Errorf("%s: String without text = %q", in, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "missing",
		"1950-02-29":            "no day 29 in February 1950",
		"1950-04-31":            "no day 31 in April 1950",
		"1950-13":               "no month 13",
		"1950-00":               "no month 00",
		"1950-13-01":            "no month 13",
		"1950-10-00":            "no day 0 in",
		"1950-25":               "seasons are 21",
		"1950-21-03":            "a season (21) has no days",
		"1950-1-5":              "two digits",
		"1950-10-19T10:00:00":   "time of day",
		"1950-10-19 00:00:00":   "time of day",
		"1950/10/19":            "joined by hyphens",
		"195x":                  "capital X",
		"1XXX":                  "last one or two digits",
		"1950-X1":               "last one or two digits",
		"1952/1950":             "ends before it begins",
		"../..":                 "at least one end",
		"/":                     "at least one end",
		"..":                    "only at one side",
		"1950~-10":              "at the very end",
		"1950?~":                "at the very end",
		"~":                     "a year is missing",
		"-0000":                 "0000 is 1 BC",
		"Y1950":                 "five digits",
		"Y9999999":              "up to 5000000",
		"October 1950":          "in digits",
		"19 October 1950":       "in digits",
		"50":                    "in digits",
		"１９５０":                  "in digits",
		strings.Repeat("1", 99): "at most 64",
	} {
		d, err := Parse(in)
		if err == nil {
			t.Errorf("%q is read as %v", in, d)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", in, err, want)
		}
	}
}

func TestZero(t *testing.T) {
	var d Date
	if !d.IsZero() || d.String()+d.English()+d.When() != "" || MustParse("../1948").IsZero() {
		t.Error("the zero Date is not dated and says nothing")
	}
	for _, s := range []Surely{Before(d, d), Before(d, MustParse("1950")), Overlaps(d, d), Covers(d, d), SameStart(d, d)} {
		if s != Unknown {
			t.Error("nothing is known of the zero Date")
		}
	}
}

func TestComparisons(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    func(a, b Date) Surely
		a, b string
		want Surely
	}{
		{"before", Before, "1950-10-18", "1950-10-19", Yes},
		{"before", Before, "1950-10-19", "1950-10-19", No},
		{"before", Before, "1950-10", "1950-10-19", Unknown},
		{"before", Before, "1950-10", "1950-10-01", No},
		{"before", Before, "1950-10/1953-07", "1951", Yes},
		{"before", Before, "1950~", "1951-06", Unknown},
		{"before", Before, "1950~", "1952-01", Yes},
		{"before", Before, "../1948", "1950", Yes},
		{"before", Before, "../1948", "1940", Unknown},
		{"before", Before, "../1948", "1948-12-31", Unknown},
		{"after", After, "1950-10-19", "1950-09", Yes},
		{"after", After, "1961-07-06/..", "1961-07-05", Yes},
		{"wholly before", WhollyBefore, "1950-10/1953-07", "1951", No},
		{"wholly before", WhollyBefore, "1950-10/1953-07", "1954", Yes},
		{"wholly before", WhollyBefore, "1961/..", "1976", No},
		{"wholly before", WhollyBefore, "1961/", "1976", Unknown},
		{"wholly after", WhollyAfter, "1954", "1950-10/1953-07", Yes},
		{"same start", SameStart, "1950-10-19", "1950-10-19/1951", Yes},
		{"same start", SameStart, "1950-10", "1950-10", Unknown},
		{"same start", SameStart, "1950-10", "1950-11", No},
		{"overlaps", Overlaps, "1949/1952", "1950-10", Yes},
		{"overlaps", Overlaps, "1949/1952", "1952-06", Unknown},
		{"overlaps", Overlaps, "1949/1952", "1953-06", No},
		{"overlaps", Overlaps, "1961/..", "1976", Yes},
		{"overlaps", Overlaps, "1961/", "1976", Unknown},
		{"overlaps", Overlaps, "../1948", "1940", Unknown},
		{"overlaps", Overlaps, "../1948", "1949", No},
		{"overlaps", Overlaps, "1950", "1950", Unknown},
		{"covers", Covers, "1949/1952", "1950-10", Yes},
		{"covers", Covers, "1949/1952", "1952-06", Unknown},
		{"covers", Covers, "1949/1952", "1953", No},
		{"covers", Covers, "1950", "1950-10-19", Unknown},
		{"covers", Covers, "1961-07-06/..", "1970/..", Yes},
		{"covers", Covers, "1950-10-19", "1950-10-19", Yes},
	} {
		if got := tt.f(MustParse(tt.a), MustParse(tt.b)); got != tt.want {
			t.Errorf("%s(%s, %s) = %s, want %s", tt.name, tt.a, tt.b, got, tt.want)
		}
	}
}

func TestDistances(t *testing.T) {
	for _, tt := range []struct {
		a, b                 string
		shared, days, months int
	}{
		{"1950-10-08/1954-09-30", "1954-09-30/1955", 1, 0, 0}, // the day of handing over
		{"1950-01-01/1950-01-31", "1950-01-10/1950-01-12", 3, 0, 0},
		{"1950-01/1950-03", "1950-02/1950-05", 2, 0, 0}, // ends in March, begins in February: 28 February and 1 March are sure
		{"1950-01-31", "1950-02-01", 0, 1, 1},
		{"1951", "1950-10", 0, 62, 3},
		{"1950-10-19", "1950-10-25", 0, 6, 0},
		{"1949", "1952-03", 0, 365 + 365 + 31 + 29 + 1, 27},
		{"../1948", "1940", 0, 0, 0},
		{"1961/..", "1976/..", 0, 0, 0},
	} {
		a, b := MustParse(tt.a), MustParse(tt.b)
		if tt.b == "1976/.." {
			if SharedDays(a, b) < 1_000_000 {
				t.Error("what is open on both sides shares for ever")
			}
			continue
		}
		if got := SharedDays(a, b); got != tt.shared || got != SharedDays(b, a) {
			t.Errorf("SharedDays(%s, %s) = %d, want %d", a, b, got, tt.shared)
		}
		if got := GapDays(a, b); got != tt.days || got != GapDays(b, a) {
			t.Errorf("GapDays(%s, %s) = %d, want %d", a, b, got, tt.days)
		}
		if got := GapMonths(a, b); got != tt.months || got != GapMonths(b, a) {
			t.Errorf("GapMonths(%s, %s) = %d, want %d", a, b, got, tt.months)
		}
	}
}

func TestFromTo(t *testing.T) {
	for in, want := range map[string]string{
		"1950-10-08/1954-09": "from 8 October 1950 to September 1954", "1950-10-19": "on 19 October 1950", "1961/..": "from 1961 on", "1951~": "in about 1951", "1949/1952": "from 1949 to 1952",
	} {
		if got := MustParse(in).FromTo(); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// The calendar is Go's.
func TestCalendarAgreesWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.Int32Range(-1_500_000, 3_000_000).Draw(t, "day"))
		tm := time.Unix(0, 0).UTC().AddDate(0, 0, int(d))
		y, m, day := d.YMD()
		if y != tm.Year() || m != int(tm.Month()) || day != tm.Day() {
			t.Fatalf("%d is %d-%d-%d, want %s", d, y, m, day, tm)
		}
		if FromYMD(y, m, day) != d || !Exists(y, m, day) {
			t.Fatalf("%d-%d-%d does not lead back", y, m, day)
		}
		n := rapid.IntRange(-500, 500).Draw(t, "months")
		if d.AddMonths(n).Month()-d.Month() != n {
			t.Fatal("AddMonths misses the month")
		}
		if got := FromYMD(y, m+n, 1); got != FromYMD(y, m, 1).AddMonths(n) {
			t.Fatal("FromYMD does not carry months over")
		}
	})
}

// moments draws a single moment in EDTF.
func moments() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		y := rapid.IntRange(1900, 2009).Draw(t, "year")
		m := rapid.IntRange(1, 12).Draw(t, "month")
		d := rapid.IntRange(1, DaysIn(y, m)).Draw(t, "day")
		mo := Moment{Precision: Precision(rapid.IntRange(int(ByCentury), int(ByDay)).Draw(t, "precision"))}
		switch mo.Precision {
		case ByDay:
			mo.First = FromYMD(y, m, d)
			mo.Last = mo.First
		case ByMonth:
			mo.setMonth(y, m)
		case BySeason:
			mo.setMonth(y, 21+m%4)
		case ByYear:
			mo.First, mo.Last = FromYMD(y, 1, 1), FromYMD(y, 12, 31)
		case ByDecade:
			mo.First, mo.Last = FromYMD(y/10*10, 1, 1), FromYMD(y/10*10+9, 12, 31)
		case ByCentury:
			mo.First, mo.Last = FromYMD(y/100*100, 1, 1), FromYMD(y/100*100+99, 12, 31)
		}
		mo.Approximate, mo.Uncertain = rapid.Bool().Draw(t, "~"), rapid.Bool().Draw(t, "?")
		mo.widen(1)
		return mo.edtf()
	})
}

// dates draws any date.
func dates() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date {
		a, b := moments().Draw(t, "a"), moments().Draw(t, "b")
		var s string
		switch rapid.IntRange(0, 6).Draw(t, "shape") {
		case 0:
			s = a + "/.."
		case 1:
			s = "../" + a
		case 2:
			s = a + "/"
		case 3:
			s = "/" + a
		case 4, 5:
			s = a
		default:
			if MustParse(a).First() > MustParse(b).Last() {
				a, b = b, a
			}
			s = a + "/" + b
		}
		d, err := Parse(s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		return d
	})
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates().Draw(t, "date")
		if back := MustParse(d.String()); back != d {
			t.Fatalf("%v reads %v", d, back)
		}
		bare := d
		bare.text = ""
		if bare.String() != d.String() || !bare.Equal(d) {
			t.Fatalf("%v writes %v", d, bare)
		}
		var u Date
		b, _ := d.MarshalText()
		if err := u.UnmarshalText(b); err != nil || u != d {
			t.Fatal(err)
		}
		if d.English() == "" || d.When() == "" || d.FromTo() == "" {
			t.Fatal("a date without words")
		}
	})
}

func TestBoundsAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates().Draw(t, "date")
		if d.Start.First > d.Start.Last || d.End.First > d.End.Last || d.First() > d.Last() {
			t.Fatalf("%v: %+v", d, d)
		}
		for _, m := range []Moment{d.Start, d.End} {
			if first, last := m.Nominal(); first < m.First || last > m.Last || first > last {
				t.Fatalf("%v: nominal %d %d of %+v", d, first, last, m)
			}
		}
	})
}

// Days of b are drawn as they might have been; what is sure must hold for each.
func TestComparisonsAreLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := dates().Draw(t, "a"), dates().Draw(t, "b"), dates().Draw(t, "c")
		if Before(a, b) == Yes && (Before(b, a) != No || After(b, a) != Yes) {
			t.Fatal("Before is not antisymmetric")
		}
		if Before(a, b) == Yes && Before(b, c) == Yes && Before(a, c) != Yes {
			t.Fatal("Before is not transitive")
		}
		if WhollyBefore(a, b) == Yes && (Before(a, b) != Yes || Overlaps(a, b) != No || WhollyBefore(b, a) != No) {
			t.Fatal("WhollyBefore and Before disagree")
		}
		if WhollyBefore(a, b) == Yes && WhollyBefore(b, c) == Yes && WhollyBefore(a, c) != Yes {
			t.Fatal("WhollyBefore is not transitive")
		}
		if Overlaps(a, b) != Overlaps(b, a) || SameStart(a, b) != SameStart(b, a) {
			t.Fatal("not symmetric")
		}
		if Covers(a, b) == Yes && Overlaps(a, b) != Yes || Overlaps(a, b) == No && Covers(a, b) != No {
			t.Fatal("Covers and Overlaps disagree")
		}
		if Covers(a, b) == Yes && Covers(b, c) == Yes && Covers(a, c) != Yes {
			t.Fatal("Covers is not transitive")
		}
		if SharedDays(a, b) > 0 && Overlaps(a, b) != Yes {
			t.Fatal("SharedDays and Overlaps disagree")
		}
		// As it might have been.
		sa, ea := draw(t, "a", a)
		sb, eb := draw(t, "b", b)
		if !allows(Before(a, b), sa < sb) || !allows(WhollyBefore(a, b), ea < sb) || !allows(Overlaps(a, b), sa <= eb && sb <= ea) ||
			!allows(Covers(a, b), sa <= sb && eb <= ea) || !allows(SameStart(a, b), sa == sb) {
			t.Fatalf("%v and %v said too much of %d-%d and %d-%d", a, b, sa, ea, sb, eb)
		}
	})
}

func draw(t *rapid.T, name string, d Date) (start, end Day) {
	start = Day(rapid.Int64Range(int64(d.Start.First), int64(d.lastStart())).Draw(t, name+" start"))
	if !d.Span {
		return start, start
	}
	return start, Day(rapid.Int64Range(max(int64(start), int64(d.End.First)), int64(d.End.Last)).Draw(t, name+" end"))
}

func allows(s Surely, truth bool) bool { return s == Unknown || (s == Yes) == truth }

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1950-10-19", "195X~", "1950-10/1953-07-27", "../1948", "Y-12000", "1950-24?", "-019X", "1950-XX-XX", "/", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			if !d.IsZero() {
				t.Fatal("a date and an error")
			}
			return
		}
		if d.IsZero() || d.First() > d.Last() || d.English() == "" || d.When() == "" {
			t.Fatalf("%q: %+v", s, d)
		}
		if back, err := Parse(d.String()); err != nil || back != d {
			t.Fatalf("%q writes %q, which reads %v, %v", s, d, back, err)
		}
	})
}
