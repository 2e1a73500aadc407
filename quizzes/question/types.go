package question

import (
	"yalu/quizzes/edtf"
	"yalu/quizzes/pack"
)

// Form is a way to ask.
type Form string

const (
	Choose  Form = "choose"  // one of several options
	Type    Form = "type"    // a name, typed
	When    Form = "date"    // a date, typed
	Number  Form = "number"  // how many, typed
	Order   Form = "order"   // events in the order in which they happened
	Compare Form = "compare" // which came first
	Match   Form = "match"   // persons to offices, events to dates or places
	Recall  Form = "recall"  // a flashcard the learner grades
)

// Question is one question, complete: shown, answered and explained from this value alone.
type Question struct {
	ID          string   // fact, form and seed; see ParseID
	Facts       []string // ids of the facts it tests, the one asked for first
	Form        Form
	Stem        string
	Quote       string         // the words a "who said it" stem points to; empty otherwise
	Options     []Option       // Choose, Compare: what to choose from. Order: the items as shown. Match: what rows are matched with, spares included. nil otherwise
	Rows        []Row          // Match only
	Answers     []string       // the right answer in words, canonical first; for Order in order, for Match "row: option" in the order of Rows
	Accept      []string       // Type only: every form of the answer that is right
	Precision   edtf.Precision // When only: how fine the date is asked
	Date        edtf.Date      // When only: the right date
	Value       float64        // Number only
	Low, High   float64        // Number only: the range that earns full credit
	Tolerance   float64        // Number only: distance from the range at which half the credit is lost
	Unit        string         // Number only: what is counted
	Explanation string         // why the answer is right, in plain sentences
	Note        string         // a caution about the sources, shown with the feedback
	Cites       []pack.Cite
	Mentions    []string // ids of records that a reader may want to visit from the feedback
	Difficulty  float64  // 0 (nobody fails) … 1 (nobody knows)
}

// Option is something to choose, to put in order or to match with.
type Option struct {
	Key     string // names the option in a response; survives a change of wording or order
	Text    string
	Correct bool   // Choose and Compare only
	Why     string // why it is wrong, or what it is; may be empty
	Record  string // id of the record with a page of its own; may be empty
	Rank    int    // Order only: its place in the right order, from 1
}

// Row is the left side of a match.
type Row struct {
	Key    string
	Text   string
	Answer string // Key of the right Option
}
