package memory

import (
	"math"
	"slices"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v4"

	"yalu/quizzes"
)

// Settings is how a learner's memories are scheduled. A zero field means its default, so the zero value is
// [DefaultSettings]. Settings that come from outside must pass [Settings.Validate] before they schedule anything.
type Settings struct {
	// Retention is the probability of recall at which a fact comes back, in [0.7, 0.99]; default 0.9.
	Retention float64
	// LearningSteps are the pauses before a new fact is asked again on its first day; nil is {1 min, 10 min}, an
	// empty slice is none: the first answer decides the day.
	LearningSteps []time.Duration
	// RelearningSteps are the pauses after a lapse; nil is {10 min}, an empty slice is none.
	RelearningSteps []time.Duration
	// MaxInterval caps the days between two reviews, fuzz included, in [1, 36500]; default 3650.
	MaxInterval int
	// Weights are the 21 parameters of FSRS-6; zero is its defaults. Below about 1,000 reviews a learner's own fit is
	// usually worse than those.
	Weights [21]float64
	// NoFuzz puts every review on exactly the day that FSRS computes.
	NoFuzz bool
}

// DefaultSettings returns the settings of a learner who has changed nothing.
func DefaultSettings() Settings { return Settings{}.filled() }

// filled replaces zero fields by their defaults.
func (s Settings) filled() Settings {
	if s.Retention == 0 {
		s.Retention = 0.9
	}
	if s.LearningSteps == nil {
		s.LearningSteps = []time.Duration{time.Minute, 10 * time.Minute}
	}
	if s.RelearningSteps == nil {
		s.RelearningSteps = []time.Duration{10 * time.Minute}
	}
	if s.MaxInterval == 0 {
		s.MaxInterval = 3650
	}
	if s.Weights == [21]float64{} {
		s.Weights = [21]float64(fsrs.DefaultWeights())
	}
	return s
}

// Validate returns an error of code [quizzes.Invalid] if a setting is out of its range. Steps must be positive and
// shorter than a day, from which on FSRS knows better.
func (s Settings) Validate() error {
	s = s.filled()
	if !(s.Retention >= 0.7 && s.Retention <= 0.99) {
		return quizzes.Errorf(quizzes.Invalid, "The share of facts you want to remember must lie between 70 and 99 percent.")
	}
	if s.MaxInterval < 1 || s.MaxInterval > 36500 {
		return quizzes.Errorf(quizzes.Invalid, "The longest interval must lie between 1 and 36500 days.")
	}
	for _, step := range slices.Concat(s.LearningSteps, s.RelearningSteps) {
		if step <= 0 || step >= 24*time.Hour {
			return quizzes.Errorf(quizzes.Invalid, "A learning step must be longer than nothing and shorter than a day.")
		}
	}
	// The library holds the ranges of the weights but does not name them: it silently clips what lies outside, and
	// resets all of them if one is no number. Whatever it would have changed is refused.
	if fsrs.NewFSRS(s.parameters()).W != fsrs.Weights(s.Weights) {
		return quizzes.Errorf(quizzes.Invalid, "A weight of the memory model is out of its range.")
	}
	return nil
}

// parameters hands filled settings to the library. Its steps, cap and fuzz stay unused: those are ours.
func (s Settings) parameters() fsrs.Parameters {
	return fsrs.Parameters{
		RequestRetention: s.Retention,
		MaximumInterval:  float64(s.MaxInterval),
		W:                fsrs.Weights(s.Weights),
		EnableShortTerm:  true,
	}
}

// Load tells how many reviews a learner already has on each of the days from … to, both included. A day without any
// may be missing; a nil map means that nothing is known. It must not change while one answer is applied.
type Load func(from, to Day) map[Day]int

// Apply returns the memory after an answer rated r at the instant at in a question of the given form. It changes
// nothing else and depends on nothing else; the caller undoes an answer by storing m again.
//
// The days between two answers are the learner's, not 24 hours. An answer that seems to come from before the last one
// (a clock set back, a flight west) counts as given on the same day. Within one day:
//   - A new fact goes through the learning steps: Again restarts them, Hard repeats the step, Good takes the next or
//     graduates, Easy graduates. A fact forgotten in Review is a lapse and goes through the relearning steps.
//   - A fact in Review that is answered right again on the day of its last answer keeps stability, difficulty and due
//     day: what was recalled an hour ago proves nothing about next month.
//
// From an interval of 3 days on, the due day is spread over the days around it (see [Load]): the least loaded, and
// among those one chosen by a hash of the fact and its history. Better ratings never come back earlier than worse.
// load may be nil; it is called at most once, and only if there is a choice.
//
// A rating outside Again … Easy counts as the nearest of them.
func (s Settings) Apply(m Memory, r Rating, at time.Time, form string, cal Calendar, load Load) Memory {
	s = s.filled()
	r = min(max(r, Again), Easy)

	next := m
	next.Reps++
	next.LastAt = at
	next.LastForm = form
	next.LastDay = cal.Day(at)
	if m.State != New {
		next.LastDay = max(next.LastDay, m.LastDay)
	}
	if m.State == Review && r != Again && next.LastDay == m.LastDay {
		return next
	}

	p := s.parameters()
	state := nextState(&p, m, r, next.LastDay)
	next.Stability, next.Difficulty = state.Stability, state.Difficulty
	if m.State == Review && r == Again {
		next.Lapses++
	}

	if step, delay, ok := s.step(m, r); ok {
		next.State = Learning
		if m.State == Review || m.State == Relearning {
			next.State = Relearning
		}
		next.Step = step
		next.DueAt = at.Add(delay)
		next.DueDay = cal.Day(next.DueAt)
		return next
	}
	next.State = Review
	next.Step = 0
	next.DueAt = time.Time{}
	next.DueDay = s.dueDay(&p, m, r, next, load)
	if m.State == Review && next.LastDay == m.LastDay {
		next.DueDay = min(next.DueDay, m.DueDay) // a failure puts nothing off, which fuzz on a short interval could
	}
	return next
}

// nextState runs FSRS for one answer on day.
func nextState(p *fsrs.Parameters, m Memory, r Rating, day Day) fsrs.MemoryState {
	if m.State == New {
		return p.NextState(nil, p.RequestRetention, 0, fsrs.Rating(r)).Memory
	}
	before := fsrs.MemoryState{Stability: m.Stability, Difficulty: m.Difficulty}
	elapsed := uint64(max(day.Sub(m.LastDay), 0))
	return p.NextState(&before, p.RequestRetention, elapsed, fsrs.Rating(r)).Memory
}

// step returns the step that an answer leads to and the pause before it; ok is false if the answer leads to Review.
// The rules are those of Anki and py-fsrs.
func (s Settings) step(m Memory, r Rating) (step int, delay time.Duration, ok bool) {
	steps := s.LearningSteps
	if m.State == Review || m.State == Relearning {
		steps = s.RelearningSteps
	}
	if len(steps) == 0 {
		return 0, 0, false
	}
	switch {
	case r == Again:
		return 0, steps[0], true
	case r == Easy || m.State == Review:
		return 0, 0, false
	}
	at := min(max(m.Step, 0), len(steps)-1) // there may have been more steps when m was stored
	switch {
	case r == Good && at+1 < len(steps):
		return at + 1, steps[at+1], true
	case r == Good:
		return 0, 0, false
	// Hard in the first step waits longer than Again would and less than Good.
	case at == 0 && len(steps) == 1:
		return 0, steps[0] * 3 / 2, true
	case at == 0:
		return 0, (steps[0] + steps[1]) / 2, true
	}
	return at, steps[at], true
}

// minFuzz is the shortest interval in days that is spread: a day more or less on two would be half of it.
const minFuzz = 3

// dueDay places a memory that goes to Review. next carries the day of the answer and the count of answers.
//
// The ratings below r are placed too, because each is the floor of the next: with a choice of days, Good could
// otherwise come back before Hard.
func (s Settings) dueDay(p *fsrs.Parameters, m Memory, r Rating, next Memory, load Load) Day {
	elapsed := 0
	if m.State != New {
		elapsed = max(next.LastDay.Sub(m.LastDay), 0)
	}
	var windows [Easy + 1]window
	from, to := 0, 0 // days from the answer on which load matters
	for g := Again; g <= r; g++ {
		if _, _, inSteps := s.step(m, g); inSteps {
			continue
		}
		w := s.window(s.interval(nextState(p, m, g, next.LastDay).Stability), elapsed)
		if w.lo < w.hi {
			if from == 0 {
				from = w.lo
			}
			from, to = min(from, w.lo), max(to, w.hi)
		}
		windows[g] = w
	}
	var loads map[Day]int
	if from < to && load != nil {
		loads = load(next.LastDay.Add(from), next.LastDay.Add(to))
	}
	days := 0
	for _, w := range windows[Again : r+1] {
		if w.hi == 0 {
			continue
		}
		w.lo = max(w.lo, days)
		w.hi = max(w.hi, w.lo)
		days = w.pick(next, loads)
	}
	return next.LastDay.Add(days)
}

// window is a range of days after an answer, both ends included, from which the due day is chosen.
type window struct{ lo, hi int }

// window returns the days to choose from around an interval; the widths are those of Anki and the FSRS libraries, the
// cap is ours. The choice never undercuts the gap just mastered unless the interval itself does.
func (s Settings) window(interval, elapsed int) window {
	if s.NoFuzz || interval < minFuzz {
		return window{interval, interval}
	}
	i := float64(interval)
	width := 1 + 0.15*(min(i, 7)-2.5) + 0.1*max(min(i, 20)-7, 0) + 0.05*max(i-20, 0)
	lo := max(2, int(math.Round(i-width)))
	hi := min(int(math.Round(i+width)), s.MaxInterval)
	if interval > elapsed {
		lo = max(lo, elapsed+1)
	}
	return window{min(lo, hi), hi}
}

// pick returns the least loaded day of the window, counted from the last answer. Ties fall to the hash.
func (w window) pick(m Memory, loads map[Day]int) int {
	n := w.hi - w.lo + 1
	if n == 1 {
		return w.lo
	}
	first := int(hash(m.Fact, uint64(m.Reps), uint64(m.LastDay)) % uint64(n))
	best, least := w.lo+first, math.MaxInt
	for k := range n {
		days := w.lo + (first+k)%n
		if load := loads[m.LastDay.Add(days)]; load < least {
			best, least = days, load
		}
	}
	return best
}

// interval returns the whole days until retrievability falls from 1 to the desired retention, in [1, MaxInterval]: the
// inverse of the forgetting curve R(t) = (1 + factor·t/S)^decay of FSRS-6, where factor makes R(S) = 0.9.
func (s Settings) interval(stability float64) int {
	decay := -s.Weights[20]
	factor := math.Pow(0.9, 1/decay) - 1
	days := math.Round(stability / factor * (math.Pow(s.Retention, 1/decay) - 1))
	return int(min(max(days, 1), float64(s.MaxInterval)))
}

// Retrievability returns the probability, in [0, 1], that the fact is recalled on day; 0 for a fact never answered.
// It is 1 for the rest of the day of an answer.
func (s Settings) Retrievability(m Memory, day Day) float64 {
	if m.State == New {
		return 0
	}
	p := s.filled().parameters()
	return p.ForgettingCurve(float64(max(day.Sub(m.LastDay), 0)), m.Stability)
}

// newPrior is the chance that somebody who never met a fact here knows it all the same.
const newPrior = 0.5

// Expect returns the probability that the learner knows the fact before an answer on day: its retrievability, and 0.5
// for a fact never answered here, about which nothing is known.
func (s Settings) Expect(m Memory, day Day) float64 {
	if m.State == New {
		return newPrior
	}
	return s.Retrievability(m, day)
}

// knewAtLeast is how sure it must be that a right choice was knowledge before it counts in full.
const knewAtLeast = 0.9

// Recognized returns the rating of an answer that was chosen among options rather than produced. A right answer was
// known with probability known / (known + (1-known)/options), where known is [Settings.Expect] before the answer and
// whoever does not know guesses evenly; below 0.9 a Good counts as Hard. Again stays a failure, and Easy is the
// learner's own word that it was no guess. With fewer than 2 options nothing can be guessed.
func Recognized(r Rating, known float64, options int) Rating {
	if r != Good || options < 2 {
		return r
	}
	known = min(max(known, 0), 1)
	guessed := (1 - known) / float64(options)
	if known < knewAtLeast*(known+guessed) {
		return Hard
	}
	return Good
}

// Preview returns, indexed by [Rating], what Apply would return for each of the four; index 0 is unused. load is asked
// at most once.
func (s Settings) Preview(m Memory, at time.Time, form string, cal Calendar, load Load) [Easy + 1]Memory {
	var memories [Easy + 1]Memory
	// Easy goes first: its days include those of all others.
	load = once(load)
	for r := Easy; r >= Again; r-- {
		memories[r] = s.Apply(m, r, at, form, cal, load)
	}
	return memories
}

// once remembers the answer of load for days inside those already asked for.
func once(load Load) Load {
	if load == nil {
		return nil
	}
	var known map[Day]int
	var first, last Day
	asked := false
	return func(from, to Day) map[Day]int {
		if !asked || from < first || to > last {
			known, first, last, asked = load(from, to), from, to, true
		}
		return known
	}
}

// Answer is one answer in the history of a memory.
type Answer struct {
	Rating Rating
	At     time.Time
	Form   string
}

// Replay returns the memory of a fact after a history of answers, oldest first: for answers graded anew after a fact
// was mended, for imports, and after a change of weights. Due days are spread without regard to load; everything else
// is what Apply made of the answers one by one.
func (s Settings) Replay(fact string, answers []Answer, cal Calendar) Memory {
	m := Memory{Fact: fact}
	for _, a := range answers {
		m = s.Apply(m, a.Rating, a.At, a.Form, cal, nil)
	}
	return m
}

// Reschedule places a memory in Review anew after Retention, MaxInterval or NoFuzz has changed; the day can lie in the
// past. Memories in steps and new ones are returned as they are. Changed Weights ask for [Settings.Replay] first.
func (s Settings) Reschedule(m Memory, load Load) Memory {
	if m.State != Review {
		return m
	}
	s = s.filled()
	w := s.window(s.interval(m.Stability), 0)
	var loads map[Day]int
	if w.lo < w.hi && load != nil {
		loads = load(m.LastDay.Add(w.lo), m.LastDay.Add(w.hi))
	}
	m.DueDay = m.LastDay.Add(w.pick(m, loads))
	return m
}
