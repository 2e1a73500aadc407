package views

import "strconv"

// Home is the start page.
type Home struct {
	Title   string
	About   string
	Units   []UnitEntry
	Facts   int
	Sources int
	Known   bool // somebody with answers looks at it; then Day holds
	Day     Day
}

// About says what this is.
type About struct {
	Title      string
	Licence    string
	Edition    string
	Facts      int
	Sources    []Link
	CookieDays int
}

// Progress says what is known, due and weak.
type Progress struct {
	Begun    bool // at least one answer was given
	Day      Day
	Facts    int
	Known    int // would surely be recalled today
	Expected int // would probably be recalled today
	New      int
	Learning int
	Young    int
	Mature   int
	Forecast []Forecast
	Weak     []Weak
	Units    []UnitBar
}

// Forecast is what comes due on a day.
type Forecast struct {
	When  string // "Tomorrow"
	Short string // "Mo 23"
	Count int
}

// Weak is a fact that is likely to be forgotten.
type Weak struct {
	Statement string
	Link      Link
	Chance    int // percent
	Lapses    int
}

// UnitBar is how far a unit is known.
type UnitBar struct {
	Link
	Facts    int
	Known    int
	Learning int
}

// The plot of the forecast, in its own units.
const (
	plotDays   = 7
	plotHeight = 120
	plotBase   = 96 // the line the bars stand on
	plotTop    = 16 // room for the numbers
	plotStep   = 44
)

func plotBox(days []Forecast) string {
	return "0 0 " + strconv.Itoa(len(days)*plotStep) + " " + strconv.Itoa(plotHeight)
}

// barHeight scales a count to the greatest of all; what is not nothing is seen.
func barHeight(days []Forecast, n int) int {
	most := 1
	for _, d := range days {
		most = max(most, d.Count)
	}
	if n == 0 {
		return 0
	}
	return max(n*(plotBase-plotTop)/most, 2)
}

func share(n, of int) int {
	if of == 0 {
		return 0
	}
	return 100 * n / of
}

func upperFirst(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// Settings is the page of what a learner can choose.
type Settings struct {
	Zone     string
	Chosen   bool // by the learner, not detected
	Zones    []string
	Clock    string // what the clock shows in Zone
	Rollover int    // hour at which a day begins
	Fault    string // message beside the field
	Saved    bool
}
