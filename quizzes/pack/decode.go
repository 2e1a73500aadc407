package pack

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"yalu/quizzes/edtf"
)

// What is written is read here, field by field as docs/pack-format.md lists them; what it means is for check.go.

// common reads what records and their parts share. The fields in own belong to the record's kind and are left alone.
func (o *object) common(own ...string) Common {
	is := func(key string) bool {
		for _, k := range own {
			if k == key {
				return false
			}
		}
		return true
	}
	c := Common{Pos: o.pos}
	c.ID = o.text("id")
	c.Cites = o.cites("cite")
	c.Importance = o.whole("importance", 0)
	if o.has("importance") && c.Importance == 0 && !o.faulty("importance") {
		c.Importance = -1 // 0 was written
	}
	c.Standing = Standing(o.text("standing"))
	c.Dispute = o.text("dispute")
	if is("by") {
		c.By = o.text("by")
	}
	if is("unit") {
		c.Unit = o.text("unit")
	}
	c.Themes = o.texts("themes")
	c.Note = o.text("note")
	return c
}

// faulty tells whether the field was already found at fault.
func (o *object) faulty(key string) bool {
	line := o.line(key)
	for _, f := range o.faults {
		if f.Line == line {
			return true
		}
	}
	return false
}

// record is common for whole records: with an id, and with the defaults.
func (o *object) record(own ...string) Common {
	c := o.common(own...)
	o.need("id")
	return c.inherit(Common{Importance: 2, Standing: Agreed})
}

// inherit fills what a part of a record does not say itself.
func (c Common) inherit(from Common) Common {
	if c.Cites == nil {
		c.Cites = from.Cites
	}
	if c.Importance == 0 {
		c.Importance = from.Importance
	}
	if c.Standing == "" && c.Dispute == "" && c.By == "" {
		c.Standing, c.Dispute, c.By = from.Standing, from.Dispute, from.By
	} else if c.Standing == "" {
		c.Standing = Agreed // with a dispute or an author: Check will say so
	}
	if c.Unit == "" {
		c.Unit = from.Unit
	}
	if c.Themes == nil {
		c.Themes = from.Themes
	}
	return c
}

// part reads the common fields of a part of a record. Its id is local; the default serves where none is written.
func (o *object) part(from Common, id string, own ...string) Common {
	c := o.common(own...)
	if c.ID == "" {
		c.ID = id
	}
	return c.inherit(from)
}

// cites reads "SOURCE WHERE" strings. An entry of the wrong type stays as an empty Cite.
func (o *object) cites(key string) []Cite {
	var list []Cite
	for _, s := range o.texts(key) {
		source, at, _ := strings.Cut(s, " ")
		list = append(list, Cite{source, strings.TrimSpace(at)})
	}
	if n := o.values[key]; list == nil && n != nil && n.Kind != yaml.SequenceNode {
		list = []Cite{{}} // it is at fault, but not uncited
	}
	return list
}

// statement reads the short form (the value) or the long one ({is: value, cite: …}) of a claim inside a record.
func statement[T any](o *object, key, id string, from Common, value func(*object, *yaml.Node, int) (T, bool)) Statement[T] {
	n := o.get(key)
	if n == nil {
		return Statement[T]{}
	}
	pos := Pos{o.file, o.line(key)}
	var s Statement[T]
	if n.Kind != yaml.MappingNode {
		s.Is, s.Set = value(o, n, pos.Line)
		s.Common = Common{ID: id, Pos: pos}.inherit(from)
		return s
	}
	long := o.reader.object(n, pos.Line, o.label+" "+key)
	if is := long.get("is"); is != nil {
		s.Is, s.Set = value(o, is, long.line("is"))
	}
	long.need("is")
	s.Common = long.part(from, id, "unit")
	s.ID = id
	if long.has("ask") {
		s.NoAsk = !long.flag("ask")
	} else {
		long.known = append(long.known, "ask")
	}
	if long.has("id") {
		long.fault(long.line("id"), "remove it; the statement's id is made of the record's", "%s: a statement has no id", long.label)
	}
	long.close()
	return s
}

func (o *object) dated(key, id string, from Common) Statement[edtf.Date] {
	return statement(o, key, id, from, func(o *object, n *yaml.Node, line int) (edtf.Date, bool) {
		d := o.dateOf(n, line, key)
		return d, !d.IsZero()
	})
}

func (o *object) said(key, id string, from Common) Statement[string] {
	return statement(o, key, id, from, func(o *object, n *yaml.Node, line int) (string, bool) {
		s, ok := o.scalar(n, line, o.label+": "+key)
		return s, ok && s != ""
	})
}

func (o *object) course() {
	p := o.pack
	p.ID, p.Title, p.Language = o.text("id"), o.text("title"), o.text("language")
	p.Period, p.About, p.Licence = o.date("period"), o.text("about"), o.text("licence")
	o.need("id", "title", "language", "period", "licence", "units")
	for _, u := range o.objects("units") {
		p.Units = append(p.Units, Unit{ID: u.text("id"), Pos: u.pos, Title: u.text("title"), Period: u.date("period"),
			Context: u.text("context"), Objectives: u.texts("objectives")})
		u.need("id", "title")
		u.close()
	}
}

var pageRange = regexp.MustCompile(`^(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?$`)

func (o *object) source() {
	s := Source{ID: o.text("id"), Pos: o.pos, Author: o.text("author"), Short: o.text("short"), Title: o.text("title"),
		Published: o.text("published"), Year: o.whole("year", 0), Kind: o.text("kind"), Locator: o.oneOf("locator", locators), Note: o.text("note")}
	o.need("id", "author", "short", "title", "locator")
	if pages := o.text("pages"); pages != "" {
		if g := pageRange.FindStringSubmatch(pages); g == nil {
			o.fault(o.line("pages"), "write first and last page: 225-262", "%s: pages is %q", o.label, clip(pages))
		} else {
			s.FirstPage, _ = strconv.Atoi(g[1])
			s.LastPage = s.FirstPage
			if g[2] != "" {
				s.LastPage, _ = strconv.Atoi(g[2])
			}
			if s.LastPage < s.FirstPage {
				o.fault(o.line("pages"), "write first and last page: 225-262", "%s: the last page (%d) comes before the first (%d)", o.label, s.LastPage, s.FirstPage)
				s.FirstPage, s.LastPage = 0, 0
			}
		}
	}
	for _, e := range o.objects("sections") {
		s.Sections = append(s.Sections, Section{ID: e.text("id"), Title: e.text("title")})
		e.need("id", "title")
		e.close()
	}
	o.pack.Sources = append(o.pack.Sources, s)
}

func (o *object) entity(own ...string) Entity {
	e := Entity{Common: o.record(own...), Name: o.text("name")}
	o.need("name")
	for _, n := range o.objects("names") {
		e.Names = append(e.Names, Name{Text: n.text("text"), System: n.oneOf("system", NameSystems), From: n.text("from")})
		n.need("text", "system")
		n.close()
	}
	return e
}

func (o *object) person() {
	p := Person{Entity: o.entity()}
	p.What = o.text("what")
	p.Side = o.text("side")
	order := o.oneOf("order", nameOrders)
	p.FamilyFirst = order == "family-first"
	if strings.Contains(p.Name, " ") && !o.has("order") {
		o.fault(o.pos.Line, "add `order: family-first` or `order: given-first`", "%s: order is missing", o.label)
	}
	p.Roles = o.texts("roles")
	for i, role := range p.Roles {
		o.inVocabulary(o.line(fmt.Sprintf("roles[%d]", i)), "role", role, roles)
	}
	p.Born, p.Died = o.dated("born", "born", p.Common), o.dated("died", "died", p.Common)
	p.Birthplace = o.said("birthplace", "birthplace", p.Common)
	p.Active = o.date("active")
	o.need("what", "roles")
	o.pack.People = append(o.pack.People, p)
}

func (o *object) organization() {
	g := Organization{Entity: o.entity(), The: o.flag("the"), Plural: o.flag("plural"), Kind: o.oneOf("kind", organizationKinds)}
	g.What = o.text("what")
	g.Side, g.PartOf = o.text("side"), o.text("part_of")
	g.Founded, g.Dissolved = o.dated("founded", "founded", g.Common), o.dated("dissolved", "dissolved", g.Common)
	g.Active = o.date("active")
	o.need("kind", "what")
	o.pack.Organizations = append(o.pack.Organizations, g)
}

func (o *object) place() {
	p := Place{Entity: o.entity(), The: o.flag("the"), Kind: o.oneOf("kind", placeKinds)}
	p.What = o.text("what")
	p.AtFrom, p.PartOf = o.text("at_from"), o.text("part_of")
	o.need("kind", "what")
	if at := o.list("at"); len(at) > 0 {
		ok := len(at) == 2
		var v [2]float64
		for i := 0; ok && i < 2; i++ {
			v[i], ok = o.numberOf(at[i], at[i].Line, o.label+": a coordinate")
		}
		p.Located = ok && math.Abs(v[0]) <= 90 && math.Abs(v[1]) <= 180
		if p.Located {
			p.Lat, p.Lon = v[0], v[1]
		} else {
			o.fault(o.line("at"), "write [latitude, longitude] in degrees, latitude from -90 to 90, longitude from -180 to 180", "%s: at is no position", o.label)
		}
	}
	o.pack.Places = append(o.pack.Places, p)
}

func (o *object) term() {
	t := Term{Entity: o.entity(), Meaning: o.text("meaning"), Ask: o.oneOrMore("ask"), Wrong: o.wrongs(false)}
	o.need("meaning")
	o.pack.Terms = append(o.pack.Terms, t)
}

func (o *object) office() {
	f := Office{Common: o.record(), Name: o.text("name"), Of: o.text("of"), Class: o.oneOf("class", officeClasses), Seats: o.whole("seats", 1), Complete: o.date("complete")}
	o.need("name", "of", "class", "holders")
	for _, h := range o.objects("holders") {
		who := h.text("who")
		f.Holders = append(f.Holders, Holder{Common: h.part(f.Common, who), Who: who, Held: h.date("held")})
		h.need("who", "held")
		h.close()
	}
	o.pack.Offices = append(o.pack.Offices, f)
}

func (o *object) event() {
	e := Event{Common: o.record(), Name: o.text("name"), Plural: o.flag("plural"), Kind: o.oneOf("kind", eventKinds), What: o.text("what"), PartOf: o.text("part_of")}
	e.Date, e.Place = o.dated("date", "date", e.Common), o.said("place", "place", e.Common)
	o.need("name", "kind", "what")
	for _, q := range o.objects("participants") {
		who := q.text("who")
		e.Participants = append(e.Participants, Participant{Common: q.part(e.Common, who), Who: who, Did: q.text("did"), Only: q.flag("only")})
		q.need("who")
		q.close()
	}
	for _, q := range o.objects("causes") {
		cause := q.text("event")
		e.Causes = append(e.Causes, Cause{Common: q.part(e.Common, cause), Event: cause})
		q.need("event")
		q.close()
	}
	o.pack.Events = append(o.pack.Events, e)
}

func (o *object) agreement() {
	a := Agreement{Common: o.record(), Name: o.text("name"), Kind: o.oneOf("kind", agreementKinds), What: o.text("what")}
	a.Date, a.InForce = o.dated("date", "date", a.Common), o.dated("in_force", "in-force", a.Common)
	a.Place = o.said("place", "place", a.Common)
	o.need("name", "kind", "what")
	a.PartiesPos = o.pos
	if n := o.get("parties"); n != nil {
		a.PartiesPos = Pos{o.file, o.line("parties")}
		a.PartiesCites = a.Cites
		if n.Kind == yaml.MappingNode {
			q := o.reader.object(n, a.PartiesPos.Line, o.label+" parties")
			a.Parties, a.PartiesComplete = q.texts("are"), q.flag("complete")
			if c := q.cites("cite"); c != nil {
				a.PartiesCites = c
			}
			q.need("are")
			q.close()
		} else {
			a.Parties = o.texts("parties")
		}
	}
	for _, q := range o.objects("signatories") {
		who := q.text("who")
		a.Signatories = append(a.Signatories, Signatory{Common: q.part(a.Common, who), Who: who, For: q.text("for")})
		q.need("who")
		q.close()
	}
	for _, q := range o.objects("terms") {
		t := q.asked(q.part(a.Common, ""))
		q.need("id")
		q.close()
		a.Terms = append(a.Terms, t)
	}
	o.pack.Agreements = append(o.pack.Agreements, a)
}

func (o *object) figure() {
	f := Figure{Common: o.record("unit"), Ask: o.oneOrMore("ask"), Statement: o.text("statement"), Unit: o.text("unit"), About: o.texts("about"), Date: o.date("date")}
	f.Common.Unit = o.text("course_unit") // `unit` is what is counted
	var known bool
	f.Value, known = o.number("value")
	f.Low, f.High = f.Value, f.Value
	if v, ok := o.number("low"); ok && known {
		f.Low = v
	}
	if v, ok := o.number("high"); ok && known {
		f.High = v
	}
	if math.Abs(f.Value) >= 100 {
		f.Tolerance = math.Abs(f.Value) / 10
	}
	if v, ok := o.number("tolerance"); ok {
		f.Tolerance = v
	}
	o.need("ask", "statement", "value")
	o.pack.Figures = append(o.pack.Figures, f)
}

func (o *object) quotation() {
	q := Quotation{Common: o.record("by"), Text: o.text("text"), By: o.text("by"), Did: o.text("did"), Context: o.text("context"), Date: o.date("date"), Place: o.text("place")}
	if q.Did == "" {
		q.Did = "said"
	}
	o.need("text", "by")
	o.pack.Quotations = append(o.pack.Quotations, q)
}

// wrongs reads the wrong answers: texts, or ids when the answer is an entity; each alone or with a `why`.
func (o *object) wrongs(entities bool) []Wrong {
	var list []Wrong
	add := func(s, why string) {
		w := Wrong{Text: s, Why: why}
		if entities {
			w = Wrong{Entity: s, Why: why}
		}
		list = append(list, w)
	}
	for i, n := range o.list("wrong") {
		if n.Kind != yaml.MappingNode {
			s, _ := o.element("wrong", n)
			add(s, "")
			continue
		}
		q := o.reader.object(n, n.Line, fmt.Sprintf("%s wrong %d", o.label, i+1))
		if entities && q.has("entity") {
			add(q.text("entity"), q.text("why"))
			q.known = append(q.known, "text")
		} else {
			add(q.text("text"), q.text("why"))
			q.need("text")
		}
		q.close()
	}
	return list
}

// asked reads the shape that propositions, positions, views and agreements' terms share, but for the kind.
func (o *object) asked(c Common) Asked {
	a := Asked{Common: c, Ask: o.oneOrMore("ask"), Key: o.text("key"), Entity: o.text("entity"), Accept: o.texts("accept"), Statement: o.text("statement"),
		About: o.texts("about"), Date: o.date("date")}
	a.Wrong = o.wrongs(o.has("entity"))
	o.need("ask", "statement", "wrong")
	switch {
	case !o.has("key") && !o.has("entity"):
		o.fault(o.pos.Line, "add the right answer as `key`, or as `entity` when it is one", "%s: key is missing", o.label)
	case o.has("key") && o.has("entity"):
		o.fault(o.line("key"), "keep one of them", "%s: there is a key and an entity", o.label)
	}
	return a
}

func (o *object) proposition() {
	a := o.asked(o.record())
	a.Kind = o.oneOf("kind", propositionKinds)
	o.need("kind")
	o.pack.Propositions = append(o.pack.Propositions, a)
}

func (o *object) position() {
	p := Position{Asked: o.asked(o.record()), Who: o.text("who"), Topic: o.text("topic"), Before: o.text("before")}
	o.need("who", "topic")
	o.pack.Positions = append(o.pack.Positions, p)
}

func (o *object) view() {
	c := o.common()
	if c.Standing != "" && c.Standing != Interpretation {
		o.fault(o.line("standing"), "remove the field", "%s: a view is always an interpretation", o.label)
	}
	c.Standing = Interpretation
	c = c.inherit(Common{Importance: 2})
	v := View{Asked: o.asked(c), Against: o.oneOrMore("against")}
	o.need("id", "by")
	o.pack.Views = append(o.pack.Views, v)
}

func (o *object) dispute() {
	d := Dispute{Common: o.record(), Topic: o.text("topic"), Ask: o.oneOrMore("ask"), About: o.texts("about"), Wrong: o.wrongs(false)}
	o.need("topic", "ask", "sides")
	for _, q := range o.objects("sides") {
		s := Side{Common: q.part(d.Common, "", "by"), Sources: q.oneOrMore("by"), Claim: q.text("claim"), Statement: q.text("statement")}
		q.need("id", "by", "claim", "statement")
		q.close()
		d.Sides = append(d.Sides, s)
	}
	o.pack.Disputes = append(o.pack.Disputes, d)
}
