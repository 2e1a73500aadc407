package memory

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// kind is a sort of learner.
type kind struct {
	knows   float64                 // share of the facts known before the first question
	recalls func(r float64) float64 // chance of a right answer at FSRS's retrievability r
	studies func(day int) bool      // sits down on that day of the course
	options int                     // answers to the easiest form are chosen among so many; below 2 they are typed
}

// diary is what became of a learner.
type diary struct {
	items         []Item
	new, reviews  []int // per day
	right, asked  int   // reviews on or after their day, from the second month on
	busiest       int   // questions in a sitting
	beside, total int   // questions that share a mention with the one before
}

// study lets a learner of a kind study a course of n facts for some days, in New York from the week before daylight
// saving begins, and checks on the way what must hold in every sitting.
func study(t *testing.T, k kind, n, days int, s Settings, limits Limits) diary {
	t.Helper()
	rng := rand.New(rand.NewPCG(11, uint64(n)))
	c := NewCalendar(zone(t, "America/New_York"))
	first := DayOf(2026, time.March, 2)
	d := diary{items: course(n)}
	load := func(from, to Day) map[Day]int {
		loads := map[Day]int{}
		for i := range d.items {
			if m := &d.items[i].Memory; m.State == Review && m.DueDay >= from && m.DueDay <= to {
				loads[m.DueDay]++
			}
		}
		return loads
	}
	for day := range days {
		st := Sitting{Limits: limits, Seed: uint64(day)}
		d.new, d.reviews = append(d.new, 0), append(d.reviews, 0)
		if !k.studies(day) {
			continue
		}
		now := c.Start(first.Add(day)).Add(15*time.Hour + time.Duration(rng.IntN(300))*time.Minute) // seven in the evening till midnight
		questions := 0
		wrong := map[string]bool{}
		for {
			now = now.Add(time.Duration(10+rng.IntN(20)) * time.Second)
			st.Now, st.Day = now, c.Day(now)
			if st.Day != first.Add(day) {
				t.Fatalf("a sitting of %d questions ran into the next day", questions)
			}
			item, reason := Next(d.items, st)
			if reason == Done {
				break
			}
			if questions++; questions > 2000 {
				t.Fatal("no end")
			}
			i := slices.IndexFunc(d.items, func(i Item) bool { return i.Fact == item.Fact })
			m := d.items[i].Memory
			form := ChooseForm(ladder, m, st.Seed)
			p := k.knows
			if m.State != New {
				p = k.recalls(s.Retrievability(m, st.Day))
			}
			options := 0
			if form == ladder[0] {
				options = k.options
			}
			r := Again
			if rng.Float64() < p || options > 1 && rng.IntN(options) == 0 {
				r = Recognized(Good, s.Expect(m, st.Day), options)
			}
			switch reason {
			case First:
				st.NewToday++
				d.new[day]++
			case Due:
				st.ReviewsToday++
				d.reviews[day]++
				if day >= 30 {
					d.asked++
					if r != Again {
						d.right++
					}
				}
			}
			if wrong[item.Fact] = r == Again; r != Again {
				delete(wrong, item.Fact)
			}
			if len(st.Recent) > 0 {
				d.total++
				if share(item.Mentions, st.Recent[0].Mentions) {
					d.beside++
				}
			}
			d.items[i].Memory = s.Apply(m, r, now, form, c, load)
			st.Recent = slices.Insert(st.Recent, 0, item.Asked())
			st.Recent = st.Recent[:min(len(st.Recent), 5)]
		}
		if len(wrong) > 0 {
			t.Fatalf("day %d ended with errors that never came back: %v", day, wrong)
		}
		d.busiest = max(d.busiest, questions)
		if d.new[day] > limits.New || d.reviews[day] > limits.Reviews {
			t.Fatalf("day %d: %d new, %d reviews", day, d.new[day], d.reviews[day])
		}
	}
	return d
}

func (d diary) retention() float64 { return float64(d.right) / float64(d.asked) }

func total(counts []int) (sum int) {
	for _, n := range counts {
		sum += n
	}
	return sum
}

func daily(int) bool               { return true }
func asModelled(r float64) float64 { return r }

func TestNinetyDays(t *testing.T) {
	report := func(t *testing.T, d diary, s Settings) {
		last := DayOf(2026, time.March, 2).Add(len(d.new) - 1)
		sum := Summarize(d.items, s, last)
		t.Logf("%d facts begun, %d reviews (%.1f a day, at most %d), retention %.3f, busiest sitting %d questions, %d of %d beside their like, known %d, mature %d",
			total(d.new), total(d.reviews), float64(total(d.reviews))/float64(len(d.new)), slices.Max(d.reviews), d.retention(), d.busiest, d.beside, d.total, sum.Known, sum.Mature)
	}
	// A learner whose memory is what FSRS says it is gets the retention asked for, as far as whole days allow: near 0.95
	// the ideal interval of a young fact is a fraction of a day.
	for _, retention := range []float64{0.8, 0.9, 0.95} {
		t.Run(fmt.Sprintf("Retention%.2f", retention), func(t *testing.T) {
			s := Settings{Retention: retention}
			d := study(t, kind{0.3, asModelled, daily, 0}, 600, 90, s, Limits{New: 10, Reviews: 200})
			report(t, d, s)
			if math.Abs(d.retention()-retention) > 0.03 {
				t.Errorf("retention %.3f", d.retention())
			}
			if total(d.new) != 600 {
				t.Errorf("%d facts begun", total(d.new))
			}
			if d.beside > d.total/100 {
				t.Errorf("%d of %d questions beside their like", d.beside, d.total)
			}
		})
	}
	t.Run("Guesser", func(t *testing.T) {
		d := study(t, kind{0.1, asModelled, daily, 4}, 300, 90, Settings{}, DefaultLimits())
		report(t, d, Settings{})
		if d.retention() < 0.87 {
			t.Errorf("retention %.3f", d.retention())
		}
	})
	t.Run("Weekends", func(t *testing.T) {
		d := study(t, kind{0.3, asModelled, func(day int) bool { return day%7 < 5 }, 0}, 300, 90, Settings{}, DefaultLimits())
		report(t, d, Settings{})
		if d.retention() < 0.85 {
			t.Errorf("retention %.3f", d.retention())
		}
	})
	// Three weeks away: no wall of reviews beyond the limit, the backlog goes, and nothing of the course is lost.
	t.Run("Holiday", func(t *testing.T) {
		limits := Limits{New: 20, Reviews: 60}
		d := study(t, kind{0.3, asModelled, func(day int) bool { return day < 40 || day > 60 }, 0}, 400, 90, Settings{}, limits)
		report(t, d, Settings{})
		if d.reviews[61] != 60 {
			t.Errorf("%d reviews on the first day back", d.reviews[61])
		}
		if late := d.reviews[80:]; slices.Max(late) >= 60 {
			t.Errorf("the backlog is still there: %v", late)
		}
	})
	// Remembers worse than the model believes: the schedule comes back sooner instead of giving up on them.
	t.Run("Struggling", func(t *testing.T) {
		d := study(t, kind{0.05, func(r float64) float64 { return 0.8 * r }, daily, 0}, 200, 90, Settings{}, Limits{New: 5, Reviews: 100})
		report(t, d, Settings{})
		if d.retention() < 0.6 {
			t.Errorf("retention %.3f", d.retention())
		}
	})
	// The days of a course begun at the same pace carry about the same load.
	t.Run("NoWall", func(t *testing.T) {
		d := study(t, kind{0.3, func(float64) float64 { return 1 }, daily, 0}, 400, 90, Settings{}, Limits{New: 10, Reviews: 200})
		report(t, d, Settings{})
		late := d.reviews[50:]
		mean := float64(total(late)) / float64(len(late))
		if most := slices.Max(late); float64(most) > 2.5*mean {
			t.Errorf("%d reviews on one day, %.1f on average: %v", most, mean, late)
		}
	})
}
