// Package memory turns verdicts over days into what is due: one memory per learner and fact.
//
// The mathematics is FSRS-6 (github.com/open-spaced-repetition/go-fsrs); the calendar is ours: a learner's local day
// with a rollover hour, learning steps inside a day, load-balanced fuzz that depends on nothing but its inputs.
// Nothing here reads a clock or draws a random number.
//
// A question page asks [Next] for a fact and [ChooseForm] for its form; an answer goes through [Settings.Apply];
// [Summarize] tells a learner where they stand. All of them are pure, so an answer is undone by putting the old Memory
// back exactly as it was, and a Memory is rebuilt from its answers by [Settings.Replay].
//
// What must not enter: SQL, HTTP, the text of a question. A fact is an id here, and what it names are ids.
package memory

import "time"

// Rating is what the schedule learns from one answer. A wrong answer is always Again, never Hard: FSRS reads Hard as a
// success, and a failure sold as one stretches the interval of what was just forgotten.
type Rating int

const (
	Again Rating = 1 // wrong
	Hard  Rating = 2 // right after help, with a spelling slip, in part, or by what may have been a guess
	Good  Rating = 3 // right
	Easy  Rating = 4 // only when the learner says so
)

func (r Rating) String() string {
	switch r {
	case Again:
		return "again"
	case Hard:
		return "hard"
	case Good:
		return "good"
	case Easy:
		return "easy"
	}
	return "unrated"
}

// State is where a memory stands.
type State int

const (
	New        State = 0 // never answered
	Learning   State = 1 // in its first steps, due at an instant of today
	Review     State = 2 // due on a day
	Relearning State = 3 // forgotten, back in steps
)

func (s State) String() string {
	switch s {
	case New:
		return "new"
	case Learning:
		return "learning"
	case Review:
		return "review"
	case Relearning:
		return "relearning"
	}
	return "unknown"
}

// Memory is what one learner keeps of one fact. The zero value is a fact never answered.
type Memory struct {
	Fact       string
	State      State
	Stability  float64   // days until retrievability falls to 0.9; in [0.001, 36500] once answered
	Difficulty float64   // in [1, 10] once answered
	Step       int       // index into the (re)learning steps while State is Learning or Relearning
	DueDay     Day       // the learner's day from which it is due
	DueAt      time.Time // the instant it is due within DueDay while in steps; zero in Review
	Reps       int       // answers so far
	Lapses     int       // times forgotten while in Review
	LastDay    Day       // the learner's day of the last answer
	LastAt     time.Time // the instant of the last answer
	LastForm   string    // question form of the last answer
}

// InSteps reports whether the memory is due at an instant rather than on a day.
func (m Memory) InSteps() bool { return m.State == Learning || m.State == Relearning }

// Due reports whether the memory waits for an answer at the instant now of the learner's day today. A fact never
// answered is not due; it is new.
func (m Memory) Due(now time.Time, today Day) bool {
	switch {
	case m.InSteps():
		return !m.DueAt.After(now)
	case m.State == Review:
		return m.DueDay <= today
	}
	return false
}

const (
	leechLapses = 8 // Anki's defaults: flagged at the eighth lapse …
	leechAgain  = 4 // … and at every fourth after it
)

// Leech reports whether a lapse calls for something other than one more repetition: a look at the source, a mnemonic,
// setting the fact aside. It holds at the 8th, 12th, 16th … lapse; ask it when an answer has just raised Lapses.
func (m Memory) Leech() bool {
	return m.Lapses >= leechLapses && (m.Lapses-leechLapses)%leechAgain == 0
}
