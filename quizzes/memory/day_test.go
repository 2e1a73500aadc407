package memory

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"yalu/quizzes"
)

// zones have changes of the clock at all hours, by half hours, at 00:01 back into yesterday (St John's before 2011), of
// standard time itself (Pyongyang 2015 and 2018) and over the date line (Apia 2011).
var zones = []string{
	"UTC", "America/New_York", "Europe/Berlin", "Asia/Seoul", "Asia/Pyongyang", "Asia/Shanghai", "Pacific/Apia",
	"America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Asia/Beirut", "Asia/Kathmandu",
	"Pacific/Kiritimati", "Antarctica/Troll", "America/Sao_Paulo",
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestDay(t *testing.T) {
	t.Run("ISO", func(t *testing.T) {
		for s, want := range map[string]Day{"1970-01-01": 0, "1969-12-31": -1, "1950-10-19": -7014, "2026-03-29": 20541} {
			d, err := ParseDay(s)
			if err != nil || d != want || d.String() != s {
				t.Errorf("ParseDay(%s) = %d (%s), %v, want %d", s, d, d, err, want)
			}
		}
	})
	t.Run("RoundTrip", rapid.MakeCheck(func(t *rapid.T) {
		d := Day(rapid.Int32Range(-700_000, 2_900_000).Draw(t, "day"))
		back, err := ParseDay(d.String())
		if err != nil || back != d {
			t.Fatalf("%d is %s is %d: %v", d, d, back, err)
		}
		if y, m, n := d.Date(); DayOf(y, m, n) != d {
			t.Fatalf("%d is %d-%d-%d is %d", d, y, m, n, DayOf(y, m, n))
		}
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		if d.Add(n).Sub(d) != n {
			t.Fatalf("%v + %d - %v = %d", d, n, d, d.Add(n).Sub(d))
		}
	}))
	t.Run("RefusesNoDay", func(t *testing.T) {
		for _, s := range []string{"", "1950-10", "1950-02-30", "19/10/1950", "1950-10-19T00:00"} {
			if _, err := ParseDay(s); quizzes.CodeOf(err) != quizzes.Invalid {
				t.Errorf("ParseDay(%q): %v", s, err)
			}
		}
	})
	t.Run("Weekday", func(t *testing.T) {
		if got := DayOf(1950, 10, 19).Weekday(); got != time.Thursday {
			t.Error(got)
		}
	})
}

func TestCalendarDay(t *testing.T) {
	for _, test := range []struct {
		zone, local, want string
		rollover          int
	}{
		{"UTC", "2026-03-10T03:59:59Z", "2026-03-09", 4},
		{"UTC", "2026-03-10T04:00:00Z", "2026-03-10", 4},
		{"UTC", "2026-03-10T00:00:00Z", "2026-03-10", 0},
		{"Asia/Seoul", "2026-03-10T03:59:00+09:00", "2026-03-09", 4},
		{"Asia/Seoul", "2026-03-09T19:00:00Z", "2026-03-10", 4},
		{"America/New_York", "2026-03-08T23:59:00-04:00", "2026-03-08", 4},
		{"America/New_York", "2026-03-09T02:00:00Z", "2026-03-08", 4}, // past midnight in UTC, evening for the learner
		{"America/New_York", "2026-03-08T03:59:00-04:00", "2026-03-07", 4},
		{"America/New_York", "2026-03-08T03:00:00-04:00", "2026-03-08", 2}, // 02:00 does not exist
		{"America/St_Johns", "2008-11-01T23:30:00-03:30", "2008-11-02", 0}, // the clock went back at 00:01, the day did not
		{"Pacific/Apia", "2011-12-31T01:00:00+14:00", "2011-12-30", 4},     // the 30th is what is left of the night
		{"Pacific/Apia", "2011-12-31T01:00:00+14:00", "2011-12-31", 0},
	} {
		at, err := time.Parse(time.RFC3339, test.local)
		if err != nil {
			t.Fatal(err)
		}
		c := Calendar{Zone: zone(t, test.zone), Rollover: test.rollover}
		if got := c.Day(at).String(); got != test.want {
			t.Errorf("%s in %s, rollover %d: %s, want %s", test.local, test.zone, test.rollover, got, test.want)
		}
	}
}

func TestCalendarStart(t *testing.T) {
	for _, test := range []struct {
		zone, day, want string
		rollover        int
	}{
		{"Europe/Berlin", "2026-03-29", "2026-03-29T04:00:00+02:00", 4},
		{"Europe/Berlin", "2026-03-29", "2026-03-29T03:00:00+02:00", 2}, // the gap: the day begins as the clock lands
		{"Europe/Berlin", "2026-10-25", "2026-10-25T02:00:00+02:00", 2}, // the overlap: at the first of two
		{"America/New_York", "2026-11-01", "2026-11-01T01:00:00-04:00", 1},
		{"America/St_Johns", "2008-11-02", "2008-11-02T00:00:00-02:30", 0},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", 4},
	} {
		d, _ := ParseDay(test.day)
		c := Calendar{Zone: zone(t, test.zone), Rollover: test.rollover}
		if got := c.Start(d).Format(time.RFC3339); got != test.want {
			t.Errorf("%s in %s, rollover %d: %s, want %s", test.day, test.zone, test.rollover, got, test.want)
		}
	}
	t.Run("ZeroCalendar", func(t *testing.T) {
		if got := (Calendar{}).Start(1); got.Unix() != 86400 {
			t.Error(got)
		}
	})
}

func drawCalendar(t *rapid.T) Calendar {
	loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return Calendar{Zone: loc, Rollover: rapid.IntRange(0, 23).Draw(t, "rollover")}
}

// drawInstant favours the hours around changes of the clock, where the bugs live.
func drawInstant(t *rapid.T, c Calendar) time.Time {
	at := time.Unix(rapid.Int64Range(0, 2_000_000_000).Draw(t, "at"), 0)
	if rapid.Bool().Draw(t, "near change") {
		if _, end := at.In(c.Zone).ZoneBounds(); !end.IsZero() {
			at = end.Add(time.Duration(rapid.Int64Range(-30*3600, 30*3600).Draw(t, "off")) * time.Second)
		}
	}
	return at
}

func TestDaysFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		at := drawInstant(t, c)
		d := c.Day(at)
		if at.Before(c.Start(d)) || !at.Before(c.Start(d+1)) {
			t.Fatalf("%v is day %v, which lasts from %v to %v", at.In(c.Zone), d, c.Start(d), c.Start(d+1))
		}
		if later := at.Add(time.Duration(rapid.Int64Range(0, 1e6).Draw(t, "later")) * time.Second); c.Day(later) < d {
			t.Fatalf("the day went back from %v to %v", d, c.Day(later))
		}
	})
}

// The oracle looks at the wall clock minute by minute.
func TestStartIsTheFirstInstantThatShowsTheHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		d := c.Day(drawInstant(t, c))
		y, month, n := d.Date()
		shown := func(at time.Time) bool { // does the clock show the hour, or anything later?
			l := at.In(c.Zone)
			wall := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC)
			return !wall.Before(time.Date(y, month, n, c.Rollover, 0, 0, 0, time.UTC))
		}
		at := time.Date(y, month, n, c.Rollover, 0, 0, 0, time.UTC).Add(-17 * time.Hour)
		for !shown(at) {
			at = at.Add(time.Minute)
		}
		if got := c.Start(d); !got.Equal(at) {
			t.Fatalf("%v starts at %v, the clock says %v", d, got, at.In(c.Zone))
		}
	})
}
