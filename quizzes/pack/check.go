package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yalu/quizzes/edtf"
)

// Check finds what is wrong with a pack beyond the form of its files: references, citations, dates that contradict each other, names that two
// entities share, questions that are none. Every fault says where, what and what to do.
func Check(p *Pack) []Fault {
	c := &checker{Pack: p, index: make(map[string]entry), referred: make(map[string]bool), used: make(map[string]bool),
		people: make(map[string]*Person), events: make(map[string]*Event), guesses: 200}
	c.collect()
	c.units()
	c.sources()
	for i := range p.People {
		c.person(&p.People[i])
	}
	for i := range p.Organizations {
		c.organization(&p.Organizations[i])
	}
	for i := range p.Places {
		c.place(&p.Places[i])
	}
	for i := range p.Terms {
		c.term(&p.Terms[i])
	}
	for i := range p.Offices {
		c.office(&p.Offices[i])
	}
	for i := range p.Events {
		c.event(&p.Events[i])
	}
	for i := range p.Agreements {
		c.agreement(&p.Agreements[i])
	}
	for i := range p.Figures {
		c.figure(&p.Figures[i])
	}
	for i := range p.Quotations {
		c.quotation(&p.Quotations[i])
	}
	for i := range p.Propositions {
		a := &p.Propositions[i]
		c.record(&a.Common, "proposition")
		c.asked(a)
	}
	for i := range p.Positions {
		c.position(&p.Positions[i])
	}
	for i := range p.Views {
		c.view(&p.Views[i])
	}
	for i := range p.Disputes {
		c.dispute(&p.Disputes[i])
	}
	c.circles()
	c.names()
	c.orphans()
	return sortFaults(c.faults)
}

type checker struct {
	*Pack
	index    map[string]entry // every record by id
	referred map[string]bool  // ids that some record refers to
	used     map[string]bool  // units that hold something
	unit     map[string]bool
	source   map[string]*Source
	people   map[string]*Person
	events   map[string]*Event
	guesses  int // how many more ids to look for near misses of: that is slow work, and a pack full of faults gets no better by it
	faults   []Fault
}

type entry struct {
	kind string
	pos  Pos
}

func (c *checker) fault(pos Pos, remedy, format string, args ...any) {
	c.faults = append(c.faults, Fault{pos, fmt.Sprintf(format, args...), remedy})
}

var (
	idSyntax = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	theme    = idSyntax
)

const maxID = 80

// reservedIDs are what the facts of a record are called; parts of a record must not take these names.
var reservedIDs = []string{"date", "place", "born", "died", "birthplace", "founded", "dissolved", "meaning", "value", "in-force", "parties"}

func (c *checker) collect() {
	p := c.Pack
	for i := range p.Sources {
		c.add(p.Sources[i].ID, "source", p.Sources[i].Pos)
	}
	for i := range p.People {
		c.add(p.People[i].ID, "person", p.People[i].Pos)
		c.people[p.People[i].ID] = &p.People[i]
	}
	for i := range p.Organizations {
		c.add(p.Organizations[i].ID, "organization", p.Organizations[i].Pos)
	}
	for i := range p.Places {
		c.add(p.Places[i].ID, "place", p.Places[i].Pos)
	}
	for i := range p.Terms {
		c.add(p.Terms[i].ID, "term", p.Terms[i].Pos)
	}
	for i := range p.Offices {
		c.add(p.Offices[i].ID, "office", p.Offices[i].Pos)
	}
	for i := range p.Events {
		c.add(p.Events[i].ID, "event", p.Events[i].Pos)
		c.events[p.Events[i].ID] = &p.Events[i]
	}
	for i := range p.Agreements {
		c.add(p.Agreements[i].ID, "agreement", p.Agreements[i].Pos)
	}
	for i := range p.Figures {
		c.add(p.Figures[i].ID, "figure", p.Figures[i].Pos)
	}
	for i := range p.Quotations {
		c.add(p.Quotations[i].ID, "quotation", p.Quotations[i].Pos)
	}
	for i := range p.Propositions {
		c.add(p.Propositions[i].ID, "proposition", p.Propositions[i].Pos)
	}
	for i := range p.Positions {
		c.add(p.Positions[i].ID, "position", p.Positions[i].Pos)
	}
	for i := range p.Views {
		c.add(p.Views[i].ID, "view", p.Views[i].Pos)
	}
	for i := range p.Disputes {
		c.add(p.Disputes[i].ID, "dispute", p.Disputes[i].Pos)
	}
}

func (c *checker) add(id, kind string, pos Pos) {
	if id == "" {
		return // Load said so
	}
	c.idSyntax(c.at(pos, "id"), kind, id)
	if first, ok := c.index[id]; ok {
		c.fault(c.at(pos, "id"), "rename one of them, or merge the two records", "the id %q is already taken by the %s at %s", clip(id), first.kind, first.pos)
		return
	}
	c.index[id] = entry{kind, pos}
}

func (c *checker) idSyntax(pos Pos, what, id string) {
	if !idSyntax.MatchString(id) || len(id) > maxID {
		c.fault(pos, fmt.Sprintf("write lower-case letters and digits joined by single hyphens (pak-hon-yong), at most %d", maxID), "%s id %q is not well formed", what, clip(id))
	}
}

// localIDs checks the ids of a record's parts.
type localIDs struct {
	*checker
	record string
	seen   map[string]Pos
}

func (c *checker) locals(record string) localIDs { return localIDs{c, record, map[string]Pos{}} }

func (l localIDs) add(what, id string, pos Pos) {
	if id == "" {
		return
	}
	l.idSyntax(pos, l.record+": "+what, id)
	if slices.Contains(reservedIDs, id) {
		l.fault(pos, "choose another id", "%s: the id %q is the name of a fact of its own", l.record, id)
	}
	if first, ok := l.seen[id]; ok {
		l.fault(pos, "give the second one an `id` of its own", "%s: %s %q is there twice (first at %s)", l.record, what, clip(id), first)
		return
	}
	l.seen[id] = pos
}

var (
	anyEntity = []string{"person", "organization", "place", "term"}
	actor     = []string{"person", "organization"}
	fileOf    = map[string]string{"person": "people.yaml", "organization": "organizations.yaml", "place": "places.yaml", "term": "terms.yaml", "office": "offices.yaml",
		"event": "events.yaml", "dispute": "disputes.yaml", "source": "sources.yaml"}
)

// refer checks that id is a record of one of the kinds (of any kind but a source when none is given).
func (c *checker) refer(pos Pos, from, field, id string, kinds ...string) {
	if id == "" {
		return
	}
	if id != from {
		c.referred[id] = true
	}
	e, ok := c.index[id]
	expected := strings.Join(kinds, " or ")
	if slices.Equal(kinds, anyEntity) {
		expected = "entity"
	}
	switch {
	case ok && id == from:
		c.fault(pos, "name another record", "%s: %s refers to the record itself", from, field)
	case ok && (slices.Contains(kinds, e.kind) || len(kinds) == 0 && e.kind != "source"):
	case ok && len(kinds) == 0:
		c.fault(pos, "name a record of another kind", "%s: %s %q is a source", from, field, id)
	case ok:
		c.fault(pos, "name "+article(expected)+" "+expected, "%s: %s %q is %s %s (%s), not %s %s", from, field, id, article(e.kind), e.kind, e.pos, article(expected), expected)
	case c.broken:
	default:
		remedy := "add the record or mend the id"
		if len(kinds) > 0 {
			remedy = "add the " + kinds[0] + " to " + fileOf[kinds[0]] + " or mend the id"
		}
		if expected == "" {
			expected = "record"
		}
		c.fault(pos, didYouMean(id, c.idsOf(kinds), remedy), "%s: %s %q is unknown; %s %s is expected", from, field, clip(id), article(expected), expected)
	}
}

// idsOf are the ids a misspelt one may have meant.
func (c *checker) idsOf(kinds []string) []string {
	var ids []string
	if c.guesses--; c.guesses < 0 {
		return nil
	}
	for id, e := range c.index {
		if len(kinds) == 0 || slices.Contains(kinds, e.kind) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func article(noun string) string {
	if noun != "" && strings.ContainsRune("aeio", rune(noun[0])) {
		return "an"
	}
	return "a"
}

// about checks a list of ids of any kind.
func (c *checker) about(rec *Common, ids []string) {
	for i, id := range ids {
		c.refer(c.at(rec.Pos, fmt.Sprintf("about[%d]", i)), rec.ID, "about", id)
	}
}

// record checks the common fields of a record.
func (c *checker) record(rec *Common, kind string) {
	c.common(rec, nil, rec.ID)
	cited := len(rec.Cites) > 0
	if !cited {
		c.fault(rec.Pos, "add `cite: [SOURCE WHERE]`", "%s: the %s is not cited", rec.ID, kind)
	}
}

// common checks what a record or one of its parts says itself; parent is nil for records.
func (c *checker) common(s, parent *Common, label string) {
	if parent == nil || !sameCites(s.Cites, parent.Cites) {
		for i, cite := range s.Cites {
			c.cite(c.at(s.Pos, fmt.Sprintf("cite[%d]", i)), label, cite)
		}
	}
	if parent != nil && len(s.Cites) == 0 && len(parent.Cites) == 0 && parent.ID != "" && c.citedByParts(parent.ID) {
		c.fault(s.Pos, "add `cite: [SOURCE WHERE]` here or to the record", "%s: the statement is not cited", label)
	}
	if s.Importance < 1 || s.Importance > 3 {
		c.fault(c.at(s.Pos, "importance"), "write 1 (core), 2 (supporting) or 3 (detail)", "%s: importance is out of range", label)
	}
	if s.Unit != "" && (parent == nil || s.Unit != parent.Unit) {
		c.unitOf(c.at(s.Pos, "unit"), label, s.Unit)
	}
	for i, t := range s.Themes {
		if (parent == nil || i >= len(parent.Themes) || &s.Themes[0] != &parent.Themes[0]) && !theme.MatchString(t) && t != "" {
			c.fault(c.at(s.Pos, fmt.Sprintf("themes[%d]", i)), "write one lower-case word (war, diplomacy, aid …)", "%s: the theme %q is not well formed", label, clip(t))
		}
	}
	if parent != nil && s.Standing == parent.Standing && s.Dispute == parent.Dispute && s.By == parent.By {
		return
	}
	c.standing(s, label)
}

// citedByParts tells whether records of that kind are cited in their parts rather than as a whole.
func (c *checker) citedByParts(id string) bool {
	kind := c.index[id].kind
	return kind == "office" || kind == "dispute"
}

func sameCites(a, b []Cite) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func (c *checker) unitOf(pos Pos, label, unit string) {
	c.used[unit] = true
	if !c.unit[unit] && !c.broken {
		var known []string
		for _, u := range c.Units {
			known = append(known, u.ID)
		}
		c.fault(pos, didYouMean(unit, known, "choose one of pack.yaml: "+strings.Join(known, ", ")), "%s: unknown unit %q", label, clip(unit))
	}
}

func (c *checker) standing(s *Common, label string) {
	pos := c.at(s.Pos, "standing")
	switch s.Standing {
	case Agreed:
	case Disputed:
		if s.Dispute == "" {
			c.fault(pos, "name the record of disputes.yaml in `dispute`", "%s: standing is disputed, but no dispute is named", label)
		}
	case Interpretation:
		if s.By == "" {
			c.fault(pos, "name the author in `by`", "%s: standing is interpretation, but no author is named", label)
		}
	default:
		c.fault(pos, "write agreed, disputed or interpretation", "%s: unknown standing %q", label, clip(string(s.Standing)))
		return
	}
	if s.Dispute != "" {
		if s.Standing != Disputed {
			c.fault(c.at(s.Pos, "dispute"), "add `standing: disputed` or remove it", "%s: a dispute is named, but standing is %s", label, s.Standing)
		}
		c.refer(c.at(s.Pos, "dispute"), label, "dispute", s.Dispute, "dispute")
	}
	if s.By != "" {
		if s.Standing != Interpretation {
			c.fault(c.at(s.Pos, "by"), "add `standing: interpretation` or remove it", "%s: an author is named, but standing is %s", label, s.Standing)
		}
		c.author(c.at(s.Pos, "by"), label, "by", s.By, "source", "person")
	}
}

// author checks what is an id or a free name: whatever looks like an id must be one.
func (c *checker) author(pos Pos, label, field, id string, kinds ...string) {
	if e, ok := c.index[id]; ok && !slices.Contains(kinds, e.kind) || !ok && idSyntax.MatchString(id) {
		c.refer(pos, label, field, id, kinds...)
	} else if ok {
		c.referred[id] = true
	}
}

var (
	citedPage      = regexp.MustCompile(`^pp?\. ?(\d{1,6})(?: ?[-–] ?(\d{1,6}))?(?:\D.*)?$`)
	citedSection   = regexp.MustCompile(`^§§? ?([^\s,;]+)(?:[\s,;].*)?$`)
	citedParagraph = regexp.MustCompile(`^¶¶? ?(\d{1,6})(?: ?[-–] ?(\d{1,6}))?(?:\D.*)?$`)
)

// cite checks one citation against its source.
func (c *checker) cite(pos Pos, label string, cite Cite) {
	if cite.Source == "" {
		return // Load said so
	}
	s := c.source[cite.Source]
	if s == nil {
		if !c.broken {
			c.fault(pos, didYouMean(cite.Source, c.idsOf([]string{"source"}), "add it to sources.yaml or mend the id; a citation is `SOURCE WHERE`"), "%s: unknown source %q", label, clip(cite.Source))
		}
		return
	}
	how := map[string]string{"page": "p. 12 or pp. 12-13", "section": "§1.8", "paragraph": "¶ 4"}[s.Locator]
	if how == "" {
		return
	}
	var g []string
	switch s.Locator {
	case "page":
		g = citedPage.FindStringSubmatch(cite.At)
	case "section":
		g = citedSection.FindStringSubmatch(cite.At)
	case "paragraph":
		g = citedParagraph.FindStringSubmatch(cite.At)
	}
	if g == nil {
		if cite.At == "" {
			c.fault(pos, fmt.Sprintf("write %s %s", s.ID, how), "%s: %s is cited without its %s", label, s.ID, s.Locator)
		} else {
			c.fault(pos, fmt.Sprintf("write %s %s", s.ID, how), "%s: %s is cited by %s, not by %q", label, s.ID, s.Locator, clip(cite.At))
		}
		return
	}
	if s.Locator == "section" {
		id := strings.TrimRight(g[1], ".:")
		var known []string
		for _, sec := range s.Sections {
			known = append(known, sec.ID)
		}
		if len(known) > 0 && !slices.Contains(known, id) {
			c.fault(pos, "its sections: "+strings.Join(known, ", "), "%s: %s has no section %q", label, s.ID, clip(id))
		}
		return
	}
	first, _ := strconv.Atoi(g[1])
	last := first
	if g[2] != "" {
		last, _ = strconv.Atoi(g[2])
	}
	switch {
	case last < first:
		c.fault(pos, "write the smaller number first and in full", "%s: %q runs backwards", label, clip(cite.At))
	case s.Locator == "page" && s.LastPage > 0 && (first < s.FirstPage || last > s.LastPage):
		c.fault(pos, "mend the page here or `pages` in sources.yaml", "%s: %s has pages %d-%d, not %s", label, s.ID, s.FirstPage, s.LastPage, clip(cite.At))
	case first < 1:
		c.fault(pos, "count from 1", "%s: %q is counted from 1", label, clip(cite.At))
	}
}

func (c *checker) units() {
	c.unit = make(map[string]bool)
	for _, u := range c.Units {
		if u.ID == "" {
			continue
		}
		pos := c.at(u.Pos, "id")
		c.idSyntax(pos, "unit", u.ID)
		if c.unit[u.ID] {
			c.fault(pos, "rename one of them", "the unit %q is there twice", u.ID)
		}
		c.unit[u.ID] = true
		if edtf.Overlaps(u.Period, c.Period) == edtf.No {
			c.fault(c.at(u.Pos, "period"), "mend one of the two", "unit %s: its period (%s) lies outside the pack's (%s)", u.ID, u.Period, c.Period)
		}
	}
}

func (c *checker) sources() {
	c.source = make(map[string]*Source)
	for i := range c.Sources {
		s := &c.Sources[i]
		if c.source[s.ID] == nil {
			c.source[s.ID] = s
		}
		seen := map[string]bool{}
		for j, sec := range s.Sections {
			if seen[sec.ID] && sec.ID != "" {
				c.fault(c.at(s.Pos, fmt.Sprintf("sections[%d]", j)), "rename or remove one of them", "%s: section %q is there twice", s.ID, sec.ID)
			}
			seen[sec.ID] = true
		}
	}
}

// claim checks a statement inside a record.
func claim[T any](c *checker, s *Statement[T], rec *Common) {
	if s.Set {
		c.common(&s.Common, rec, rec.ID+"."+s.ID)
	}
}

// inPeriod reports what surely lies outside the pack's time.
func (c *checker) inPeriod(pos Pos, label string, d edtf.Date) {
	if edtf.Overlaps(d, c.Period) == edtf.No {
		c.fault(pos, "mend the date, or widen `period` in pack.yaml", "%s: %s lies outside the pack's period (%s)", label, d, c.Period)
	}
}

// ordered reports dates that surely stand the wrong way round.
func (c *checker) ordered(pos Pos, label, first string, a edtf.Date, second string, b edtf.Date) {
	if edtf.WhollyBefore(b, a) == edtf.Yes {
		c.fault(pos, "mend one of the dates", "%s: %s (%s) comes after %s (%s)", label, first, a, second, b)
	}
}

func (c *checker) person(p *Person) {
	c.record(&p.Common, "person")
	c.entity(&p.Entity)
	c.refer(c.at(p.Pos, "side"), p.ID, "side", p.Side, anyEntity...)
	claim(c, &p.Born, &p.Common)
	claim(c, &p.Died, &p.Common)
	claim(c, &p.Birthplace, &p.Common)
	c.refer(p.Birthplace.Pos, p.ID, "birthplace", p.Birthplace.Is, "place")
	c.ordered(p.Died.Pos, p.ID, "birth", p.Born.Is, "death", p.Died.Is)
	c.ordered(c.at(p.Pos, "active"), p.ID, "birth", p.Born.Is, "being active", p.Active)
	c.ordered(c.at(p.Pos, "active"), p.ID, "being active", p.Active, "death", p.Died.Is)
}

func (c *checker) organization(o *Organization) {
	c.record(&o.Common, "organization")
	c.entity(&o.Entity)
	c.refer(c.at(o.Pos, "side"), o.ID, "side", o.Side, anyEntity...)
	c.refer(c.at(o.Pos, "part_of"), o.ID, "part_of", o.PartOf, "organization")
	claim(c, &o.Founded, &o.Common)
	claim(c, &o.Dissolved, &o.Common)
	c.ordered(o.Dissolved.Pos, o.ID, "founding", o.Founded.Is, "dissolution", o.Dissolved.Is)
}

func (c *checker) place(p *Place) {
	c.record(&p.Common, "place")
	c.entity(&p.Entity)
	c.refer(c.at(p.Pos, "part_of"), p.ID, "part_of", p.PartOf, "place", "organization")
	switch from, _, _ := strings.Cut(p.AtFrom, " "); {
	case p.Located && from == "":
		c.fault(c.at(p.Pos, "at"), "add `at_from: editors` or `at_from: SOURCE WHERE`", "%s: at has no at_from", p.ID)
	case from != "" && from != "editors" && c.source[from] == nil && !c.broken:
		c.fault(c.at(p.Pos, "at_from"), "write editors or SOURCE WHERE", "%s: at_from names the unknown source %q", p.ID, clip(from))
	case from != "" && from != "editors" && strings.Contains(p.AtFrom, " "):
		_, at, _ := strings.Cut(p.AtFrom, " ")
		c.cite(c.at(p.Pos, "at_from"), p.ID, Cite{from, strings.TrimSpace(at)})
	}
}

func (c *checker) term(t *Term) {
	c.record(&t.Common, "term")
	c.entity(&t.Entity)
	c.questions(t.Pos, t.ID, t.Ask)
	if len(t.Wrong) > 0 {
		c.wrongs(t.Pos, t.ID, t.Meaning, nil, t.Wrong)
	}
	c.noFullStop(c.at(t.Pos, "meaning"), t.ID, "meaning", t.Meaning)
}

func (c *checker) office(o *Office) {
	c.common(&o.Common, nil, o.ID)
	c.refer(c.at(o.Pos, "of"), o.ID, "of", o.Of, "organization")
	if o.Seats < 1 {
		c.fault(c.at(o.Pos, "seats"), "write how many hold the office at one time", "%s: seats is %d", o.ID, o.Seats)
	}
	if s := strings.ToLower(o.Name); strings.HasPrefix(s, "the ") || strings.HasPrefix(s, "a ") || strings.HasPrefix(s, "an ") {
		c.fault(c.at(o.Pos, "name"), "leave the article out; the program adds “the”", "%s: the office's name begins with an article", o.ID)
	}
	ids := c.locals(o.ID)
	for i := range o.Holders {
		h := &o.Holders[i]
		label := o.ID + "." + h.ID
		ids.add("holder", h.ID, h.Pos)
		c.common(&h.Common, &o.Common, label)
		c.refer(c.at(h.Pos, "who"), o.ID, "who", h.Who, actor...)
		held := c.at(h.Pos, "held")
		if h.Held.Span && h.Held.End.Last < h.Held.Start.First {
			c.fault(held, "write beginning/end", "%s: the tenure ends before it begins", label)
		}
		if p := c.people[h.Who]; p != nil {
			c.ordered(held, label, "birth", p.Born.Is, "the tenure", h.Held)
			if edtf.Before(p.Died.Is, h.Held) == edtf.Yes {
				c.fault(held, "mend one of the dates", "%s: the tenure (%s) begins after %s died (%s)", label, h.Held, h.Who, p.Died.Is)
			}
		}
		if o.Seats != 1 || h.Standing == Disputed {
			continue
		}
		for j := range o.Holders[:i] {
			other := &o.Holders[j]
			if other.Standing != Disputed && clash(h.Held, other.Held) {
				c.fault(held, "mend the tenures, mark one as disputed, or say how many `seats` the office has", "%s: %s (%s) overlaps with %s (%s, %s) in an office of one seat",
					o.ID, h.ID, h.Held, other.ID, other.Held, other.Pos)
			}
		}
	}
}

// clash tells whether two tenures surely share more than a day of handing over.
func clash(a, b edtf.Date) bool {
	if edtf.SharedDays(a, b) > 1 {
		return true
	}
	// A single date inside the other's tenure: the source sees both in office.
	inside := func(a, b edtf.Date) bool {
		return !a.Span && b.Span && a.Start.First > b.Start.Last && a.Start.Last < b.End.First
	}
	return inside(a, b) || inside(b, a)
}

func (c *checker) event(e *Event) {
	c.record(&e.Common, "event")
	claim(c, &e.Date, &e.Common)
	claim(c, &e.Place, &e.Common)
	c.refer(e.Place.Pos, e.ID, "place", e.Place.Is, "place")
	c.refer(c.at(e.Pos, "part_of"), e.ID, "part_of", e.PartOf, "event")
	c.inPeriod(e.Date.Pos, e.ID, e.Date.Is)
	c.ownDate(c.at(e.Pos, "name"), e.ID, "name", e.Name, &e.Date)
	c.ownDate(c.at(e.Pos, "what"), e.ID, "what", e.What, &e.Date)
	c.noFullStop(c.at(e.Pos, "what"), e.ID, "what", e.What)
	if whole := c.events[e.PartOf]; whole != nil && edtf.Overlaps(e.Date.Is, whole.Date.Is) == edtf.No {
		c.fault(c.at(e.Pos, "part_of"), "mend one of the dates or the part_of", "%s (%s) lies outside %s (%s), of which it is a part", e.ID, e.Date.Is, whole.ID, whole.Date.Is)
	}
	ids := c.locals(e.ID)
	for i := range e.Participants {
		q := &e.Participants[i]
		ids.add("participant", q.ID, q.Pos)
		c.common(&q.Common, &e.Common, e.ID+"."+q.ID)
		c.refer(c.at(q.Pos, "who"), e.ID, "who", q.Who, actor...)
		if q.Did != "" && containsName(q.Did, e.Name) {
			c.fault(c.at(q.Pos, "did"), "end before the event's name; the program adds it", "%s: did of %s contains the event's name", e.ID, q.Who)
		}
		if q.Only && q.Did == "" {
			c.fault(c.at(q.Pos, "only"), "add `did` or remove it", "%s: only of %s stands without did", e.ID, q.Who)
		}
	}
	seen := map[string]bool{}
	for i := range e.Causes {
		q := &e.Causes[i]
		pos := c.at(q.Pos, "event")
		if seen[q.Event] {
			c.fault(pos, "keep one of them", "%s: the cause %q is there twice", e.ID, q.Event)
		}
		seen[q.Event] = true
		c.common(&q.Common, &e.Common, e.ID+" cause "+q.Event)
		c.refer(pos, e.ID, "cause", q.Event, "event")
		if cause := c.events[q.Event]; cause != nil && edtf.After(cause.Date.Is, e.Date.Is) == edtf.Yes {
			c.fault(pos, "mend one of the dates or remove the cause", "%s (%s) begins before its cause %s (%s)", e.ID, e.Date.Is, cause.ID, cause.Date.Is)
		}
	}
}

// containsName tells whether text contains the name, with or without its article.
func containsName(text, name string) bool {
	words := strings.Fields(strings.ToLower(name))
	if len(words) > 1 && (words[0] == "the" || words[0] == "a" || words[0] == "an") {
		words = words[1:]
	}
	return len(words) > 0 && strings.Contains(" "+strings.Join(strings.Fields(strings.ToLower(text)), " ")+" ", " "+strings.Join(words, " ")+" ")
}

// ownDate reports a text that tells the year that is asked for.
func (c *checker) ownDate(pos Pos, label, field, text string, d *Statement[edtf.Date]) {
	if d.NoAsk || !d.Set {
		return
	}
	for _, m := range []edtf.Moment{d.Is.Start, d.Is.End} {
		if m.Precision < edtf.ByYear {
			continue
		}
		year := fmt.Sprint(m.Year())
		for i, n := 0, len(year); i+n <= len(text); i++ {
			if text[i:i+n] == year && (i == 0 || !isDigit(text[i-1])) && (i+n == len(text) || !isDigit(text[i+n])) {
				c.fault(pos, "leave the year out, or write `ask: false` at the date", "%s: %s gives its own date away (%s)", label, field, year)
				return
			}
		}
	}
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func (c *checker) noFullStop(pos Pos, label, field, s string) {
	if strings.HasSuffix(s, ".") && !abbreviated.MatchString(s) {
		c.fault(pos, "remove it; the program sets the stops", "%s: %s ends with a full stop", label, field)
	}
}

var abbreviated = regexp.MustCompile(`(\b\p{Lu}\.|\betc\.|…|\.\.\.)$`)

func (c *checker) agreement(a *Agreement) {
	c.record(&a.Common, "agreement")
	claim(c, &a.Date, &a.Common)
	claim(c, &a.Place, &a.Common)
	claim(c, &a.InForce, &a.Common)
	c.refer(a.Place.Pos, a.ID, "place", a.Place.Is, "place")
	c.inPeriod(a.Date.Pos, a.ID, a.Date.Is)
	c.ownDate(c.at(a.Pos, "name"), a.ID, "name", a.Name, &a.Date)
	c.noFullStop(c.at(a.Pos, "what"), a.ID, "what", a.What)
	c.ordered(a.InForce.Pos, a.ID, "signature", a.Date.Is, "coming into force", a.InForce.Is)
	if !sameCites(a.PartiesCites, a.Cites) {
		for _, cite := range a.PartiesCites {
			c.cite(a.PartiesPos, a.ID+" parties", cite)
		}
	}
	seen := map[string]bool{}
	for i, id := range a.Parties {
		pos := c.at(a.PartiesPos, fmt.Sprintf("are[%d]", i))
		c.refer(pos, a.ID, "party", id, actor...)
		if seen[id] && id != "" {
			c.fault(pos, "keep one of them", "%s: the party %q is there twice", a.ID, id)
		}
		seen[id] = true
	}
	ids := c.locals(a.ID)
	for i := range a.Signatories {
		s := &a.Signatories[i]
		ids.add("signatory", s.ID, s.Pos)
		c.common(&s.Common, &a.Common, a.ID+"."+s.ID)
		c.refer(c.at(s.Pos, "who"), a.ID, "who", s.Who, actor...)
		c.refer(c.at(s.Pos, "for"), a.ID, "for", s.For, actor...)
		if a.PartiesComplete && s.For != "" && !slices.Contains(a.Parties, s.For) {
			c.fault(c.at(s.Pos, "for"), "add the party or mend `for`", "%s: %s signed for %q, which is none of its parties", a.ID, s.Who, s.For)
		}
	}
	for i := range a.Terms {
		t := &a.Terms[i]
		ids.add("term", t.ID, t.Pos)
		c.common(&t.Common, &a.Common, a.ID+"."+t.ID)
		local := *t
		local.ID = a.ID + "." + t.ID
		c.asked(&local)
	}
}

func (c *checker) figure(f *Figure) {
	c.record(&f.Common, "figure")
	c.questions(f.Pos, f.ID, f.Ask)
	c.about(&f.Common, f.About)
	if f.Low > f.Value {
		c.fault(c.at(f.Pos, "low"), "low and high enclose the value", "%s: low (%v) is above value (%v)", f.ID, f.Low, f.Value)
	}
	if f.Value > f.High {
		c.fault(c.at(f.Pos, "high"), "low and high enclose the value", "%s: value (%v) is above high (%v)", f.ID, f.Value, f.High)
	}
	if f.Tolerance < 0 {
		c.fault(c.at(f.Pos, "tolerance"), "write a number from 0", "%s: tolerance is negative", f.ID)
	}
	if c.unit[f.Unit] {
		c.fault(c.at(f.Pos, "unit"), "write what is counted (telegrams, men); the unit of the course is `course_unit` here", "%s: unit %q is a unit of the course", f.ID, f.Unit)
	}
}

func (c *checker) quotation(q *Quotation) {
	c.record(&q.Common, "quotation")
	c.refer(c.at(q.Pos, "by"), q.ID, "by", q.By, actor...)
	c.refer(c.at(q.Pos, "place"), q.ID, "place", q.Place, "place")
	if strings.HasPrefix(q.Text, "“") && strings.HasSuffix(q.Text, "”") || len(q.Text) > 1 && strings.HasPrefix(q.Text, `"`) && strings.HasSuffix(q.Text, `"`) {
		c.fault(c.at(q.Pos, "text"), "write the words alone; the program sets the quotation marks", "%s: text stands in quotation marks", q.ID)
	}
}

func (c *checker) position(p *Position) {
	c.record(&p.Common, "position")
	c.asked(&p.Asked)
	c.refer(c.at(p.Pos, "who"), p.ID, "who", p.Who, actor...)
	c.author(c.at(p.Pos, "before"), p.ID, "before", p.Before, actor...)
}

func (c *checker) view(v *View) {
	c.record(&v.Common, "view")
	c.asked(&v.Asked)
	for i, id := range v.Against {
		pos := c.at(v.Pos, "against")
		if len(v.Against) > 1 {
			pos = c.at(v.Pos, fmt.Sprintf("against[%d]", i))
		}
		c.author(pos, v.ID, "against", id, "source", "view", "person", "organization")
	}
}

func (c *checker) dispute(d *Dispute) {
	c.common(&d.Common, nil, d.ID)
	c.questions(d.Pos, d.ID, d.Ask)
	for i, ask := range d.Ask {
		if !strings.Contains(ask, "{source}") {
			c.fault(c.askPos(d.Pos, i, len(d.Ask)), "write “according to {source}” where the source is to be named", "%s: ask has no {source}", d.ID)
		}
	}
	c.about(&d.Common, d.About)
	if len(d.Sides) < 2 && c.written(d.Pos, "sides") {
		c.fault(c.at(d.Pos, "sides"), "add the other side, or make it a plain statement", "%s: a dispute has at least two sides", d.ID)
	}
	ids, sideOf, claims := c.locals(d.ID), map[string]string{}, map[string]string{}
	for i := range d.Sides {
		s := &d.Sides[i]
		ids.add("side", s.ID, s.Pos)
		c.common(&s.Common, &d.Common, d.ID+"."+s.ID)
		for j, id := range s.Sources {
			pos := c.at(s.Pos, "by")
			if len(s.Sources) > 1 {
				pos = c.at(s.Pos, fmt.Sprintf("by[%d]", j))
			}
			c.refer(pos, d.ID, "by", id, "source")
			if first, ok := sideOf[id]; ok && id != "" {
				c.fault(pos, "a source stands on one side", "%s: %q is on the sides %s and %s", d.ID, id, first, s.ID)
			}
			sideOf[id] = s.ID
		}
		key := sameness(s.Claim)
		if first, ok := claims[key]; ok && s.Claim != "" {
			c.fault(c.at(s.Pos, "claim"), "merge the sides", "%s: the sides %s and %s claim the same", d.ID, first, s.ID)
		}
		claims[key] = s.ID
	}
	for i, w := range d.Wrong {
		pos := c.at(d.Pos, fmt.Sprintf("wrong[%d]", i))
		if side, ok := claims[sameness(w.Text)]; ok && w.Text != "" {
			c.fault(pos, "wrong lists what no source claims", "%s: wrong %q is the claim of %s", d.ID, clip(w.Text), side)
		}
		claims[sameness(w.Text)] = "another wrong answer"
	}
}

// written tells whether the field is there; a field that is not was Load's to report. A pack made in Go has all its fields.
func (c *checker) written(rec Pos, field string) bool {
	return c.lines == nil || c.lines[lineOf{rec, field}] != 0
}

func (c *checker) askPos(rec Pos, i, n int) Pos {
	if n > 1 {
		return c.at(rec, fmt.Sprintf("ask[%d]", i))
	}
	return c.at(rec, "ask")
}

// questions checks the phrasings of a question.
func (c *checker) questions(rec Pos, label string, asks []string) {
	seen := map[string]bool{}
	for i, ask := range asks {
		if ask == "" {
			continue
		}
		if !strings.HasSuffix(ask, "?") {
			c.fault(c.askPos(rec, i, len(asks)), "write one question that ends in “?”", "%s: ask is no question", label)
		}
		if seen[sameness(ask)] {
			c.fault(c.askPos(rec, i, len(asks)), "remove one of them", "%s: two phrasings of ask are the same", label)
		}
		seen[sameness(ask)] = true
	}
}

func (c *checker) asked(a *Asked) {
	c.questions(a.Pos, a.ID, a.Ask)
	c.refer(c.at(a.Pos, "entity"), a.ID, "entity", a.Entity, anyEntity...)
	c.about(&a.Common, a.About)
	key := a.Key
	if a.Entity != "" {
		key = a.Entity
	}
	c.wrongs(a.Pos, a.ID, key, a.Accept, a.Wrong)
}

// wrongs checks wrong answers against the right one and each other.
func (c *checker) wrongs(rec Pos, label, key string, accept []string, wrong []Wrong) {
	const least = 3
	if len(wrong) < least && c.written(rec, "wrong") {
		c.fault(c.at(rec, "wrong"), fmt.Sprintf("add %d more", least-len(wrong)), "%s: wrong answers: %d; at least %d are needed", label, len(wrong), least)
	}
	seen := map[string]string{}
	for _, s := range accept {
		seen[sameness(s)] = "an accepted answer"
	}
	if key != "" {
		seen[sameness(key)] = "the key"
	}
	for i, w := range wrong {
		pos, text := c.at(rec, fmt.Sprintf("wrong[%d]", i)), w.Text
		if w.Entity != "" {
			text = w.Entity
			c.refer(pos, label, "wrong", w.Entity, anyEntity...)
		}
		if text == "" {
			continue
		}
		if what, ok := seen[sameness(text)]; ok {
			c.fault(pos, "write another wrong answer", "%s: wrong %q is the same as %s", label, clip(text), what)
			continue
		}
		seen[sameness(text)] = fmt.Sprintf("wrong answer %d", i+1)
	}
}

// sameness is Fold that keeps numbers apart: 1.5 million is not 15 million.
func sameness(s string) string {
	return Fold(s) + "|" + strings.Join(numbers.FindAllString(s, -1), "|")
}

var numbers = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// circles reports parts that contain themselves and causes that bring themselves about.
func (c *checker) circles() {
	next := map[string][]string{}
	line := map[string]Pos{}
	part := func(id, of string, pos Pos) {
		if id != "" && of != "" && id != of {
			next[id] = append(next[id], of)
			line[id] = c.at(pos, "part_of")
		}
	}
	for i := range c.Organizations {
		part(c.Organizations[i].ID, c.Organizations[i].PartOf, c.Organizations[i].Pos)
	}
	for i := range c.Places {
		part(c.Places[i].ID, c.Places[i].PartOf, c.Places[i].Pos)
	}
	for i := range c.Events {
		part(c.Events[i].ID, c.Events[i].PartOf, c.Events[i].Pos)
	}
	c.findCircle(next, line, "part_of")
	next, line = map[string][]string{}, map[string]Pos{}
	for i := range c.Events {
		e := &c.Events[i]
		for _, q := range e.Causes {
			if q.Event != e.ID {
				next[e.ID] = append(next[e.ID], q.Event)
				line[e.ID] = c.at(e.Pos, "causes")
			}
		}
	}
	c.findCircle(next, line, "causes")
}

func (c *checker) findCircle(next map[string][]string, line map[string]Pos, field string) {
	const walking, done = 1, 2
	state := map[string]int{}
	var path []string
	var walk func(id string)
	walk = func(id string) {
		switch state[id] {
		case done:
			return
		case walking:
			circle := append(slices.Clone(path[slices.Index(path, id):]), id)
			if len(circle) > 6 {
				circle = append(circle[:5:5], "…", id)
			}
			c.fault(line[id], "break the circle", "%s: %s runs in a circle: %s", id, field, strings.Join(circle, " → "))
			return
		}
		state[id], path = walking, append(path, id)
		for _, n := range next[id] {
			walk(n)
		}
		state[id], path = done, path[:len(path)-1]
	}
	ids := make([]string, 0, len(next))
	for id := range next {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		walk(id)
	}
}

// orphans reports entities that nothing is known about and nothing refers to, and units that hold nothing.
func (c *checker) orphans() {
	if c.broken {
		return
	}
	orphan := func(e *Common, kind string, fact bool) {
		if e.ID != "" && !fact && !c.referred[e.ID] {
			c.fault(e.Pos, "refer to it somewhere, state something about it, or remove it", "%s: orphan: no record refers to this %s, and it states no fact", e.ID, kind)
		}
	}
	for i := range c.People {
		p := &c.People[i]
		orphan(&p.Common, "person", p.Born.Set || p.Died.Set || p.Birthplace.Set)
	}
	for i := range c.Organizations {
		o := &c.Organizations[i]
		orphan(&o.Common, "organization", o.Founded.Set || o.Dissolved.Set)
	}
	for i := range c.Places {
		orphan(&c.Places[i].Common, "place", false)
	}
	for _, u := range c.Units {
		if u.ID != "" && !c.used[u.ID] {
			c.fault(u.Pos, "give records this `unit`, or remove it", "unit %s is empty: no record belongs to it", u.ID)
		}
	}
}
