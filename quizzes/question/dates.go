package question

import (
	"fmt"
	"math"
	"slices"

	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
)

// optionCount is how many options a question offers where enough wrong answers can be proved. Three good options beat
// four of which one is never picked, so fewer are no harm, but fewer than three are too good a guess.
const (
	optionCount = 4
	fewest      = 3
)

// year and monthOf are the dates a tenure is asked at; month counts as edtf.Day.Month does.
func year(y int) edtf.Date        { return written("%04d", y) }
func monthOf(month int) edtf.Date { return written("%04d-%02d", month/12, month%12+1) }

// chooseDate offers dates around the right one. The key's rank among the sorted options is drawn first and evenly, so
// that "take the middle one" earns nothing.
func (m *Maker) chooseDate(q *Question, f *knowledge.Fact, d *draw) bool {
	key := f.Answer.Date
	shift, ok := shifter(key)
	if !ok {
		return false
	}
	rank := d.below(optionCount)
	dates := []edtf.Date{key}
	for below, steps := 0, spread(d, rank, key.Start.Precision); below < rank; below++ {
		dates = append(dates, shift(-steps[below]))
	}
	for above, steps := 0, spread(d, optionCount-1-rank, key.Start.Precision); above < optionCount-1-rank; above++ {
		dates = append(dates, shift(steps[above]))
	}
	for _, o := range dates[1:] {
		if !knowledge.SurelyApart(o, key) {
			return false
		}
	}
	slices.SortFunc(dates, func(a, b edtf.Date) int { return int(a.Start.First) - int(b.Start.First) })
	for _, o := range dates {
		q.Options = append(q.Options, Option{Key: o.String(), Text: o.English(), Correct: o.Equal(key)})
	}
	q.Answers = []string{key.English()}
	return true
}

// spread draws n growing steps, in units of the precision, with room between them.
func spread(d *draw, n int, p edtf.Precision) []int {
	least, reach := 1, 2
	switch p {
	case edtf.ByDay:
		least, reach = 3, 40
	case edtf.ByMonth:
		reach = 6
	case edtf.BySeason:
		reach = 3
	case edtf.ByDecade:
		reach = 1
	}
	steps := make([]int, n)
	at := 0
	for i := range steps {
		at += least + d.below(reach)
		steps[i] = at
	}
	return steps
}

// shifter moves a date by steps of its own precision, doubt included, so that all options look alike.
func shifter(key edtf.Date) (func(steps int) edtf.Date, bool) {
	at := key.Start
	if key.Span || at.Precision == edtf.None {
		return nil, false
	}
	first, _ := at.Nominal()
	y, mon, _ := first.YMD()
	doubt, stride := "", 1
	if at.Approximate || at.Uncertain {
		text := key.String()
		doubt = text[len(text)-1:]
		stride = 4 // the margins of two doubtful dates must not touch
	}
	month := func(n int) (int, int) { t := y*12 + mon - 1 + n*stride; return t / 12, t%12 + 1 }
	switch at.Precision {
	case edtf.ByYear:
		return func(n int) edtf.Date { return written("%04d%s", y+n*stride, doubt) }, true
	case edtf.ByMonth:
		return func(n int) edtf.Date { yy, mm := month(n); return written("%04d-%02d%s", yy, mm, doubt) }, true
	case edtf.ByDay:
		return func(n int) edtf.Date {
			yy, mm, dd := first.AddDays(n * stride).YMD()
			return written("%04d-%02d-%02d%s", yy, mm, dd, doubt)
		}, true
	case edtf.BySeason:
		return func(n int) edtf.Date { return written("%04d-%02d%s", y+n*stride, 21+((mon/3-1)+4)%4, doubt) }, true
	case edtf.ByDecade:
		return func(n int) edtf.Date { return written("%03dX%s", y/10+n*stride, doubt) }, true
	}
	return nil, false
}

// written reads back a date this package wrote; a year out of range gives the zero date, which no check lets pass.
func written(format string, parts ...any) edtf.Date {
	date, err := edtf.Parse(fmt.Sprintf(format, parts...))
	if err != nil {
		return edtf.Date{}
	}
	return date
}

// when asks for the date itself, as fine as it is known or, now and then, one step coarser.
func (m *Maker) when(q *Question, f *knowledge.Fact, d *draw) bool {
	at := f.Answer.Date.Start
	if f.Answer.Date.IsZero() || at.Precision < edtf.ByYear {
		return false
	}
	q.Precision = at.Precision
	if at.Precision == edtf.BySeason || at.Approximate || at.Uncertain {
		q.Precision = edtf.ByYear
	}
	if q.Precision == edtf.ByDay && (f.Importance > 1 || d.below(2) == 0) {
		q.Precision = edtf.ByMonth // a day is worth knowing only for what a course turns on
	}
	lead := "In which year"
	switch q.Precision {
	case edtf.ByDay:
		lead = "On what day"
	case edtf.ByMonth:
		lead = "In which month and year"
	}
	q.Stem = lead + " " + m.occurrence(f) + "?"
	q.Date = f.Answer.Date
	q.Answers = []string{asFine(at, q.Precision).English()}
	return true
}

// asFine is a moment told no finer than asked: "August 1945" of 6 August 1945.
func asFine(m edtf.Moment, p edtf.Precision) edtf.Moment {
	first, _ := m.Nominal()
	y, mon, _ := first.YMD()
	switch {
	case m.Precision <= p:
		return m
	case p == edtf.ByYear:
		return year(y).Start
	}
	return monthOf(y*12 + mon - 1).Start
}

// chooseNumber offers numbers around the right one, each as round as it. The key's rank among them is drawn evenly, as far
// as zero (and, for shares, a hundred) leaves room.
func (m *Maker) chooseNumber(q *Question, f *knowledge.Fact, d *draw) bool {
	g, ok := m.k.Figure(f.Record)
	if !ok {
		return false
	}
	ceiling := math.Inf(1)
	if knowledge.IsShare(g.Unit) {
		ceiling = 100
	}
	for grain := grainOf(g.Value); grain >= 0.01; grain /= 10 {
		for _, scale := range scales(g, d) {
			if values, ok := around(g, scale, grain, ceiling, d); ok {
				m.numberOptions(q, values, g.Value, g.Unit)
				return true
			}
		}
	}
	return false
}

// A scale moves a number n steps up or down.
type scale func(v float64, n int) float64

// scales are the ways to move from a figure to its neighbours: by a factor for large numbers, else by equal steps.
func scales(g *pack.Figure, d *draw) []scale {
	factor := 1.3 + 0.1*float64(d.below(4))
	step := max(1, math.Floor(math.Abs(g.Value)/6))
	if g.Value != math.Trunc(g.Value) {
		step = math.Abs(g.Value) / 6
	}
	by := func(v float64, n int) float64 { return v + float64(n)*step }
	if g.Value < 100 || knowledge.IsShare(g.Unit) || looksLikeYear(g) {
		return []scale{by}
	}
	return []scale{func(v float64, n int) float64 { return v * math.Pow(factor, float64(n)) }, by}
}

// looksLikeYear keeps "how many years" and the like from being scaled into another age.
func looksLikeYear(g *pack.Figure) bool { return g.Unit == "" && g.Value >= 1800 && g.Value < 2100 }

// around lays steps below and above the figure, outside its sourced range, rounded to the grain. The rank is drawn among
// those that have room.
func around(g *pack.Figure, move scale, grain, ceiling float64, d *draw) ([]float64, bool) {
	at := func(edge float64, n int) float64 { return math.Round(move(edge, n)/grain) * grain }
	var ranks []int
	for rank := range optionCount {
		if (rank == 0 || at(g.Low, -rank) > 0) && (rank == optionCount-1 || at(g.High, optionCount-1-rank) <= ceiling) {
			ranks = append(ranks, rank)
		}
	}
	if len(ranks) == 0 {
		return nil, false
	}
	rank := pick(d, ranks)
	var values []float64
	for n := rank; n > 0; n-- {
		values = append(values, at(g.Low, -n))
	}
	values = append(values, g.Value)
	for n := 1; n < optionCount-rank; n++ {
		values = append(values, at(g.High, n))
	}
	for i, v := range values {
		if i > 0 && v <= values[i-1] || v != g.Value && v >= g.Low && v <= g.High {
			return nil, false
		}
	}
	return values, true
}

// grainOf is the power of ten a number is rounded to, or half of it where that is coarse: 10,000 for 260,000; 1 for 48.
func grainOf(v float64) float64 {
	if v != math.Trunc(v) {
		return 0.1
	}
	grain := 1.0
	for grain*10 <= math.Abs(v) && math.Mod(v, grain*10) == 0 {
		grain *= 10
	}
	if grain > 1 && math.Abs(v) < 4*grain {
		return grain / 2
	}
	return grain
}

func (m *Maker) numberOptions(q *Question, values []float64, key float64, unit string) {
	for _, v := range values {
		q.Options = append(q.Options, Option{Key: knowledge.Numeral(v), Text: knowledge.Quantity(v, unit), Correct: v == key})
	}
	q.Answers = []string{knowledge.Quantity(key, unit)}
}

// number asks for a figure.
func (m *Maker) number(q *Question, f *knowledge.Fact, d *draw) bool {
	if f.Property != knowledge.Value {
		return false
	}
	g, ok := m.k.Figure(f.Record)
	a, worded := m.ask(f, d)
	if !ok || !worded {
		return false
	}
	q.Stem, q.Value, q.Low, q.High, q.Tolerance, q.Unit = a.stem, g.Value, g.Low, g.High, g.Tolerance, g.Unit
	q.Answers = []string{f.AnswerText}
	return true
}
