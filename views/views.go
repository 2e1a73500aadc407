// Package views draws the pages. One typed value per page goes in, HTML comes out.
//
// Nothing here decides, looks anything up or knows a request; what a page says is settled in handlers. The layout and the
// vocabulary of styles live in static/yalu.css.
package views

import (
	"strconv"

	"yalu/quizzes/grade"
	"yalu/quizzes/question"
)

// Frame is what surrounds every page.
type Frame struct {
	Title    string // of the document; the site's name is added
	Site     string // title of the pack
	Lang     string // BCP 47, of the page
	Licence  string // of the pack
	Current  string // path of the navigation entry to mark as current; may be empty
	Fragment bool   // only <title> and <main>, for the script
	Style    string // URLs of the static files
	Script   string
	Icon     string
}

// Link leads to a page of ours.
type Link struct {
	Text string
	URL  string
	What string // a line that says what is there; may be empty
}

// Cite is one place in one source.
type Cite struct {
	Source string // short name
	Title  string // full title; empty in running text
	URL    string // of the source's page
	At     string // "p. 231"; may be empty
}

// label is the citation as a reader sees it.
func (c Cite) label() string {
	if c.At == "" {
		return c.Source
	}
	return c.Source + ", " + c.At
}

// Day is where the learner stands today.
type Day struct {
	Answered int // answers given today
	Due      int // facts still due today
	New      int // facts never asked that today still has room for
}

// Share is the part of the day's work that is done, 0 … 100.
func (d Day) Share() int {
	all := d.Answered + d.Due + d.New
	if all == 0 {
		return 100
	}
	return 100 * d.Answered / all
}

// Notice is a message above a form.
type Notice struct {
	Title   string
	Message string
}

// Practice is the page that asks one question.
type Practice struct {
	Day      Day
	DayKnown bool // false when the store could not be asked, or nobody is known
	Question question.Question
	Given    grade.Response // what the form holds already
	Fault    *grade.Fault   // why it could not be graded; nil on first sight
	Notice   *Notice        // nil when there is nothing to say
	Shown    int64          // unix milliseconds at which the question was first shown
	Zone     string         // as the browser told it; kept when the form comes back
	Ahead    bool           // the learner studies ahead
	HandIn   string         // words on the button
}

// fault returns the message that belongs to field.
func (p Practice) fault(field string) string {
	if p.Fault == nil || p.Fault.Field != field {
		return ""
	}
	return p.Fault.Message
}

// otherFault is a message that belongs to no field of this form.
func (p Practice) otherFault() string {
	if p.Fault == nil || p.Fault.Field == fieldOf(p.Question.Form) {
		return ""
	}
	return p.Fault.Message
}

// fieldOf names the field of the response that a form fills.
func fieldOf(f question.Form) string {
	switch f {
	case question.Choose, question.Compare:
		return "choice"
	case question.Order:
		return "order"
	case question.Match:
		return "match"
	case question.Recall:
		return "knew"
	}
	return "text"
}

// task says in a few words what to do.
func task(f question.Form) string {
	switch f {
	case question.Choose, question.Compare:
		return "Choose one"
	case question.Type:
		return "Type the name"
	case question.When:
		return "Give the date"
	case question.Number:
		return "Give the number"
	case question.Order:
		return "Put in order, earliest first"
	case question.Match:
		return "Match"
	case question.Recall:
		return "From memory"
	}
	return "Answer"
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Done is the page that says that nothing is due.
type Done struct {
	Day    Day
	Later  []Soon // what comes back, soonest first
	Ahead  bool   // there is something to study ahead
	Wait   string // "in 6 minutes" when something comes back within this sitting; may be empty
	Mature int    // facts that will stay for weeks
}

// Soon is how many facts come back on a day.
type Soon struct {
	When  string // "tomorrow", "Wednesday, 25 November"
	Count int
}

// Feedback is the page that says what an answer was worth.
type Feedback struct {
	Question question.Question
	Given    grade.Response
	Verdict  grade.Verdict
	Unit     Link
	Cites    []Cite
	Mentions []Link
	Returns  string // "tomorrow", "again in this sitting"; empty when unknown
	Again    bool   // the same question was handed in before; this is what counted
	NextURL  string
}

// outcome says the verdict in words.
func (f Feedback) outcome() string {
	switch f.Verdict.Outcome {
	case grade.Right:
		return "Right"
	case grade.Close:
		return "Right, but mind the spelling"
	case grade.Partly:
		return "Partly right"
	}
	if f.Given.GaveUp {
		return "Not known yet"
	}
	return "Not right"
}

// choices tells whether the question had options of which one was to be chosen.
func (f Feedback) choices() bool {
	return f.Question.Form == question.Choose || f.Question.Form == question.Compare
}

// class of an option in the feedback; the mark in words stands beside it.
func (f Feedback) class(o question.Option) string {
	switch {
	case o.Correct:
		return "was-right"
	case o.Key == f.Given.Choice:
		return "was-wrong"
	}
	return ""
}

func partClass(p grade.Part) string {
	if p.Right {
		return "was-right"
	}
	return "was-wrong"
}

// Error is the page for anything that did not work.
type Error struct {
	Status  int
	Title   string
	Message string
	Advice  []Link // what to do now
}
