package views

// Library is the page that lists the shelves.
type Library struct {
	Shelves []Shelf
	Units   []UnitEntry
}

// Shelf is a kind of record with pages of its own.
type Shelf struct {
	Link
	Count int
}

// UnitEntry introduces a unit of the course.
type UnitEntry struct {
	Link
	Period string
	Facts  int // that can be practised
}

// Unit is what belongs to one unit.
type Unit struct {
	Title      string
	Period     string
	Context    string
	Objectives []string
	Groups     []Index
}

// Index is a list of records.
type Index struct {
	Title   string
	Entries []Entry
}

// Entry is one line of an index.
type Entry struct {
	Link
	When string
}

// Record is the page of a person, an event, a place …
type Record struct {
	Kind    string
	Index   Link
	Name    string
	What    string
	Names   []Name
	Details []Detail
	Cites   []Cite
	Note    string
	Sides   []Side      // of a dispute
	Terms   []Statement // of an agreement
	Groups  []Group
	Facts   []Statement // what else the sources say of it
	Related []Link
}

// Name is one form of a name.
type Name struct {
	Text   string
	System string
	Lang   string // BCP 47; "" is the page's
	From   string // where it comes from, when not from the sources
}

// Detail is one line about a record.
type Detail struct {
	Label   string
	Text    string
	Links   []Link
	Cites   []Cite
	Dispute Link // the sources part over it; zero when they do not
}

// Statement is one sentence with its sources.
type Statement struct {
	When  string
	Text  string
	By    string // whose view it is; empty for what the sources share
	Note  string
	Cites []Cite
}

// Side is one claim of a dispute.
type Side struct {
	By    string
	Claim string
	Text  string
	Note  string
	Cites []Cite
}

// Group is a list of other records under a heading.
type Group struct {
	Title string
	Rows  []Row
}

// Row is one entry of a group.
type Row struct {
	Link  Link
	Text  string
	When  string
	Cites []Cite
}

// Source is the page of one source.
type Source struct {
	Title     string
	Author    string
	Published string
	Year      string
	Kind      string
	Pages     string
	Note      string
	Sections  []string
	Cited     []Cited
}

// Cited is a fact with the place it is cited to.
type Cited struct {
	At     string
	Text   string
	Record Link // zero when the fact's record has no page
}
