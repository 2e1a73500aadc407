// Package knowledge compiles the records of a pack into facts: what holds when, who held what, what is provably false.
//
// A Knowledge is made once, never changed, and shared by every request. Nothing here words a question or grades an answer.
package knowledge

import (
	"yalu/quizzes/edtf"
	"yalu/quizzes/pack"
)

// Kind is the kind of record an entity or fact comes from.
type Kind string

const (
	Person       Kind = "person"
	Organization Kind = "organization"
	Place        Kind = "place"
	Term         Kind = "term"
	Office       Kind = "office"
	Event        Kind = "event"
	Agreement    Kind = "agreement"
	Figure       Kind = "figure"
	Quotation    Kind = "quotation"
	Proposition  Kind = "proposition"
	Position     Kind = "position"
	View         Kind = "view"
	Dispute      Kind = "dispute"
)

// Property is what a fact says of its subject.
type Property string

const (
	Date        Property = "date"        // when an event took place (its start) or an agreement was signed
	End         Property = "end"         // when an event ended
	InForce     Property = "in force"    // when an agreement took effect
	Where       Property = "place"       // where it took place
	Participant Property = "participant" // who did what at an event
	Holder      Property = "holder"      // who held an office
	Signatory   Property = "signatory"   // who signed an agreement for a party
	Parties     Property = "parties"     // between whom an agreement was made
	Content     Property = "content"     // what an agreement's term says
	Born        Property = "born"
	Died        Property = "died"
	Birthplace  Property = "birthplace"
	Founded     Property = "founded"
	Dissolved   Property = "dissolved"
	Meaning     Property = "meaning" // of a term
	Value       Property = "value"   // of a figure
	Speaker     Property = "speaker" // of a quotation
	Reason      Property = "reason"  // a proposition
	Stance      Property = "stance"  // a position
	Claim       Property = "claim"   // a view
	Side        Property = "side"    // of a dispute
)

// Answer is the value of a fact; exactly one field is set.
type Answer struct {
	Entity string    // id
	Date   edtf.Date // for dates
	Number float64   // for figures
	Text   string    // for everything in words
}

// Fact is one thing a learner can know. It is what memory is kept of.
type Fact struct {
	ID         string
	Kind       Kind // of its record
	Record     string
	Property   Property
	Subject    string // id of the entity or record it is about
	Answer     Answer
	AnswerText string    // the answer as a person would write it
	Date       edtf.Date // when it holds; zero when timeless
	Statement  string    // one plain sentence
	Importance int
	Standing   pack.Standing
	By         string // author, for interpretations
	Cites      []pack.Cite
	Unit       string
	Themes     []string
	Note       string
	Pos        pack.Pos // where the pack states it
	Mentions   []string // ids of entities and records that its question or answer names, sorted
}
