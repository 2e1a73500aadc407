// Package pack reads the files of a pack into typed records, every error with file, line and remedy.
//
// It knows what a record looks like and how records refer to each other (docs/pack-format.md); what they mean
// together (who held what when, what is provably false) is the business of package knowledge.
package pack

import "yalu/quizzes/edtf"

// Pos is where a record or statement stands: a file of the pack and a line counted from 1.
type Pos struct {
	File string
	Line int
}

// Standing tells how far a statement is shared by the sources.
type Standing string

const (
	Agreed         Standing = "agreed"
	Disputed       Standing = "disputed"       // Dispute names the record that holds the sides
	Interpretation Standing = "interpretation" // By names the author
)

// Cite is one place in one source.
type Cite struct {
	Source string // id of a Source
	At     string // "p. 231", "§1.8", "¶ 4"
}

// Common is what every record carries and every statement may override.
type Common struct {
	ID         string
	Pos        Pos
	Cites      []Cite
	Importance int // 1 core, 2 supporting, 3 detail
	Standing   Standing
	Dispute    string // id of a Dispute; only when Standing is Disputed
	By         string // author; only when Standing is Interpretation
	Unit       string
	Themes     []string
	Note       string
}

// Statement is one claim inside a record. Its Cites and Importance are filled from the record where it has none of its own.
// The zero Statement (Set false) is "not stated".
type Statement[T any] struct {
	Set   bool
	Is    T
	NoAsk bool // shown, never asked
	Common
}

// Name is one form of an entity's name.
type Name struct {
	Text   string
	System string // mccune-reischauer, revised, dprk, pinyin, wade-giles, hangul, hanja, hanzi-simplified, …; see NameSystems
	From   string // "" the sources themselves; "editors" or a source id otherwise
}

// Entity is what people, organizations, places and terms share.
type Entity struct {
	Common
	Name  string
	Names []Name // all other forms
	What  string // one line that says who or what it is
}

// Person is a record of people.yaml.
type Person struct {
	Entity
	FamilyFirst bool     // how Name is written
	Side        string   // id of an entity: the state or body the person stood for
	Roles       []string // the first counts most
	Born, Died  Statement[edtf.Date]
	Birthplace  Statement[string]
	Active      edtf.Date // when the person is at work in this story
}

// Organization is a record of organizations.yaml.
type Organization struct {
	Entity
	The, Plural        bool
	Kind               string
	Side               string
	PartOf             string
	Founded, Dissolved Statement[edtf.Date]
	Active             edtf.Date
}

// Place is a record of places.yaml. Lat and Lon are degrees (WGS 84), valid when Located.
type Place struct {
	Entity
	The      bool
	Kind     string
	Located  bool
	Lat, Lon float64
	AtFrom   string // where the coordinates come from
	PartOf   string
}

// Term is a record of terms.yaml.
type Term struct {
	Entity         // What is empty
	Meaning string // a noun phrase that only this term fits
	Ask     []string
	Wrong   []Wrong
}

// Office is a record of offices.yaml.
type Office struct {
	Common
	Name     string // a noun phrase to follow "the"
	Of       string // id of an organization
	Class    string
	Seats    int       // how many hold it at one time
	Complete edtf.Date // between these dates Holders are all there were; zero: not known to be complete
	Holders  []Holder
}

// Holder is one tenure. Its Common.ID is local to the office ("peng-dehuai").
type Holder struct {
	Common
	Who  string
	Held edtf.Date // a span, or one date at which the source sees the person in office
}

// Event is a record of events.yaml.
type Event struct {
	Common
	Name         string // a noun phrase as it stands inside a sentence
	Plural       bool
	Kind         string
	What         string
	Date         Statement[edtf.Date]
	Place        Statement[string]
	PartOf       string
	Participants []Participant
	Causes       []Cause
}

// Participant took part in an event. Did ("commanded") completes with the event's name; Only says that nobody else did so.
type Participant struct {
	Common
	Who  string
	Did  string
	Only bool
}

// Cause links an event to one that brought it about, by a source's word and never by date order.
type Cause struct {
	Common
	Event string
}

// Agreement is a record of agreements.yaml.
type Agreement struct {
	Common
	Name            string
	Kind            string
	What            string
	Date            Statement[edtf.Date] // of signature
	Place           Statement[string]
	InForce         Statement[edtf.Date]
	Parties         []string
	PartiesPos      Pos
	PartiesCites    []Cite
	PartiesComplete bool
	Signatories     []Signatory
	Terms           []Asked // IDs are local to the agreement
}

// Signatory signed an agreement for a party. Its Common.ID is local to the agreement.
type Signatory struct {
	Common
	Who string
	For string
}

// Figure is a record of figures.yaml.
type Figure struct {
	Common
	Ask       []string
	Statement string
	Value     float64
	Low, High float64 // the sourced range, all of it right
	Tolerance float64 // half the credit is lost at this distance from the range, all of it at twice
	Unit      string
	About     []string
	Date      edtf.Date
}

// Quotation is a record of quotations.yaml.
type Quotation struct {
	Common
	Text    string
	By      string // id of a person or organization
	Did     string // "told Mao Zedong"; default "said"
	Context string
	Date    edtf.Date
	Place   string
}

// Wrong is a reviewed wrong answer; Why says to a learner who chose it what it really is.
type Wrong struct {
	Text   string // or
	Entity string // the id of an entity
	Why    string
}

// Asked is the shape of what structure cannot hold: a question with its key and reviewed wrong answers.
type Asked struct {
	Common
	Kind      string   // propositions only: cause, aim, condition, consequence, means, content, meaning
	Ask       []string // phrasings of one question
	Key       string   // empty when Entity is set
	Entity    string   // the answer is this entity
	Accept    []string // other right wordings, when the key is short enough to be typed
	Wrong     []Wrong
	Statement string
	About     []string
	Date      edtf.Date
}

// Position is a record of positions.yaml: where somebody stood.
type Position struct {
	Asked
	Who    string
	Topic  string
	Before string // to whom it was said
}

// View is a record of views.yaml: what an author argues. By is a source id or an author's name.
type View struct {
	Asked
	Against []string
}

// Dispute is a record of disputes.yaml. In Ask, {source} stands for the source that is asked about.
type Dispute struct {
	Common
	Topic string
	Ask   []string
	About []string
	Sides []Side
	Wrong []Wrong // what no source claims
}

// Side is one claim of a dispute. Its Common.ID is local to the dispute.
type Side struct {
	Common
	Sources   []string // who claims it
	Claim     string
	Statement string
}

// Source is a record of sources.yaml.
type Source struct {
	ID        string
	Pos       Pos
	Author    string
	Short     string // as in "According to Agov"
	Title     string
	Published string
	Year      int
	Kind      string
	Locator   string // page, section or paragraph
	FirstPage int
	LastPage  int
	Sections  []Section
	Note      string
}

// Section is a part of a source.
type Section struct{ ID, Title string }

// Unit is a part of the course.
type Unit struct {
	ID         string
	Pos        Pos
	Title      string
	Period     edtf.Date
	Context    string
	Objectives []string
}

// Pack is everything the files say.
type Pack struct {
	ID       string
	Title    string
	Language string // BCP 47
	Period   edtf.Date
	About    string
	Licence  string
	Units    []Unit

	Sources       []Source
	People        []Person
	Organizations []Organization
	Places        []Place
	Terms         []Term
	Offices       []Office
	Events        []Event
	Agreements    []Agreement
	Figures       []Figure
	Quotations    []Quotation
	Propositions  []Asked
	Positions     []Position
	Views         []View
	Disputes      []Dispute

	lines  map[lineOf]int // where fields stand, for the faults of Check
	broken bool           // a file could not be read at all: what seems to be missing may stand in it
}

// Fault is one thing wrong with a pack.
type Fault struct {
	Pos
	Message string // what is wrong
	Remedy  string // what to do about it
}
