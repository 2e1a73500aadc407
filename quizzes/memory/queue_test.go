package memory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var today = utc.Day(monday)

func reviewItem(fact string, stability float64, last, due int, mentions ...string) Item {
	return Item{Fact: fact, Mentions: mentions, Memory: Memory{Fact: fact, State: Review, Stability: stability, Difficulty: 5,
		LastDay: today.Add(last), DueDay: today.Add(due), LastAt: utc.Start(today.Add(last)).Add(5 * time.Hour), Reps: 3}}
}

func stepItem(fact string, in time.Duration, mentions ...string) Item {
	return Item{Fact: fact, Mentions: mentions, Memory: Memory{Fact: fact, State: Relearning, Stability: 1, Difficulty: 5,
		LastDay: today, DueDay: today, LastAt: monday.Add(in - 10*time.Minute), DueAt: monday.Add(in), Reps: 4}}
}

func newItem(fact string, unit, importance int, mentions ...string) Item {
	return Item{Fact: fact, Unit: unit, Importance: importance, Mentions: mentions, Memory: Memory{Fact: fact}}
}

func asked(items ...Item) []Asked {
	var a []Asked
	for _, i := range items {
		a = append(a, i.Asked())
	}
	return a
}

func TestNext(t *testing.T) {
	for _, test := range []struct {
		name   string
		items  []Item
		change func(*Sitting)
		want   string
		reason Reason
	}{
		{"NothingAtAll", nil, nil, "", Done},
		{"StepBeforeAll", []Item{newItem("n", 1, 1), reviewItem("r", 1, -9, -3), stepItem("s", -time.Second)}, nil, "s", Step},
		{"EarliestStep", []Item{stepItem("b", -time.Second), stepItem("a", -time.Minute)}, nil, "a", Step},
		{"LeastRetrievable", []Item{reviewItem("strong", 50, -60, -10), reviewItem("weak", 2, -5, -3)}, nil, "weak", Due},
		{"CourseOrder", []Item{newItem("c", 2, 1), newItem("b", 1, 2), newItem("a", 1, 1)}, nil, "a", First},
		{"ReviewsBeforeNew", []Item{newItem("n", 1, 1), reviewItem("r", 1, -9, -3)}, nil, "r", Due},
		{"EveryFourthIsNew", []Item{newItem("n", 1, 1), reviewItem("r", 1, -9, -3)}, func(s *Sitting) { s.ReviewsToday = 3 }, "n", First},
		{"NewLimit", []Item{newItem("n", 1, 1)}, func(s *Sitting) { s.NewToday = 20 }, "", Done},
		{"ReviewLimit", []Item{reviewItem("r", 1, -9, -3)}, func(s *Sitting) { s.ReviewsToday = 200 }, "", Done},
		{"StepsBeyondLimits", []Item{stepItem("s", -1)}, func(s *Sitting) { s.NewToday, s.ReviewsToday = 99, 999 }, "s", Step},
		{"NotDue", []Item{reviewItem("r", 10, -3, 7)}, nil, "", Done},
		{"Ahead", []Item{reviewItem("r", 10, -3, 7), reviewItem("q", 5, -3, 2)}, func(s *Sitting) { s.StudyAhead = true }, "q", Ahead},
		{"NotAheadTwiceADay", []Item{reviewItem("r", 10, 0, 7)}, func(s *Sitting) { s.StudyAhead = true }, "", Done},
		{"KeepsApart", []Item{reviewItem("a", 1, -9, -3, "peng"), reviewItem("b", 9, -10, -1, "kim")},
			func(s *Sitting) { s.Recent = asked(newItem("x", 1, 1, "peng")) }, "b", Due},
		{"KeepsApartThoughNew", []Item{reviewItem("a", 1, -9, -3, "peng"), newItem("b", 1, 1, "kim")},
			func(s *Sitting) { s.Recent = asked(newItem("x", 1, 1, "peng")) }, "b", First},
		{"StepKeepsApart", []Item{stepItem("a", -time.Second, "peng"), reviewItem("b", 9, -10, -1, "kim")},
			func(s *Sitting) { s.Recent = asked(newItem("x", 1, 1, "peng")) }, "b", Due},
		{"OnlySuchRemain", []Item{reviewItem("a", 1, -9, -3, "peng"), reviewItem("b", 30, -20, -1, "peng")},
			func(s *Sitting) { s.Recent = asked(newItem("x", 1, 1, "peng")) }, "b", Due},
		{"PrefersClearOfTheLastThree", []Item{reviewItem("a", 1, -9, -3, "peng"), reviewItem("b", 9, -10, -1, "kim")},
			func(s *Sitting) { s.Recent = asked(newItem("y", 1, 1), newItem("x", 1, 1, "peng")) }, "b", Due},
		{"RestsAnError", []Item{stepItem("s", 9*time.Minute), reviewItem("r", 10, -3, 7)},
			func(s *Sitting) { s.Recent = asked(stepItem("s", 0)) }, "r", Ahead},
		{"RestsForFourQuestions", []Item{stepItem("s", 9*time.Minute), reviewItem("r", 10, -3, 7)},
			func(s *Sitting) {
				s.Recent = asked(newItem("1", 1, 1), newItem("2", 1, 1), newItem("3", 1, 1), stepItem("s", 0))
			}, "r", Ahead},
		{"DueByTheClockNeedsNoRest", []Item{stepItem("s", 0), reviewItem("r", 1, -9, -3)},
			func(s *Sitting) { s.Recent = asked(newItem("1", 1, 1), stepItem("s", 0)) }, "s", Step},
		{"StepEarlyAfterARest", []Item{stepItem("s", 9*time.Minute), reviewItem("r", 10, -3, 7)},
			func(s *Sitting) {
				s.Recent = asked(newItem("1", 1, 1), newItem("2", 1, 1), newItem("3", 1, 1), newItem("4", 1, 1), stepItem("s", 0))
			}, "s", Step},
		{"NothingToFillTheRest", []Item{stepItem("s", 9*time.Minute)},
			func(s *Sitting) { s.Recent = asked(stepItem("s", 0)) }, "s", Step},
		{"NotTwiceInARow", []Item{stepItem("s", -time.Second), reviewItem("r", 10, -3, 7)},
			func(s *Sitting) { s.Recent = asked(stepItem("s", 0)) }, "r", Ahead},
		{"StepWithinReach", []Item{stepItem("s", 20*time.Minute)}, nil, "s", Step},
		{"StepOfALaterSitting", []Item{stepItem("s", 20*time.Minute+1)}, nil, "", Done},
		{"PassedOver", []Item{newItem("n", 1, 1), newItem("m", 1, 2)},
			func(s *Sitting) { s.Recent = asked(newItem("n", 1, 1)) }, "m", First},
		{"PassedOverWithItsLike", []Item{newItem("n", 1, 1, "peng"), newItem("m", 1, 2, "peng")},
			func(s *Sitting) { s.Recent = asked(newItem("n", 1, 1, "peng")) }, "m", First},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := Sitting{Now: monday, Day: today, Limits: DefaultLimits()}
			if test.change != nil {
				test.change(&st)
			}
			item, reason := Next(test.items, st)
			if item.Fact != test.want || reason != test.reason {
				t.Errorf("got %q (%v), want %q (%v)", item.Fact, reason, test.want, test.reason)
			}
		})
	}
}

func TestInterleavesTopicsAndUnits(t *testing.T) {
	var items []Item
	for i := range 40 {
		item := reviewItem(fmt.Sprint("f", i), 5, -6, 0)
		item.Unit, item.Topics = i%4, []string{fmt.Sprint("topic", i%3)}
		items = append(items, item)
	}
	st := Sitting{Now: monday, Day: today, Limits: DefaultLimits()}
	same := 0
	for range 40 {
		item, _ := Next(items, st)
		if len(st.Recent) > 0 && (item.Unit == st.Recent[0].Unit || item.Topics[0] == st.Recent[0].Topics[0]) {
			same++
		}
		st.Recent = slices.Insert(st.Recent, 0, item.Asked())
		items = slices.DeleteFunc(items, func(i Item) bool { return i.Fact == item.Fact })
	}
	if same > 2 { // the last few may leave no choice
		t.Errorf("%d of 40 follow their like", same)
	}
}

func drawItems(t *rapid.T) []Item {
	var items []Item
	ids := []string{"kim", "peng", "mao", "zhou", "seoul", "yalu"}
	for i := range rapid.IntRange(0, 12).Draw(t, "items") {
		fact := fmt.Sprint("fact", i)
		mentions := rapid.SliceOfN(rapid.SampledFrom(ids), 0, 2).Draw(t, "mentions")
		var item Item
		switch rapid.IntRange(0, 2).Draw(t, "state") {
		case 0:
			item = newItem(fact, 0, 0, mentions...)
		case 1:
			last := rapid.IntRange(-30, 0).Draw(t, "last")
			item = reviewItem(fact, rapid.Float64Range(0.01, 100).Draw(t, "stability"), last, max(last+1, rapid.IntRange(-20, 10).Draw(t, "due")), mentions...)
		case 2:
			item = stepItem(fact, time.Duration(rapid.IntRange(-10, 30).Draw(t, "in"))*time.Minute, mentions...)
		}
		item.Unit, item.Importance = rapid.IntRange(0, 2).Draw(t, "unit"), rapid.IntRange(1, 3).Draw(t, "importance")
		item.Topics = rapid.SliceOfN(rapid.SampledFrom([]string{"war", "trade", "party"}), 0, 2).Draw(t, "topics")
		items = append(items, item)
	}
	return items
}

// The laws of Next on any choice, checked by a slow reading of them that shares no code with the queue.
func TestNextLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t)
		st := Sitting{
			Now: monday, Day: today, Limits: Limits{New: rapid.IntRange(0, 3).Draw(t, "new limit"), Reviews: rapid.IntRange(0, 3).Draw(t, "review limit")},
			NewToday: rapid.IntRange(0, 3).Draw(t, "new"), ReviewsToday: rapid.IntRange(0, 3).Draw(t, "reviews"),
			StudyAhead: rapid.Bool().Draw(t, "ahead"), Seed: rapid.Uint64().Draw(t, "seed"),
		}
		for range rapid.IntRange(0, 6).Draw(t, "recent") {
			if len(items) > 0 {
				st.Recent = append(st.Recent, rapid.SampledFrom(items).Draw(t, "recent").Asked())
			}
		}
		got, reason := Next(items, st)

		shuffled := rapid.Permutation(items).Draw(t, "shuffled")
		if again, why := Next(shuffled, st); again.Fact != got.Fact || why != reason {
			t.Fatalf("%s (%v) in one order, %s (%v) in another", got.Fact, reason, again.Fact, why)
		}

		askedAgo := func(i Item) int {
			return slices.IndexFunc(st.Recent, func(a Asked) bool { return a.Fact == i.Fact })
		}
		clashes := func(i Item) bool {
			if len(st.Recent) == 0 {
				return false
			}
			return i.Fact == st.Recent[0].Fact || slices.ContainsFunc(i.Mentions, func(m string) bool { return slices.Contains(st.Recent[0].Mentions, m) })
		}
		// why an item may be asked today, in the words of the documentation
		why := func(i Item) Reason {
			m := i.Memory
			switch {
			case m.State == New && st.NewToday < st.Limits.New:
				return First
			case m.State == Review && m.DueDay <= today && st.ReviewsToday < st.Limits.Reviews:
				return Due
			case m.InSteps() && !m.DueAt.After(st.Now):
				return Step
			case m.InSteps() && m.DueAt.Sub(st.Now) <= 20*time.Minute && (askedAgo(i) < 0 || askedAgo(i) >= 4):
				return Step
			}
			return Done
		}
		var clear, unclear, resting, further []Item
		for _, i := range items {
			switch {
			case why(i) != Done && !clashes(i):
				clear = append(clear, i)
			case why(i) != Done:
				unclear = append(unclear, i)
			case i.Memory.InSteps() && i.Memory.DueAt.Sub(st.Now) <= 20*time.Minute:
				resting = append(resting, i)
			case i.Memory.State == Review && i.Memory.DueDay > today && i.Memory.LastDay < today:
				further = append(further, i)
			}
		}
		switch reason {
		case Done:
			if len(clear)+len(unclear)+len(resting) > 0 || st.StudyAhead && len(further) > 0 {
				t.Fatalf("done with %v %v %v", clear, unclear, resting)
			}
			return
		case Ahead:
			onlyItself := !slices.ContainsFunc(unclear, func(i Item) bool { return i.Fact != st.Recent[0].Fact })
			if got.Memory.DueDay <= today || len(clear) > 0 || !onlyItself || !st.StudyAhead && len(unclear)+len(resting) == 0 {
				t.Fatalf("%+v ahead of its day", got)
			}
			return
		}
		if len(clear) > 0 && clashes(got) {
			t.Fatalf("%s beside %s, though there is %s", got.Fact, st.Recent[0].Fact, clear[0].Fact)
		}
		if len(clear) == 0 && len(unclear) > 0 {
			for _, i := range unclear {
				if i.Fact != st.Recent[0].Fact && i.Memory.LastAt.Before(got.Memory.LastAt) {
					t.Fatalf("%s, though %s was asked longer ago", got.Fact, i.Fact)
				}
			}
			return
		}
		if len(clear) == 0 {
			return // a resting step with nothing to fill the pause
		}
		if why(got) != reason {
			t.Fatalf("%s is asked as %v, it is %v", got.Fact, reason, why(got))
		}
		dueStep := func(i Item) bool { return i.Memory.InSteps() && !i.Memory.DueAt.After(st.Now) }
		for _, i := range clear {
			switch {
			case dueStep(i) && (!dueStep(got) || i.Memory.DueAt.Before(got.Memory.DueAt)):
				t.Fatalf("%s before the step %s", got.Fact, i.Fact)
			case reason == Step && !dueStep(got) && why(i) != Step:
				t.Fatalf("%s early, though there is %s", got.Fact, i.Fact)
			case reason == First && why(i) == First && (i.Unit < got.Unit || i.Unit == got.Unit && i.Importance < got.Importance):
				t.Fatalf("%s against the order of the course: %s", got.Fact, i.Fact)
			case reason == First && why(i) == Due && (st.NewToday+st.ReviewsToday)%4 != 3,
				reason == Due && why(i) == First && (st.NewToday+st.ReviewsToday)%4 == 3:
				t.Fatalf("%s out of its turn", got.Fact)
			}
		}
	})
}

// sit plays one sitting to its end and returns the facts asked with the ratings given. The learner answers every half
// minute; answer says how.
func sit(t testing.TB, items []Item, s Settings, c Calendar, now time.Time, st Sitting, answer func(Item, int) Rating, most int) []turn {
	t.Helper()
	var log []turn
	for range most {
		now = now.Add(30 * time.Second)
		st.Now, st.Day = now, c.Day(now)
		item, reason := Next(items, st)
		if reason == Done {
			return log
		}
		i := slices.IndexFunc(items, func(i Item) bool { return i.Fact == item.Fact })
		m := items[i].Memory
		switch m.State {
		case New:
			st.NewToday++
		case Review:
			st.ReviewsToday++
		}
		form := ChooseForm(ladder, m, st.Seed)
		if m.State != New && form == m.LastForm {
			t.Fatalf("%s asked as %s twice", item.Fact, form)
		}
		r := answer(item, len(log))
		items[i].Memory = s.Apply(m, r, now, form, c, nil)
		log = append(log, turn{item, reason, r, now})
		st.Recent = slices.Insert(st.Recent, 0, item.Asked())
		st.Recent = st.Recent[:min(len(st.Recent), 5)]
	}
	t.Fatalf("%d questions and no end", most)
	return nil
}

type turn struct {
	Item
	Reason
	Rating
	at time.Time
}

func TestErrorsComeBackInTheSitting(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		items := drawItems(rt)
		wrong := rapid.SliceOfN(rapid.Bool(), 12, 12).Draw(rt, "wrong")
		limits := Limits{New: rapid.IntRange(0, 12).Draw(rt, "new"), Reviews: rapid.IntRange(0, 12).Draw(rt, "reviews")}
		before := slices.Clone(items)
		log := sit(t, items, Settings{}, utc, monday, Sitting{Limits: limits, Seed: 7}, func(_ Item, n int) Rating {
			if n < len(wrong) && wrong[n] {
				return Again
			}
			return Good
		}, 400)

		begun, reviewed := 0, 0
		for n, a := range log {
			switch a.Reason {
			case First:
				begun++
			case Due:
				reviewed++
			}
			if a.Rating != Again {
				continue
			}
			back := slices.IndexFunc(log[n+1:], func(b turn) bool { return b.Fact == a.Fact })
			if back < 0 {
				rt.Fatalf("%s was wrong at question %d and never came back", a.Fact, n)
			}
			if back == 0 && len(items) > 1 {
				next := log[n+1]
				if others := slices.ContainsFunc(items, func(i Item) bool {
					return i.Fact != a.Fact && i.Memory.InSteps() && i.Memory.DueAt.Sub(next.at) < 20*time.Minute
				}); others {
					rt.Fatalf("%s came back at once", a.Fact)
				}
			}
		}
		if begun > limits.New || reviewed > limits.Reviews {
			rt.Fatalf("%d new, %d reviews, limits %+v", begun, reviewed, limits)
		}
		// the same sitting again is the same
		again := sit(t, before, Settings{}, utc, monday, Sitting{Limits: limits, Seed: 7}, func(_ Item, n int) Rating { return log[n].Rating }, 400)
		if d := cmp.Diff(facts(log), facts(again)); d != "" {
			rt.Fatal(d)
		}
	})
}

func facts(log []turn) (facts []string) {
	for _, a := range log {
		facts = append(facts, a.Fact)
	}
	return facts
}

func TestMixesNewAmongReviews(t *testing.T) {
	var items []Item
	for i := range 30 {
		items = append(items, newItem(fmt.Sprint("n", i), 1, 1), reviewItem(fmt.Sprint("r", i), 5, -6, 0))
	}
	log := sit(t, items, Settings{}, utc, monday, Sitting{Limits: Limits{New: 5, Reviews: 200}}, func(Item, int) Rating { return Easy }, 100)
	var order strings.Builder
	for _, a := range log {
		order.WriteByte(a.Fact[0])
	}
	if want := "rrrnrrrnrrrnrrrnrrrn" + strings.Repeat("r", 15); order.String() != want {
		t.Errorf("got %s, want %s", order.String(), want)
	}
}

// course is n facts of a pack with ten units, 40 topics and persons shared by a handful of facts each.
func course(n int) []Item {
	rng := rand.New(rand.NewPCG(1, 2))
	items := make([]Item, n)
	for i := range items {
		fact := fmt.Sprintf("event/%04d:date", i)
		items[i] = Item{
			Fact: fact, Memory: Memory{Fact: fact}, Unit: i * 10 / n, Importance: 1 + rng.IntN(3),
			Topics:   []string{fmt.Sprint("topic/", rng.IntN(40)), fmt.Sprint("topic/", rng.IntN(40))},
			Mentions: []string{fmt.Sprint("person/", rng.IntN(n/5+1)), fmt.Sprint("event/", i), fmt.Sprint("place/", rng.IntN(n/10+1))},
		}
	}
	return items
}

func BenchmarkNext(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	for name, due := range map[string]float64{"AllNew": -1, "SomeDue": 0.1, "AllDue": 1} {
		b.Run(name, func(b *testing.B) {
			items := course(2000)
			for i := range items {
				if due >= 0 && rng.Float64() < 0.8 {
					item := reviewItem(items[i].Fact, 1+100*rng.Float64(), -40, 5)
					if rng.Float64() < due {
						item.Memory.DueDay = today - 2
					}
					items[i].Memory = item.Memory
				}
			}
			st := Sitting{Now: monday, Day: today, Limits: DefaultLimits(), Recent: asked(items[:5]...)}
			b.ReportAllocs()
			for b.Loop() {
				Next(items, st)
			}
		})
	}
	b.Run("AllShareAMention", func(b *testing.B) {
		items := course(2000)
		for i := range items {
			items[i].Memory = reviewItem(items[i].Fact, 1+100*rng.Float64(), -40, -2).Memory
			items[i].Mentions = append(items[i].Mentions, "person/everywhere")
		}
		st := Sitting{Now: monday, Day: today, Limits: DefaultLimits(), Recent: asked(items[:5]...)}
		b.ReportAllocs()
		for b.Loop() {
			Next(items, st)
		}
	})
}
