package memory

import (
	"cmp"
	"slices"
)

// ForecastDays is how far the forecast of a [Summary] looks ahead, today included.
const ForecastDays = 30

const (
	matureStability = 21         // days; Anki's border between young and mature
	knownAt         = 0.9 - 1e-9 // retrievability; on the day that equals its stability a fact still counts as known
	weakBelow       = 0.7        // retrievability
	weakShown       = 10
	weakHorizon     = 7 // days
)

// Summary is where a learner stands on a day. Every fact is either New, Learning, Young or Mature.
type Summary struct {
	Facts    int
	New      int // never answered
	Learning int // in its first steps, or back in steps after a lapse
	Young    int // in Review, stability below 21 days
	Mature   int // in Review, stability of 21 days and more

	Known    int               // in Review and recalled today with a probability of 0.9 or more
	Expected float64           // facts answered at least once that would be recalled today: the sum of their retrievabilities
	Due      int               // to be answered today: reviews whose day has come, steps of today and before
	Weak     []Weak            // at most 10, the weakest first
	Forecast [ForecastDays]int // answers that come due per day from today on, what is overdue included in today; new facts are not foreseen
}

// Weak is a fact that has been forgotten in Review before, or is recalled today with a probability below 0.7. Weakest
// is what would most probably be forgotten a week from now.
type Weak struct {
	Fact           string
	Retrievability float64 // today
	Lapses         int
}

// Summarize sums up items for a learner on day.
func Summarize(items []Item, s Settings, day Day) Summary {
	s = s.filled()
	sum := Summary{Facts: len(items)}
	type ranked struct {
		Weak
		later float64 // retrievability at the horizon
	}
	var weak []ranked
	for i := range items {
		m := &items[i].Memory
		switch {
		case m.State == New:
			sum.New++
			continue
		case m.InSteps():
			sum.Learning++
		case m.Stability < matureStability:
			sum.Young++
		default:
			sum.Mature++
		}

		r := s.Retrievability(*m, day)
		sum.Expected += r
		if m.State == Review && r >= knownAt {
			sum.Known++
		}
		if m.Lapses > 0 || r < weakBelow {
			weak = append(weak, ranked{
				Weak{Fact: items[i].Fact, Retrievability: r, Lapses: m.Lapses},
				s.Retrievability(*m, day.Add(weakHorizon)),
			})
		}

		in := max(m.DueDay.Sub(day), 0)
		if in == 0 {
			sum.Due++
		}
		if in < ForecastDays {
			sum.Forecast[in]++
		}
	}
	slices.SortFunc(weak, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.later, b.later), cmp.Compare(b.Lapses, a.Lapses), cmp.Compare(a.Fact, b.Fact))
	})
	for _, w := range weak[:min(len(weak), weakShown)] {
		sum.Weak = append(sum.Weak, w.Weak)
	}
	return sum
}
