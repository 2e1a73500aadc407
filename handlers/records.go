package handlers

import (
	"fmt"
	"strings"

	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
	"yalu/views"
)

// describe adds to a record's page what only its kind has.
func (s *server) describe(page *views.Record, r knowledge.Record) {
	switch r.Kind {
	case knowledge.Person:
		s.describePerson(page, r.ID)
	case knowledge.Organization:
		s.describeOrganization(page, r.ID)
	case knowledge.Place:
		s.describePlace(page, r.ID)
	case knowledge.Term:
		s.describeTerm(page, r.ID)
	case knowledge.Office:
		s.describeOffice(page, r.ID)
	case knowledge.Event:
		s.describeEvent(page, r.ID)
	case knowledge.Agreement:
		s.describeAgreement(page, r.ID)
	case knowledge.Dispute:
		s.describeDispute(page, r.ID)
	}
}

func (s *server) describePerson(page *views.Record, id string) {
	p, ok := s.knowledge.Person(id)
	if !ok {
		return
	}
	s.addDate(page, "Born", p.Born)
	s.addPlace(page, "Birthplace", p.Birthplace)
	s.addDate(page, "Died", p.Died)
	s.addLinks(page, "Stood for", p.Side)
	if len(p.Roles) > 0 {
		page.Details = append(page.Details, views.Detail{Label: "Known as", Text: strings.Join(p.Roles, ", ")})
	}
	for i := range s.knowledge.Pack.Offices {
		o := &s.knowledge.Pack.Offices[i]
		for _, h := range o.Holders {
			if h.Who == id {
				s.addRow(page, "Offices", o.ID, "", h.Held, h.Common)
			}
		}
	}
}

func (s *server) describeOrganization(page *views.Record, id string) {
	o, ok := s.knowledge.Organization(id)
	if !ok {
		return
	}
	s.addDate(page, "Founded", o.Founded)
	s.addDate(page, "Dissolved", o.Dissolved)
	s.addLinks(page, "Side", o.Side)
	s.addLinks(page, "Part of", o.PartOf)
	for i := range s.knowledge.Pack.Offices {
		if office := &s.knowledge.Pack.Offices[i]; office.Of == id {
			s.addRow(page, "Offices", office.ID, "", edtf.Date{}, pack.Common{})
		}
	}
	for i := range s.knowledge.Pack.Organizations {
		if part := &s.knowledge.Pack.Organizations[i]; part.PartOf == id {
			s.addRow(page, "Parts", part.ID, "", edtf.Date{}, pack.Common{})
		}
	}
}

func (s *server) describePlace(page *views.Record, id string) {
	p, ok := s.knowledge.Place(id)
	if !ok {
		return
	}
	page.Details = append(page.Details, views.Detail{Label: "Kind", Text: p.Kind})
	s.addLinks(page, "Part of", p.PartOf)
	if p.Located {
		text := fmt.Sprintf("%s, %s", degrees(p.Lat, "N", "S"), degrees(p.Lon, "E", "W"))
		if p.AtFrom == "editors" {
			text += " (added by the editors)"
		}
		page.Details = append(page.Details, views.Detail{Label: "Position", Text: text})
	}
	for i := range s.knowledge.Pack.Events {
		if e := &s.knowledge.Pack.Events[i]; e.Place.Set && e.Place.Is == id {
			s.addRow(page, "What happened here", e.ID, "", e.Date.Is, e.Place.Common)
		}
	}
	for i := range s.knowledge.Pack.Agreements {
		if a := &s.knowledge.Pack.Agreements[i]; a.Place.Set && a.Place.Is == id {
			s.addRow(page, "What was signed here", a.ID, "", a.Date.Is, a.Place.Common)
		}
	}
}

// degrees writes a coordinate to a tenth of a degree, as exact as a history needs it.
func degrees(v float64, positive, negative string) string {
	if v < 0 {
		return fmt.Sprintf("%.1f° %s", -v, negative)
	}
	return fmt.Sprintf("%.1f° %s", v, positive)
}

func (s *server) describeTerm(page *views.Record, id string) {
	if t, ok := s.knowledge.Term(id); ok {
		page.What = t.Meaning
	}
}

func (s *server) describeOffice(page *views.Record, id string) {
	o, ok := s.knowledge.Office(id)
	if !ok {
		return
	}
	s.addLinks(page, "Of", o.Of)
	if !o.Complete.IsZero() {
		page.Details = append(page.Details, views.Detail{Label: "Holders", Text: "All there were, " + o.Complete.English()})
	}
	for _, h := range o.Holders {
		s.addRow(page, "Holders", h.Who, "", h.Held, h.Common)
	}
}

func (s *server) describeEvent(page *views.Record, id string) {
	e, ok := s.knowledge.Event(id)
	if !ok {
		return
	}
	s.addDate(page, "Date", e.Date)
	s.addPlace(page, "Place", e.Place)
	s.addLinks(page, "Part of", e.PartOf)
	for _, p := range e.Participants {
		s.addRow(page, "Who took part", p.Who, p.Did, edtf.Date{}, p.Common)
	}
	for _, cause := range e.Causes {
		s.addRow(page, "What brought it about", cause.Event, "", s.dateOf(cause.Event), cause.Common)
	}
	for i := range s.knowledge.Pack.Events {
		other := &s.knowledge.Pack.Events[i]
		if other.PartOf == id {
			s.addRow(page, "What it consisted of", other.ID, "", other.Date.Is, pack.Common{})
		}
	}
	for i := range s.knowledge.Pack.Events {
		other := &s.knowledge.Pack.Events[i]
		for _, cause := range other.Causes {
			if cause.Event == id {
				s.addRow(page, "What it led to", other.ID, "", other.Date.Is, cause.Common)
			}
		}
	}
}

func (s *server) describeAgreement(page *views.Record, id string) {
	a, ok := s.knowledge.Agreement(id)
	if !ok {
		return
	}
	s.addDate(page, "Signed", a.Date)
	s.addPlace(page, "Place", a.Place)
	s.addDate(page, "In force", a.InForce)
	s.addLinks(page, "Parties", a.Parties...)
	for _, signed := range a.Signatories {
		text := ""
		if signed.For != "" {
			text = "for " + s.knowledge.Name(signed.For)
		}
		s.addRow(page, "Signatories", signed.Who, text, edtf.Date{}, signed.Common)
	}
	for i := range a.Terms {
		t := &a.Terms[i]
		page.Terms = append(page.Terms, views.Statement{Text: t.Statement, Cites: s.cites(t.Cites), Note: t.Note})
	}
}

func (s *server) describeDispute(page *views.Record, id string) {
	d, ok := s.knowledge.Dispute(id)
	if !ok {
		return
	}
	s.addLinks(page, "About", d.About...)
	for _, side := range d.Sides {
		page.Sides = append(page.Sides, views.Side{
			By: s.knowledge.SourceNames(side.Sources), Claim: side.Claim, Text: side.Statement, Note: side.Note, Cites: s.cites(side.Cites),
		})
	}
}

func (s *server) dateOf(id string) edtf.Date {
	r, _ := s.knowledge.Record(id)
	return r.Date
}

func (s *server) addDate(page *views.Record, label string, st pack.Statement[edtf.Date]) {
	if st.Set {
		s.addDetail(page, views.Detail{Label: label, Text: st.Is.English()}, st.Common)
	}
}

func (s *server) addPlace(page *views.Record, label string, st pack.Statement[string]) {
	if !st.Set {
		return
	}
	if r, ok := s.knowledge.Record(st.Is); ok {
		s.addDetail(page, views.Detail{Label: label, Links: []views.Link{{Text: r.Name, URL: recordPath(r)}}}, st.Common)
	}
}

// addDetail adds a statement with its sources and, if the sources part over it, the way to the dispute.
func (s *server) addDetail(page *views.Record, d views.Detail, from pack.Common) {
	d.Cites = s.cites(from.Cites)
	if from.Standing == pack.Disputed {
		if r, ok := s.knowledge.Record(from.Dispute); ok {
			d.Dispute = views.Link{Text: "disputed", URL: recordPath(r)}
		}
	}
	page.Details = append(page.Details, d)
}

// addLinks adds links to other records; ids that are empty or name nothing with a page are left out.
func (s *server) addLinks(page *views.Record, label string, ids ...string) {
	d := views.Detail{Label: label}
	for _, id := range ids {
		if r, ok := s.knowledge.Record(id); ok {
			d.Links = append(d.Links, views.Link{Text: r.Name, URL: recordPath(r)})
		}
	}
	if len(d.Links) > 0 {
		page.Details = append(page.Details, d)
	}
}

// addRow adds an entry to the group with that title, making the group when it is the first.
func (s *server) addRow(page *views.Record, title, id, text string, when edtf.Date, from pack.Common) {
	r, ok := s.knowledge.Record(id)
	if !ok {
		return
	}
	row := views.Row{Link: views.Link{Text: r.Name, URL: recordPath(r)}, Text: text, When: when.English(), Cites: s.cites(from.Cites)}
	for i := range page.Groups {
		if page.Groups[i].Title == title {
			page.Groups[i].Rows = append(page.Groups[i].Rows, row)
			return
		}
	}
	page.Groups = append(page.Groups, views.Group{Title: title, Rows: []views.Row{row}})
}
