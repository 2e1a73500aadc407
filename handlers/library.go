package handlers

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"yalu/quizzes"
	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
	"yalu/views"
)

// shelf is a kind of record with pages of its own.
type shelf struct {
	kind knowledge.Kind
	path string // first part of the address
	one  string
	many string
}

// shelves lists them in the order in which the library shows them.
func shelves() []shelf {
	return []shelf{
		{knowledge.Event, "events", "Event", "Events"},
		{knowledge.Person, "people", "Person", "People"},
		{knowledge.Organization, "organizations", "Organization", "Organizations"},
		{knowledge.Office, "offices", "Office", "Offices"},
		{knowledge.Agreement, "agreements", "Agreement", "Agreements"},
		{knowledge.Place, "places", "Place", "Places"},
		{knowledge.Term, "terms", "Term", "Terms"},
		{knowledge.Dispute, "disputes", "Dispute", "Disputes"},
	}
}

// recordPath is the address of a record's page.
func recordPath(r knowledge.Record) string {
	for _, s := range shelves() {
		if s.kind == r.Kind {
			return "/" + s.path + "/" + url.PathEscape(r.ID)
		}
	}
	return "/library"
}

func unitPath(id string) string { return "/units/" + url.PathEscape(id) }

// showLibrary lists the shelves.
func (s *server) showLibrary(c echo.Context) error {
	shared(c)
	var page views.Library
	for _, shelf := range shelves() {
		if n := len(s.knowledge.Records(shelf.kind)); n > 0 {
			page.Shelves = append(page.Shelves, views.Shelf{Link: views.Link{Text: shelf.many, URL: "/" + shelf.path}, Count: n})
		}
	}
	page.Shelves = append(page.Shelves, views.Shelf{Link: views.Link{Text: "Sources", URL: "/sources"}, Count: len(s.knowledge.Pack.Sources)})
	page.Units = s.unitTour()
	return s.show(c, views.LibraryPage(s.frame(c, "Library", "/library"), page))
}

// unitTour introduces the units of the course.
func (s *server) unitTour() []views.UnitEntry {
	facts := map[string]int{}
	for _, item := range s.course.items {
		if f, ok := s.knowledge.Fact(item.Fact); ok {
			facts[f.Unit]++
		}
	}
	var tour []views.UnitEntry
	for _, u := range s.knowledge.Pack.Units {
		tour = append(tour, views.UnitEntry{Link: views.Link{Text: u.Title, URL: unitPath(u.ID), What: u.Context}, Period: u.Period.English(), Facts: facts[u.ID]})
	}
	return tour
}

// showUnit shows what belongs to one unit of the course.
func (s *server) showUnit(c echo.Context) error {
	at := slices.IndexFunc(s.knowledge.Pack.Units, func(u pack.Unit) bool { return u.ID == c.Param("id") })
	if at < 0 {
		return echo.ErrNotFound
	}
	shared(c)
	u := s.knowledge.Pack.Units[at]
	page := views.Unit{Title: u.Title, Period: u.Period.English(), Context: u.Context, Objectives: u.Objectives}
	for _, shelf := range shelves() {
		if links := s.entries(shelf, func(r knowledge.Record) bool { return r.Common.Unit == u.ID }); len(links) > 0 {
			page.Groups = append(page.Groups, views.Index{Title: shelf.many, Entries: links})
		}
	}
	return s.show(c, views.UnitPage(s.frame(c, u.Title, "/library"), page))
}

// showIndex lists the records of a kind.
func (s *server) showIndex(shelf shelf) echo.HandlerFunc {
	return func(c echo.Context) error {
		shared(c)
		page := views.Index{Title: shelf.many, Entries: s.entries(shelf, func(knowledge.Record) bool { return true })}
		return s.show(c, views.IndexPage(s.frame(c, shelf.many, "/library"), page))
	}
}

// entries lists the records of a kind that keep lets through: what is dated by date, everything else by name.
func (s *server) entries(shelf shelf, keep func(knowledge.Record) bool) []views.Entry {
	var records []knowledge.Record
	for _, r := range s.knowledge.Records(shelf.kind) {
		if keep(r) {
			records = append(records, r)
		}
	}
	dated := shelf.kind == knowledge.Event || shelf.kind == knowledge.Agreement
	slices.SortStableFunc(records, func(a, b knowledge.Record) int {
		if dated {
			return byDate(a.Date, b.Date)
		}
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	entries := make([]views.Entry, len(records))
	for i, r := range records {
		entries[i].Link = recordLink(r)
		if dated {
			entries[i].When = r.Date.English()
		}
		if shelf.kind == knowledge.Term {
			if t, ok := s.knowledge.Term(r.ID); ok {
				entries[i].Link.What = t.Meaning
			}
		}
	}
	return entries
}

// byDate puts the undated last.
func byDate(a, b edtf.Date) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(a.First(), b.First()), cmp.Compare(a.Last(), b.Last()))
}

// showRecord shows the page of one record.
func (s *server) showRecord(shelf shelf) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, ok := s.knowledge.Record(c.Param("id"))
		if !ok || r.Kind != shelf.kind {
			return quizzes.Errorf(quizzes.NotFound, "The library holds nothing under this name.")
		}
		shared(c)
		page := views.Record{
			Kind: shelf.one, Index: views.Link{Text: shelf.many, URL: "/" + shelf.path}, Name: r.Name, What: r.What,
			Names: s.names(r.Names), Cites: s.cites(r.Common.Cites), Note: r.Common.Note,
		}
		s.describe(&page, r)
		if u := s.unitLink(r.Common.Unit); u.Text != "" {
			page.Details = append(page.Details, views.Detail{Label: "Unit", Links: []views.Link{u}})
		}
		var about []*knowledge.Fact
		for _, f := range s.knowledge.About(r.ID) {
			if f.Record != r.ID { // its own statements are shown above
				about = append(about, f)
			}
		}
		page.Facts = s.statements(about)
		page.Related = s.related(r, about)
		return s.show(c, views.RecordPage(s.frame(c, r.Name, "/library"), page))
	}
}

func (s *server) unitLink(id string) views.Link {
	for _, u := range s.knowledge.Pack.Units {
		if u.ID == id {
			return views.Link{Text: u.Title, URL: unitPath(u.ID)}
		}
	}
	return views.Link{}
}

// statements are facts as sentences, in the order of their dates.
func (s *server) statements(facts []*knowledge.Fact) []views.Statement {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b *knowledge.Fact) int { return byDate(a.Date, b.Date) })
	out := make([]views.Statement, len(facts))
	for i, f := range facts {
		out[i] = views.Statement{When: f.Date.English(), Text: f.Statement, Cites: s.cites(f.Cites), Note: f.Note}
		if f.Standing == pack.Interpretation {
			out[i].By = s.author(f.By)
		}
	}
	return out
}

// author names who holds a view: a source's short name, or the name as it stands.
func (s *server) author(by string) string {
	if source, ok := s.knowledge.Source(by); ok {
		return source.Short
	}
	return by
}

// mostRelated keeps the list of related pages readable.
const mostRelated = 12

// related are the records most often named together with r.
func (s *server) related(r knowledge.Record, about []*knowledge.Fact) []views.Link {
	counts := map[string]int{}
	for _, f := range about {
		for _, id := range f.Mentions {
			if id != r.ID {
				counts[id]++
			}
		}
	}
	var found []knowledge.Record
	for id := range counts {
		if other, ok := s.knowledge.Record(id); ok {
			found = append(found, other)
		}
	}
	slices.SortFunc(found, func(a, b knowledge.Record) int {
		return cmp.Or(counts[b.ID]-counts[a.ID], strings.Compare(a.Name, b.Name))
	})
	var links []views.Link
	for _, other := range found[:min(mostRelated, len(found))] {
		links = append(links, recordLink(other))
	}
	return links
}

// names gives every form of a name its system and its language.
func (s *server) names(list []pack.Name) []views.Name {
	var out []views.Name
	for _, n := range list {
		name := views.Name{Text: n.Text, System: systemName(n.System), Lang: systemLang(n.System)}
		switch source, ok := s.knowledge.Source(n.From); {
		case ok:
			name.From = source.Short
		case n.From == "editors":
			name.From = "added by the editors"
		}
		out = append(out, name)
	}
	return out
}

// systemLang is the BCP 47 tag of a name written in a system; "" leaves the page's language.
func systemLang(system string) string {
	switch system {
	case "hangul":
		return "ko-Hang"
	case "hanja":
		return "ko-Hani"
	case "mccune-reischauer", "revised", "dprk":
		return "ko-Latn"
	case "hanzi-simplified":
		return "zh-Hans"
	case "hanzi-traditional":
		return "zh-Hant"
	case "pinyin":
		return "zh-Latn-pinyin"
	case "wade-giles":
		return "zh-Latn-wadegile"
	case "russian":
		return "ru"
	}
	return ""
}

// systemName is the name of a system as a reader knows it.
func systemName(system string) string {
	switch system {
	case "mccune-reischauer":
		return "McCune-Reischauer"
	case "revised":
		return "Revised Romanization"
	case "dprk":
		return "North Korean spelling"
	case "pinyin":
		return "Pinyin"
	case "wade-giles":
		return "Wade-Giles"
	case "hangul":
		return "Hangul"
	case "hanja":
		return "Hanja"
	case "hanzi-simplified":
		return "Chinese, simplified"
	case "hanzi-traditional":
		return "Chinese, traditional"
	case "russian":
		return "Russian"
	case "abbreviation":
		return "Abbreviation"
	case "short":
		return "Short form"
	case "translation":
		return "Translation"
	case "pseudonym":
		return "Pseudonym"
	case "corpus":
		return "Spelling in the sources"
	}
	return system
}
