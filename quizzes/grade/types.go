// Package grade holds a response against its question: question × response → verdict.
package grade

import "yalu/quizzes/memory"

// Response is what a learner handed in, in terms that survive a change of the question's wording or order.
// Which field counts depends on the question's form.
type Response struct {
	Choice string   `json:"choice,omitempty"` // Choose, Compare: an option's key
	Text   string   `json:"text,omitempty"`   // Type, When, Number: as typed
	Order  []string `json:"order,omitempty"`  // Order: option keys, first to last
	// Places is the same as a form hands it in, item key → place from 1; it is not kept. With it a form that gives a place twice
	// can be shown again as it was.
	Places map[string]int    `json:"-"`
	Match  map[string]string `json:"match,omitempty"`   // Match: row key → option key
	Knew   string            `json:"knew,omitempty"`    // Recall: "yes", "partly" or "no"
	GaveUp bool              `json:"gave_up,omitempty"` // "I don't know": a wrong answer, honestly given
}

// Outcome is the verdict in one word.
type Outcome string

const (
	Right  Outcome = "right"
	Close  Outcome = "close"  // right but for the spelling
	Partly Outcome = "partly" // some of it, or less precisely than asked
	Wrong  Outcome = "wrong"
)

// Verdict says what a response was worth and why.
type Verdict struct {
	Outcome Outcome
	Score   float64 // 0 … 1
	Rating  memory.Rating
	Given   string // the response as a person would read it
	Correct string // the right answer as a person would read it
	Remark  string // one sentence about this very response: the other person it names, how far the date is off; may be empty
	Parts   []Part // Order and Match: row by row; nil otherwise
}

// Part is one row of an ordered or matched response.
type Part struct {
	Label   string // Order: the place ("1"); Match: the row
	Given   string
	Correct string
	Right   bool
}

// Fault is a response that cannot be graded: nothing chosen, a place used twice, a date that is none.
// It is not an answer; the page is shown again with Message beside Field and everything typed still there.
type Fault struct {
	Field   string // "choice", "text", "order", "match", "knew"
	Message string
}

func (f *Fault) Error() string { return f.Field + ": " + f.Message }
