package question

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
)

// choose asks for one of several options, in one of the directions that suit the fact.
func (m *Maker) choose(q *Question, f *knowledge.Fact, d *draw) bool {
	directions := []func(*Question, *knowledge.Fact, *draw) bool{m.chooseForward}
	switch f.Property {
	case knowledge.Date:
		directions = append(directions, m.chooseEvent)
	case knowledge.Holder:
		directions = append(directions, m.chooseOffice)
	case knowledge.Meaning:
		directions = append(directions, m.chooseTerm)
	}
	shuffle(d, directions)
	for _, direction := range directions {
		q.Options = nil
		if direction(q, f, d) {
			return true
		}
	}
	return false
}

// chooseForward gives the subject and asks for the answer.
func (m *Maker) chooseForward(q *Question, f *knowledge.Fact, d *draw) bool {
	if f.Property == knowledge.Holder {
		times := m.soleTimes(f)
		shuffle(d, times)
		for _, t := range times { // at some times of a tenure more can be proved than at others
			if m.chooseEntity(q, f, m.askHolderAt(f, t), d) {
				return true
			}
		}
		return false
	}
	a, ok := m.ask(f, d)
	if !ok {
		return false
	}
	q.Stem, q.Quote = a.stem, a.quote
	if w := m.reviewed(f); w != nil {
		return m.chooseReviewed(q, f, w, d)
	}
	switch {
	case f.Answer.Entity != "":
		return m.chooseEntity(q, f, a, d)
	case f.Property == knowledge.Value:
		return m.chooseNumber(q, f, d)
	case f.Property == knowledge.Meaning:
		return m.chooseMeaning(q, f, d)
	case !f.Answer.Date.IsZero():
		return m.chooseDate(q, f, d)
	}
	return false
}

// reviewed returns the wrong answers an author wrote for the fact, nil if there are none.
func (m *Maker) reviewed(f *knowledge.Fact) []pack.Wrong {
	switch f.Property {
	case knowledge.Side:
		dispute, _ := m.k.Dispute(f.Record)
		wrong := slices.Clone(dispute.Wrong)
		for _, s := range dispute.Sides {
			if f.ID != f.Record+"."+s.ID {
				wrong = append(wrong, pack.Wrong{Text: s.Claim, Why: fmt.Sprintf("That is what %s says.", m.k.SourceNames(s.Sources))})
			}
		}
		return wrong
	case knowledge.Meaning:
		t, _ := m.k.Term(f.Record)
		return t.Wrong
	}
	if a, ok := m.k.Asked(f.ID); ok {
		return a.Wrong
	}
	return nil
}

func (m *Maker) chooseReviewed(q *Question, f *knowledge.Fact, wrong []pack.Wrong, d *draw) bool {
	wrong = slices.Clone(wrong)
	shuffle(d, wrong)
	key := Option{Key: textKey(f.AnswerText), Text: f.AnswerText, Correct: true}
	if f.Answer.Entity != "" {
		key = m.option(f.Answer.Entity, true)
	}
	q.Options = []Option{key}
	for _, w := range wrong[:min(len(wrong), optionCount-1)] {
		o := Option{Key: textKey(w.Text), Text: w.Text, Why: w.Why}
		if w.Entity != "" {
			o = m.option(w.Entity, false)
			o.Why = cmp.Or(w.Why, o.Why)
		}
		q.Options = append(q.Options, o)
	}
	shuffle(d, q.Options)
	q.Answers = []string{f.AnswerText}
	return len(q.Options) >= 2
}

// chooseEntity offers entities of the answer's kind that provably are not the answer, the nearest first in line.
func (m *Maker) chooseEntity(q *Question, f *knowledge.Fact, a asked, d *draw) bool {
	words := knowledge.FoldWords(a.stem + " " + a.quote)
	if m.k.Reveals(words, f.Answer.Entity) {
		return false
	}
	pool := m.rivals(f, a.when, words)
	if len(pool) < fewest-1 {
		return false
	}
	shuffle(d, pool)
	q.Stem, q.Quote = a.stem, a.quote
	q.Options = []Option{m.option(f.Answer.Entity, true)}
	for _, id := range pool[:min(len(pool), optionCount-1)] {
		q.Options = append(q.Options, m.option(id, false))
	}
	shuffle(d, q.Options)
	q.Answers = []string{f.AnswerText}
	return true
}

// rivals are the entities that provably are not the answer but could be taken for it, at most rivalCount, most alike first.
// words are the question's own; what they name would stand out among the options.
func (m *Maker) rivals(f *knowledge.Fact, when edtf.Date, words knowledge.Words) []string {
	found := make([]string, 0, rivalCount)
	for _, id := range m.alike[f.Answer.Entity] {
		if m.provedWrong(f, id, when) && m.k.ActiveAt(id, when) && !m.k.Reveals(words, id) {
			if found = append(found, id); len(found) == rivalCount {
				break
			}
		}
	}
	return found
}

// rivalCount is how many rivals the wrong options are drawn from: enough for variety, few enough to stay alike.
const rivalCount = 6

// mostAlike lines up who could be taken for an entity, the most alike first.
func (m *Maker) mostAlike(key string) []string {
	type rival struct {
		id       string
		likeness int
	}
	var found []rival
	for _, r := range m.k.Records(m.kindOf(key)) {
		if l := m.likeness(key, r.ID); r.ID != key && l > 0 {
			found = append(found, rival{r.ID, l})
		}
	}
	slices.SortStableFunc(found, func(a, b rival) int { return b.likeness - a.likeness })
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.id
	}
	return ids
}

func (m *Maker) kindOf(id string) knowledge.Kind {
	r, _ := m.k.Record(id)
	return r.Kind
}

// provedWrong reports that the entity surely is not an answer to the fact's question.
func (m *Maker) provedWrong(f *knowledge.Fact, id string, when edtf.Date) bool {
	switch f.Property {
	case knowledge.Holder:
		o, ok := m.k.Office(f.Record)
		return ok && m.k.NeverHeldAt(o, id, when)
	case knowledge.Participant:
		e, ok := m.k.Event(f.Record)
		return ok && !knowledge.TookPart(e, id) // the answer is marked as the only one who did so
	case knowledge.Signatory:
		a, ok := m.k.Agreement(f.Record)
		return ok && !slices.ContainsFunc(a.Signatories, func(s pack.Signatory) bool { return s.Who == id })
	case knowledge.Speaker:
		return true // words have one speaker
	case knowledge.Where, knowledge.Birthplace:
		return m.k.Elsewhere(f.Answer.Entity, id)
	}
	return false
}

// likeness says how easily one entity is taken for another; 0: never.
func (m *Maker) likeness(a, b string) int {
	if p, ok := m.k.Person(a); ok {
		o, _ := m.k.Person(b)
		score := 0
		if p.Side == o.Side {
			score += 4 // who stood elsewhere is easily ruled out
		}
		if len(p.Roles) > 0 && len(o.Roles) > 0 && p.Roles[0] == o.Roles[0] {
			score += 2
		}
		if score == 0 {
			return 0
		}
		if o.Importance <= p.Importance {
			score++
		}
		return score
	}
	if p, ok := m.k.Organization(a); ok {
		o, _ := m.k.Organization(b)
		score := 1
		switch {
		case p.Kind == o.Kind:
			score = 3
		case p.Kind == "state" || o.Kind == "state":
			return 0
		}
		if p.Side != "" && p.Side == o.Side {
			score += 2
		}
		return score
	}
	if p, ok := m.k.Place(a); ok {
		o, _ := m.k.Place(b)
		score := 0
		switch {
		case p.Kind == o.Kind:
			score = 3
		case settled(p) == settled(o):
			score = 1
		default:
			return 0
		}
		if p.PartOf != "" && p.PartOf == o.PartOf {
			score += 3
		}
		if o.Importance <= p.Importance {
			score++
		}
		return score
	}
	return 0
}

// settled tells towns and buildings from stretches of land and water.
func settled(p *pack.Place) bool {
	return p.Kind == "city" || p.Kind == "village" || p.Kind == "building" || p.Kind == "monument"
}

// chooseEvent gives the date and asks what happened then.
func (m *Maker) chooseEvent(q *Question, f *knowledge.Fact, d *draw) bool {
	r, _ := m.k.Record(f.Record)
	if r.Date.Span || f.Answer.Date.Start.Precision < edtf.ByYear {
		return false
	}
	var pool []*knowledge.Fact
	for _, g := range m.near[f.ID] {
		o, _ := m.k.Record(g.Record)
		if !o.Date.Span && knowledge.SurelyApart(o.Date, r.Date) && !m.related(f.Record, g.Record) {
			pool = append(pool, g)
		}
	}
	if len(pool) < fewest-1 {
		return false
	}
	pool = pool[:min(len(pool), 12)]
	shuffle(d, pool)
	q.Stem = "Which of these happened " + f.Answer.Date.When() + "?"
	q.Options = []Option{m.option(f.Record, true)}
	for _, g := range pool[:min(len(pool), optionCount-1)] {
		q.Options = append(q.Options, m.option(g.Record, false))
	}
	shuffle(d, q.Options)
	q.Answers = []string{sentenceCase(r.InText)}
	return true
}

// nearby is how many neighbours in time a dated fact keeps; more are never looked at.
const nearby = 48

// nearest finds the other dated events and agreements around f, the nearest in time first.
func (m *Maker) nearest(f *knowledge.Fact) []*knowledge.Fact {
	type neighbour struct {
		f      *knowledge.Fact
		months int
	}
	mine, _ := m.k.Record(f.Record)
	peers := m.peers[knowledge.Date]
	rows := make([]neighbour, 0, len(peers))
	for _, g := range peers {
		if g.Record != f.Record {
			r, _ := m.k.Record(g.Record)
			rows = append(rows, neighbour{g, edtf.GapMonths(mine.Date, r.Date)})
		}
	}
	slices.SortStableFunc(rows, func(a, b neighbour) int { return a.months - b.months })
	facts := make([]*knowledge.Fact, min(nearby, len(rows)))
	for i := range facts {
		facts[i] = rows[i].f
	}
	return facts
}

// related reports that one event is a part of the other, so that they are not to be told apart by their dates.
func (m *Maker) related(a, b string) bool { return m.k.PartOf(a, b) || m.k.PartOf(b, a) }

// chooseOffice gives the person and the time and asks for the office.
func (m *Maker) chooseOffice(q *Question, f *knowledge.Fact, d *draw) bool {
	o, h := m.tenure(f)
	if h == nil {
		return false
	}
	times := askTimes(h.Held, func(t edtf.Date) bool { return true })
	shuffle(d, times)
	for _, t := range times {
		var pool []*pack.Office
		for i := range m.k.Pack.Offices {
			other := &m.k.Pack.Offices[i]
			if other != o && m.k.NeverHeldAt(other, h.Who, t) {
				pool = append(pool, other)
			}
		}
		if len(pool) < fewest-1 {
			continue
		}
		slices.SortStableFunc(pool, func(a, b *pack.Office) int { return m.kinship(o, b) - m.kinship(o, a) })
		pool = pool[:min(len(pool), 6)]
		shuffle(d, pool)
		q.Stem = fmt.Sprintf("Which of these offices did %s hold %s?", m.k.Name(h.Who), inTime(t))
		q.Options = []Option{{Key: o.ID, Text: sentenceCase(o.Name), Correct: true, Record: o.ID}}
		for _, other := range pool[:min(len(pool), optionCount-1)] {
			q.Options = append(q.Options, Option{Key: other.ID, Text: sentenceCase(other.Name), Record: other.ID, Why: m.heldThen(other, t)})
		}
		shuffle(d, q.Options)
		q.Answers = []string{sentenceCase(o.Name)}
		return true
	}
	return false
}

// kinship says how easily one office is taken for another.
func (m *Maker) kinship(a, b *pack.Office) int {
	score := 0
	if side := m.sideOf(a); side != "" && side == m.sideOf(b) {
		score += 4 // another state's offices are easily ruled out
	}
	if a.Class == b.Class {
		score += 2
	}
	if a.Of == b.Of {
		score++
	}
	return score
}

// sideOf is the state or body that an office belongs to in the end.
func (m *Maker) sideOf(o *pack.Office) string {
	of, ok := m.k.Organization(o.Of)
	if !ok || of.Kind == "state" || of.Side == "" {
		return o.Of
	}
	return of.Side
}

// heldThen says who held an office instead.
func (m *Maker) heldThen(o *pack.Office, t edtf.Date) string {
	for i := range o.Holders {
		if m.k.OnlyHolderAt(o, &o.Holders[i], t) {
			return fmt.Sprintf("The %s %s was %s.", o.Name, t.FromTo(), m.k.Name(o.Holders[i].Who))
		}
	}
	return ""
}

// chooseMeaning offers other terms' meanings.
func (m *Maker) chooseMeaning(q *Question, f *knowledge.Fact, d *draw) bool {
	peers := slices.Clone(m.terms[f.ID])
	if len(peers) < fewest-1 {
		return false
	}
	shuffle(d, peers)
	q.Options = []Option{{Key: f.Record, Text: f.AnswerText, Correct: true}}
	for _, g := range peers[:min(len(peers), optionCount-1)] {
		q.Options = append(q.Options, Option{Key: g.Record, Text: g.AnswerText, Why: "That is “" + m.k.Name(g.Record) + "”.", Record: g.Record})
	}
	shuffle(d, q.Options)
	q.Answers = []string{f.AnswerText}
	return true
}

// chooseTerm gives the meaning and asks for the term.
func (m *Maker) chooseTerm(q *Question, f *knowledge.Fact, d *draw) bool {
	peers := slices.Clone(m.terms[f.ID])
	stem, ok := m.termStem(f)
	if !ok || len(peers) < fewest-1 {
		return false
	}
	shuffle(d, peers)
	q.Stem = stem
	q.Options = []Option{{Key: f.Record, Text: m.k.Name(f.Record), Correct: true, Record: f.Record}}
	for _, g := range peers[:min(len(peers), optionCount-1)] {
		q.Options = append(q.Options, Option{Key: g.Record, Text: m.k.Name(g.Record), Record: g.Record, Why: g.Statement})
	}
	shuffle(d, q.Options)
	q.Answers = []string{m.k.Name(f.Record)}
	return true
}

// otherTerms are the terms whose meaning a pack promises to fit only them. Those with a word of the meaning in common
// with the asked one's name are left out.
func (m *Maker) otherTerms(f *knowledge.Fact) []*knowledge.Fact {
	var others []*knowledge.Fact
	for _, g := range m.peers[knowledge.Meaning] {
		if g != f && !m.k.Reveals(knowledge.FoldWords(g.AnswerText), f.Record) && !m.k.Reveals(knowledge.FoldWords(f.AnswerText), g.Record) {
			others = append(others, g)
		}
	}
	return others
}

func (m *Maker) termStem(f *knowledge.Fact) (string, bool) {
	if m.k.Reveals(knowledge.FoldWords(f.AnswerText), f.Record) {
		return "", false
	}
	return "Which term fits this description: " + strings.TrimSuffix(f.AnswerText, ".") + "?", true
}
