package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"yalu/quizzes/edtf"
	"yalu/quizzes/pack"
)

// Knowledge is everything a pack says, compiled. It is immutable; callers must not change what its methods return.
type Knowledge struct {
	Pack    *pack.Pack
	Edition string  // identifies the bytes it was compiled from
	Facts   []*Fact // in course order: by unit, then importance, then as the pack has them

	facts   map[string]*Fact
	about   map[string][]*Fact
	records map[string]Record
	byKind  map[Kind][]Record
	sources map[string]*pack.Source
	units   map[string]int

	people        map[string]*pack.Person
	organizations map[string]*pack.Organization
	places        map[string]*pack.Place
	terms         map[string]*pack.Term
	offices       map[string]*pack.Office
	events        map[string]*pack.Event
	agreements    map[string]*pack.Agreement
	quotations    map[string]*pack.Quotation
	disputes      map[string]*pack.Dispute
	figures       map[string]*pack.Figure
	asked         map[string]*pack.Asked // by fact id: propositions, positions, views, terms of agreements

	spoken map[string][]string // every form of a record's name, folded to words, with a space at either end
}

// Record is what every entity, event, office, agreement and dispute has in common: enough to name it and link to it.
type Record struct {
	ID     string
	Kind   Kind
	Name   string // as a heading: "Inchon landing"
	InText string // inside a sentence: "the Inchon landing"
	Plural bool   // takes a plural verb
	What   string // one line or sentence that says who or what it is
	Names  []pack.Name
	Date   edtf.Date // of an event or agreement; when a person or body was at work; zero otherwise
	Common pack.Common
}

// Compile turns a pack without faults into knowledge. edition identifies the pack's bytes (pack.Edition).
func Compile(p *pack.Pack, edition string) *Knowledge {
	k := &Knowledge{
		Pack: p, Edition: edition,
		facts: map[string]*Fact{}, about: map[string][]*Fact{}, records: map[string]Record{}, byKind: map[Kind][]Record{},
		sources: index(p.Sources, func(s *pack.Source) string { return s.ID }), units: map[string]int{},
		people:        index(p.People, func(r *pack.Person) string { return r.ID }),
		organizations: index(p.Organizations, func(r *pack.Organization) string { return r.ID }),
		places:        index(p.Places, func(r *pack.Place) string { return r.ID }),
		terms:         index(p.Terms, func(r *pack.Term) string { return r.ID }),
		offices:       index(p.Offices, func(r *pack.Office) string { return r.ID }),
		events:        index(p.Events, func(r *pack.Event) string { return r.ID }),
		agreements:    index(p.Agreements, func(r *pack.Agreement) string { return r.ID }),
		quotations:    index(p.Quotations, func(r *pack.Quotation) string { return r.ID }),
		disputes:      index(p.Disputes, func(r *pack.Dispute) string { return r.ID }),
		figures:       index(p.Figures, func(r *pack.Figure) string { return r.ID }),
		asked:         map[string]*pack.Asked{},
	}
	for i, u := range p.Units {
		k.units[u.ID] = i
	}
	k.addRecords()
	k.addSpoken()
	k.addFacts()
	slices.SortStableFunc(k.Facts, func(a, b *Fact) int {
		if c := k.UnitIndex(a.Unit) - k.UnitIndex(b.Unit); c != 0 {
			return c
		}
		return a.Importance - b.Importance
	})
	for _, f := range k.Facts {
		k.facts[f.ID] = f
		for _, id := range f.Mentions {
			k.about[id] = append(k.about[id], f)
		}
	}
	return k
}

func index[T any](rows []T, id func(*T) string) map[string]*T {
	m := make(map[string]*T, len(rows))
	for i := range rows {
		m[id(&rows[i])] = &rows[i]
	}
	return m
}

// Fact returns the fact with the given id.
func (k *Knowledge) Fact(id string) (*Fact, bool) { f, ok := k.facts[id]; return f, ok }

// About returns the facts whose question or answer names the record, in course order.
func (k *Knowledge) About(id string) []*Fact { return k.about[id] }

// Record returns what names and introduces the record with the given id.
func (k *Knowledge) Record(id string) (Record, bool) { r, ok := k.records[id]; return r, ok }

// Records returns all records of a kind in the order of the pack.
func (k *Knowledge) Records(kind Kind) []Record { return k.byKind[kind] }

// Source returns the source with the given id.
func (k *Knowledge) Source(id string) (*pack.Source, bool) { s, ok := k.sources[id]; return s, ok }

// UnitIndex returns the place of a unit in the course, from 0; facts without a unit come last.
func (k *Knowledge) UnitIndex(id string) int {
	if i, ok := k.units[id]; ok {
		return i
	}
	return len(k.units)
}

// Person returns the record of a person.
func (k *Knowledge) Person(id string) (*pack.Person, bool) { r, ok := k.people[id]; return r, ok }

// Organization returns the record of an organization.
func (k *Knowledge) Organization(id string) (*pack.Organization, bool) {
	r, ok := k.organizations[id]
	return r, ok
}

// Place returns the record of a place.
func (k *Knowledge) Place(id string) (*pack.Place, bool) { r, ok := k.places[id]; return r, ok }

// Term returns the record of a term.
func (k *Knowledge) Term(id string) (*pack.Term, bool) { r, ok := k.terms[id]; return r, ok }

// Office returns the record of an office.
func (k *Knowledge) Office(id string) (*pack.Office, bool) { r, ok := k.offices[id]; return r, ok }

// Event returns the record of an event.
func (k *Knowledge) Event(id string) (*pack.Event, bool) { r, ok := k.events[id]; return r, ok }

// Agreement returns the record of an agreement.
func (k *Knowledge) Agreement(id string) (*pack.Agreement, bool) {
	r, ok := k.agreements[id]
	return r, ok
}

// Quotation returns the record of a quotation.
func (k *Knowledge) Quotation(id string) (*pack.Quotation, bool) {
	r, ok := k.quotations[id]
	return r, ok
}

// Dispute returns the record of a dispute.
func (k *Knowledge) Dispute(id string) (*pack.Dispute, bool) { r, ok := k.disputes[id]; return r, ok }

// Figure returns the record of a figure.
func (k *Knowledge) Figure(id string) (*pack.Figure, bool) { r, ok := k.figures[id]; return r, ok }

// Asked returns what a fact that brings its own question was written as: a proposition, position, view or agreement's term.
func (k *Knowledge) Asked(fact string) (*pack.Asked, bool) { r, ok := k.asked[fact]; return r, ok }

// Forms returns every form of an entity's name, folded (pack.Fold); nil for records that are no entities.
func (k *Knowledge) Forms(id string) []string {
	if p, ok := k.people[id]; ok {
		return p.FoldedForms()
	}
	if o, ok := k.organizations[id]; ok {
		return o.FoldedForms()
	}
	if p, ok := k.places[id]; ok {
		return p.FoldedForms()
	}
	if t, ok := k.terms[id]; ok {
		return t.FoldedForms()
	}
	return nil
}

// Name returns how a record is called inside a sentence; a dangling id, which pack.Read refuses, gives the id itself.
func (k *Knowledge) Name(id string) string {
	if r, ok := k.records[id]; ok {
		return r.InText
	}
	return id
}

func (k *Knowledge) addRecord(r Record) {
	k.records[r.ID] = r
	k.byKind[r.Kind] = append(k.byKind[r.Kind], r)
}

func (k *Knowledge) addRecords() {
	p := k.Pack
	entity := func(e pack.Entity, kind Kind, the, plural bool, when edtf.Date) {
		r := Record{ID: e.ID, Kind: kind, Name: e.Name, InText: e.Name, Plural: plural, What: e.What, Names: e.Names, Date: when, Common: e.Common}
		if the {
			r.InText = "the " + e.Name
		}
		k.addRecord(r)
	}
	for _, r := range p.People {
		entity(r.Entity, Person, false, false, r.Active)
	}
	for _, r := range p.Organizations {
		entity(r.Entity, Organization, r.The, r.Plural, r.Active)
	}
	for _, r := range p.Places {
		entity(r.Entity, Place, r.The, false, edtf.Date{})
	}
	for _, r := range p.Terms {
		entity(r.Entity, Term, false, false, edtf.Date{})
	}
	for _, r := range p.Offices {
		k.addRecord(Record{ID: r.ID, Kind: Office, Name: upperFirst(r.Name), InText: "the " + r.Name, Common: r.Common})
	}
	for _, r := range p.Events {
		k.addRecord(Record{ID: r.ID, Kind: Event, Name: heading(r.Name), InText: r.Name, Plural: r.Plural, What: r.What, Date: r.Date.Is, Common: r.Common})
	}
	for _, r := range p.Agreements {
		k.addRecord(Record{ID: r.ID, Kind: Agreement, Name: heading(r.Name), InText: r.Name, What: r.What, Date: r.Date.Is, Common: r.Common})
	}
	for _, r := range p.Disputes {
		k.addRecord(Record{ID: r.ID, Kind: Dispute, Name: upperFirst(r.Topic), InText: r.Topic, Common: r.Common})
	}
}

// heading drops the article a name carries inside a sentence.
func heading(name string) string { return upperFirst(strings.TrimPrefix(name, "the ")) }

func upperFirst(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// add completes a fact from the statement it rests on and keeps it, unless the statement is disputed: then the
// dispute's sides are the facts, and the plain statement is none.
func (k *Knowledge) add(f Fact, c pack.Common, mentions ...string) {
	if c.Standing == pack.Disputed {
		return
	}
	f.Importance, f.Standing, f.By, f.Cites, f.Unit, f.Themes, f.Note, f.Pos = c.Importance, c.Standing, c.By, c.Cites, c.Unit, c.Themes, c.Note, c.Pos
	f.Mentions = append(f.Mentions, mentions...)
	f.Mentions = append(f.Mentions, f.Record, f.Subject)
	if f.Answer.Entity != "" {
		f.Mentions = append(f.Mentions, f.Answer.Entity)
		if f.AnswerText == "" {
			f.AnswerText = k.Name(f.Answer.Entity)
		}
	}
	slices.Sort(f.Mentions)
	f.Mentions = slices.DeleteFunc(slices.Compact(f.Mentions), func(id string) bool { return id == "" || id == f.ID })
	f.Statement = sentence(f.Statement)
	k.Facts = append(k.Facts, &f)
}

// sentence makes words a sentence: a capital first, one full stop last.
func sentence(s string) string {
	s = upperFirst(strings.TrimSpace(s))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, ".”") {
		return s
	}
	return s + "."
}

func (k *Knowledge) addFacts() {
	k.addEntityFacts()
	k.addOfficeFacts()
	k.addEventFacts()
	k.addAgreementFacts()
	k.addWordFacts()
}

// dated adds a fact whose answer is a date, stated by the sentence that say makes of it.
func (k *Knowledge) dated(kind Kind, record string, prop Property, suffix string, s pack.Statement[edtf.Date], m edtf.Moment, say func(edtf.Date) string) {
	if !s.Set || s.NoAsk || m.Precision == edtf.None {
		return
	}
	d := m.Date()
	k.add(Fact{ID: record + "." + suffix, Kind: kind, Record: record, Property: prop, Subject: record,
		Answer: Answer{Date: d}, AnswerText: d.English(), Date: d, Statement: say(d)}, s.Common)
}

// then states that something happened on the date: "the armistice was signed on 27 July 1953".
func then(what string) func(edtf.Date) string {
	return func(d edtf.Date) string { return what + " " + d.When() }
}

func (k *Knowledge) addEntityFacts() {
	for _, p := range k.Pack.People {
		k.dated(Person, p.ID, Born, "born", p.Born, p.Born.Is.Start, then(p.Name+" was born"))
		k.dated(Person, p.ID, Died, "died", p.Died, p.Died.Is.Start, then(p.Name+" died"))
		if s := p.Birthplace; s.Set && !s.NoAsk {
			k.add(Fact{ID: p.ID + ".birthplace", Kind: Person, Record: p.ID, Property: Birthplace, Subject: p.ID, Answer: Answer{Entity: s.Is},
				Date: p.Born.Is, Statement: p.Name + " was born in " + k.Name(s.Is)}, s.Common)
		}
	}
	for _, o := range k.Pack.Organizations {
		name, was := k.Name(o.ID), Be(o.Plural)
		k.dated(Organization, o.ID, Founded, "founded", o.Founded, o.Founded.Is.Start, then(name+" "+was+" founded"))
		k.dated(Organization, o.ID, Dissolved, "dissolved", o.Dissolved, o.Dissolved.Is.Start, then(name+" "+was+" dissolved"))
	}
	for _, t := range k.Pack.Terms {
		k.add(Fact{ID: t.ID + ".meaning", Kind: Term, Record: t.ID, Property: Meaning, Subject: t.ID, Answer: Answer{Text: t.Meaning}, AnswerText: t.Meaning,
			Statement: t.Name + ": " + t.Meaning}, t.Common)
	}
}

// Be is the past of "to be" for one or several.
func Be(plural bool) string {
	if plural {
		return "were"
	}
	return "was"
}

func (k *Knowledge) addOfficeFacts() {
	for i := range k.Pack.Offices {
		o := &k.Pack.Offices[i]
		for _, h := range o.Holders {
			k.add(Fact{ID: o.ID + "." + h.ID, Kind: Office, Record: o.ID, Property: Holder, Subject: o.ID, Answer: Answer{Entity: h.Who},
				Date: h.Held, Statement: fmt.Sprintf("%s was %s%s%s", k.Name(h.Who), article(o), o.Name, tenure(h.Held))}, h.Common, o.Of)
		}
	}
}

// article is the definite article for an office one person holds at a time.
func article(o *pack.Office) string {
	if o.Seats > 1 {
		return "a "
	}
	return "the "
}

func tenure(held edtf.Date) string {
	if held.IsZero() {
		return ""
	}
	return " " + held.FromTo()
}

func (k *Knowledge) addEventFacts() {
	for i := range k.Pack.Events {
		e := &k.Pack.Events[i]
		if e.Date.Is.Span {
			k.dated(Event, e.ID, Date, "date", e.Date, e.Date.Is.Start, then(e.Name+" began"))
			k.dated(Event, e.ID, End, "end", e.Date, e.Date.Is.End, then(e.Name+" ended"))
		} else {
			k.dated(Event, e.ID, Date, "date", e.Date, e.Date.Is.Start, func(d edtf.Date) string { return e.Name + " " + happened(e, d) })
		}
		if s := e.Place; s.Set && !s.NoAsk {
			k.add(Fact{ID: e.ID + ".place", Kind: Event, Record: e.ID, Property: Where, Subject: e.ID, Answer: Answer{Entity: s.Is}, Date: e.Date.Is,
				Statement: fmt.Sprintf("%s took place %s %s", e.Name, k.Locative(s.Is), k.Name(s.Is))}, s.Common)
		}
		for _, p := range e.Participants {
			if !p.Only || p.Did == "" {
				continue
			}
			k.add(Fact{ID: e.ID + "." + p.ID, Kind: Event, Record: e.ID, Property: Participant, Subject: e.ID, Answer: Answer{Entity: p.Who}, Date: e.Date.Is,
				Statement: fmt.Sprintf("%s %s %s", k.Name(p.Who), p.Did, e.Name)}, p.Common)
		}
	}
}

// happened words when an event was: most take place, a message, decision or declaration dates from a day.
func happened(e *pack.Event, d edtf.Date) string {
	switch e.Kind {
	case "message", "decision", "declaration":
		if e.Plural {
			return "date from " + d.English()
		}
		return "dates from " + d.English()
	case "death":
		return "came " + d.When()
	}
	return "took place " + d.When()
}

// Locative is the preposition for being at a place: "in Beijing", "on the Yalu", "at the 38th parallel".
func (k *Knowledge) Locative(place string) string {
	p, ok := k.places[place]
	if !ok {
		return "in"
	}
	switch p.Kind {
	case "river", "lake", "island", "mountain":
		return "on"
	case "line", "building", "monument":
		return "at"
	}
	return "in"
}

func (k *Knowledge) addAgreementFacts() {
	for i := range k.Pack.Agreements {
		a := &k.Pack.Agreements[i]
		k.dated(Agreement, a.ID, Date, "date", a.Date, a.Date.Is.Start, then(a.Name+" was signed"))
		k.dated(Agreement, a.ID, InForce, "in-force", a.InForce, a.InForce.Is.Start, then(a.Name+" came into force"))
		if s := a.Place; s.Set && !s.NoAsk {
			k.add(Fact{ID: a.ID + ".place", Kind: Agreement, Record: a.ID, Property: Where, Subject: a.ID, Answer: Answer{Entity: s.Is}, Date: a.Date.Is,
				Statement: fmt.Sprintf("%s was signed %s %s", a.Name, k.Locative(s.Is), k.Name(s.Is))}, s.Common)
		}
		for _, s := range a.Signatories {
			if s.For == "" {
				continue // shown on the page; without its side the question would have several answers
			}
			k.add(Fact{ID: a.ID + "." + s.ID, Kind: Agreement, Record: a.ID, Property: Signatory, Subject: a.ID, Answer: Answer{Entity: s.Who}, Date: a.Date.Is,
				Statement: fmt.Sprintf("%s signed %s for %s", k.Name(s.Who), a.Name, k.Name(s.For))}, s.Common, s.For)
		}
		for j := range a.Terms {
			k.addAsked(Agreement, a.ID, a.ID+"."+a.Terms[j].ID, Content, &a.Terms[j], a.ID)
		}
	}
}

// addAsked adds a fact that brings its own question.
func (k *Knowledge) addAsked(kind Kind, record, id string, prop Property, a *pack.Asked, mentions ...string) {
	k.asked[id] = a
	f := Fact{ID: id, Kind: kind, Record: record, Property: prop, Subject: record, Date: a.Date, Statement: a.Statement}
	if a.Entity != "" {
		f.Answer = Answer{Entity: a.Entity}
	} else {
		f.Answer, f.AnswerText = Answer{Text: a.Key}, a.Key
	}
	if len(a.About) > 0 {
		f.Subject = a.About[0]
	}
	k.add(f, a.Common, append(mentions, a.About...)...)
}

func (k *Knowledge) addWordFacts() {
	p := k.Pack
	for i := range p.Figures {
		g := &p.Figures[i]
		subject := g.ID
		if len(g.About) > 0 {
			subject = g.About[0]
		}
		k.add(Fact{ID: g.ID + ".value", Kind: Figure, Record: g.ID, Property: Value, Subject: subject, Answer: Answer{Number: g.Value},
			AnswerText: Quantity(g.Value, g.Unit), Date: g.Date, Statement: g.Statement}, g.Common, g.About...)
	}
	for i := range p.Quotations {
		q := &p.Quotations[i]
		k.add(Fact{ID: q.ID, Kind: Quotation, Record: q.ID, Property: Speaker, Subject: q.ID, Answer: Answer{Entity: q.By}, Date: q.Date,
			Statement: fmt.Sprintf("%s %s%s: “%s”", k.Name(q.By), Said(q), on(q.Date), q.Text)}, q.Common)
	}
	for i := range p.Propositions {
		k.addAsked(Proposition, p.Propositions[i].ID, p.Propositions[i].ID, Reason, &p.Propositions[i])
	}
	for i := range p.Positions {
		s := &p.Positions[i]
		k.addAsked(Position, s.ID, s.ID, Stance, &s.Asked, s.Who, s.Before)
	}
	for i := range p.Views {
		v := &p.Views[i]
		k.addAsked(View, v.ID, v.ID, Claim, &v.Asked, v.Against...)
	}
	for i := range p.Disputes {
		d := &p.Disputes[i]
		for _, s := range d.Sides {
			c := s.Common
			c.Standing = pack.Interpretation // what a source says is certain even where the matter is not
			c.By = k.SourceNames(s.Sources)
			k.add(Fact{ID: d.ID + "." + s.ID, Kind: Dispute, Record: d.ID, Property: Side, Subject: d.ID, Answer: Answer{Text: s.Claim}, AnswerText: s.Claim,
				Statement: s.Statement}, c, d.About...)
		}
	}
}

func on(d edtf.Date) string {
	if d.IsZero() {
		return ""
	}
	return " " + d.When()
}

// Said is the verb phrase of a quotation.
func Said(q *pack.Quotation) string {
	if q.Did == "" {
		return "said"
	}
	return q.Did
}

// SourceNames joins the short names of sources: "Shen and Banzato".
func (k *Knowledge) SourceNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if s, ok := k.sources[id]; ok {
			names[i] = s.Short
		}
	}
	return Join(names)
}

// Join writes a list as English does: "a", "a and b", "a, b and c".
func Join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// IsShare reports that a unit counts parts of a hundred.
func IsShare(unit string) bool {
	return strings.HasPrefix(unit, "%") || strings.HasPrefix(unit, "per cent") || strings.HasPrefix(unit, "percent")
}

// Quantity writes a number with its unit: "260,000 soldiers", "90 per cent".
func Quantity(v float64, unit string) string {
	if unit == "" {
		return Numeral(v)
	}
	if IsShare(unit) {
		return Numeral(v) + " per cent"
	}
	return Numeral(v) + " " + counted(v, unit)
}

// counted puts a unit of one word into the singular for one.
func counted(v float64, unit string) string {
	if v != 1 || strings.Contains(unit, " ") {
		return unit
	}
	if stem, ok := strings.CutSuffix(unit, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(unit, "s")
}

// Numeral writes a number with commas between thousands and no needless decimals.
func Numeral(v float64) string {
	s := strings.TrimSuffix(fmt.Sprintf("%.4f", v), "0000")
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	return sign + whole
}
