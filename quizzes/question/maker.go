// Package question words questions: fact × form × seed → question.
//
// A question is a pure function of the knowledge and these three; the same inputs give the same question byte for byte.
// Wrong options are taken only from what package knowledge can prove to be wrong, or from answers an author reviewed.
// Nothing here grades, schedules or renders.
package question

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"yalu/quizzes"
	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
)

// ladder lists the forms from easy to hard, as far as form alone decides. Recognition stands before recall.
var ladder = []Form{Compare, Choose, Match, Order, Type, When, Number, Recall}

// Maker makes questions from one knowledge. It is immutable and safe for use by many goroutines.
type Maker struct {
	k     *knowledge.Knowledge
	forms map[string][]Form

	peers map[knowledge.Property][]*knowledge.Fact // facts of one property, in course order
	near  map[string][]*knowledge.Fact             // by dated fact: the other dated facts, the nearest in time first
	alike map[string][]string                      // by entity that is an answer: who could be taken for it, the most alike first
	terms map[string][]*knowledge.Fact             // by meaning: the other terms' meanings that neither gives away
}

// NewMaker prepares the pools that wrong options come from and finds out in which forms each fact can be asked.
func NewMaker(k *knowledge.Knowledge) *Maker {
	m := &Maker{k: k, forms: make(map[string][]Form, len(k.Facts)), peers: map[knowledge.Property][]*knowledge.Fact{}, near: map[string][]*knowledge.Fact{}, terms: map[string][]*knowledge.Fact{}, alike: map[string][]string{}}
	for _, f := range k.Facts {
		m.peers[f.Property] = append(m.peers[f.Property], f)
	}
	for _, f := range m.peers[knowledge.Date] {
		m.near[f.ID] = m.nearest(f)
	}
	for _, f := range k.Facts {
		if id := f.Answer.Entity; id != "" && m.alike[id] == nil {
			m.alike[id] = m.mostAlike(id)
		}
	}
	for _, f := range m.peers[knowledge.Meaning] {
		m.terms[f.ID] = m.otherTerms(f)
	}
	for i, forms := range m.trials() {
		m.forms[k.Facts[i].ID] = forms
	}
	return m
}

// trials finds the forms of every fact, on all cores: this is most of what a start waits for. Whether a form suits depends
// on the pools alone and never on the seed, so one trial decides for all.
func (m *Maker) trials() [][]Form {
	forms := make([][]Form, len(m.k.Facts))
	workers := runtime.GOMAXPROCS(0)
	var trying sync.WaitGroup
	for w := range workers {
		trying.Go(func() {
			for i := w; i < len(m.k.Facts); i += workers {
				for _, form := range ladder {
					if _, ok := m.build(m.k.Facts[i], form, 0, &draw{still: true}); ok {
						forms[i] = append(forms[i], form)
					}
				}
			}
		})
	}
	trying.Wait()
	return forms
}

// Forms returns the forms a fact can be asked in, easy ones first; empty when the fact cannot be asked or is unknown.
func (m *Maker) Forms(fact string) []Form { return m.forms[fact] }

// Generate makes the question for a fact, form and seed. The error is quizzes.NotFound when there is no such fact or
// the fact cannot be asked in this form.
func (m *Maker) Generate(fact string, form Form, seed uint64) (Question, error) {
	f, ok := m.k.Fact(fact)
	if !ok || !slices.Contains(m.forms[fact], form) {
		return Question{}, quizzes.Errorf(quizzes.NotFound, "There is no such question, or no longer.")
	}
	q, ok := m.build(f, form, seed, newDraw(seed, f.ID, string(form)))
	if !ok {
		return Question{}, quizzes.Errorf(quizzes.NotFound, "There is no such question, or no longer.")
	}
	return q, nil
}

// FromID makes the question an id names. The error is quizzes.NotFound for an id that never named a question.
func (m *Maker) FromID(id string) (Question, error) {
	fact, form, seed, err := ParseID(id)
	if err != nil {
		return Question{}, err
	}
	return m.Generate(fact, form, seed)
}

// NewID names a question: "inchon-landing.date~choose~1f". It is safe inside a URL path.
func NewID(fact string, form Form, seed uint64) string {
	return fact + "~" + string(form) + "~" + strconv.FormatUint(seed, 16)
}

// ParseID takes an id apart. Only the spelling NewID gives is accepted, so that one question has one id.
func ParseID(id string) (fact string, form Form, seed uint64, err error) {
	parts := strings.Split(id, "~")
	if len(parts) == 3 && len(id) <= 300 {
		seed, perr := strconv.ParseUint(parts[2], 16, 64)
		if perr == nil && NewID(parts[0], Form(parts[1]), seed) == id {
			return parts[0], Form(parts[1]), seed, nil
		}
	}
	return "", "", 0, quizzes.Errorf(quizzes.NotFound, "There is no such question.")
}

// build makes the question, or reports that the fact does not suit the form.
func (m *Maker) build(f *knowledge.Fact, form Form, seed uint64, d *draw) (Question, bool) {
	q := Question{
		ID: NewID(f.ID, form, seed), Facts: []string{f.ID}, Form: form,
		Explanation: f.Statement, Note: f.Note, Cites: f.Cites,
	}
	var ok bool
	switch form {
	case Choose:
		ok = m.choose(&q, f, d)
	case Type:
		ok = m.typed(&q, f, d)
	case When:
		ok = m.when(&q, f, d)
	case Number:
		ok = m.number(&q, f, d)
	case Order:
		ok = m.order(&q, f, d)
	case Compare:
		ok = m.compare(&q, f, d)
	case Match:
		ok = m.match(&q, f, d)
	case Recall:
		ok = m.recall(&q, f, d)
	}
	if !ok || !sound(&q) {
		return Question{}, false
	}
	q.Stem = sentenceCase(q.Stem)
	m.mention(&q)
	q.Difficulty = difficulty(&q, f)
	return q, true
}

// sound is the last look at every question: options that differ, one key, a stem.
func sound(q *Question) bool {
	if q.Stem == "" || len(q.Answers) == 0 {
		return false
	}
	keys := 0
	for i, o := range q.Options {
		if o.Text == "" || o.Key == "" {
			return false
		}
		for _, earlier := range q.Options[:i] {
			if earlier.Key == o.Key || strings.EqualFold(earlier.Text, o.Text) {
				return false
			}
		}
		if o.Correct {
			keys++
		}
	}
	switch q.Form {
	case Choose, Compare:
		return keys == 1 && len(q.Options) >= 2
	}
	return true
}

func sentenceCase(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// mention lists the records a reader may want to visit: those of all facts asked, the asked one's first.
func (m *Maker) mention(q *Question) {
	for _, id := range q.Facts {
		f, ok := m.k.Fact(id)
		if !ok {
			continue
		}
		for _, r := range f.Mentions {
			if _, ok := m.k.Record(r); ok && !slices.Contains(q.Mentions, r) {
				q.Mentions = append(q.Mentions, r)
			}
		}
		if id != q.Facts[0] {
			for _, c := range f.Cites {
				if !slices.Contains(q.Cites, c) {
					q.Cites = append(slices.Clip(q.Cites), c)
				}
			}
		}
	}
}

// difficulty is a first estimate from form, precision and obscurity; real answers will correct it.
func difficulty(q *Question, f *knowledge.Fact) float64 {
	base := 0.5
	switch q.Form {
	case Compare:
		base = 0.25
	case Choose:
		base = 0.35
	case Match:
		base = 0.45
	case Type:
		base = 0.6
	case Number:
		base = 0.7
	case When:
		switch q.Precision {
		case edtf.ByDay:
			base += 0.2
		case edtf.ByMonth:
			base += 0.1
		}
	}
	return min(0.95, max(0.05, base+0.12*float64(f.Importance-2)))
}

// option makes an option of a record.
func (m *Maker) option(id string, correct bool) Option {
	r, _ := m.k.Record(id)
	o := Option{Key: id, Text: r.Name, Correct: correct, Record: id}
	switch r.Kind {
	case knowledge.Event, knowledge.Agreement:
		o.Text = sentenceCase(r.InText)
		if !correct && !r.Date.IsZero() {
			o.Why = fmt.Sprintf("%s: %s.", sentenceCase(r.InText), r.Date.English())
		}
	case knowledge.Office:
		o.Text = r.InText
	default:
		o.Text = r.InText
		if !correct && r.What != "" {
			o.Why = fmt.Sprintf("%s: %s.", r.Name, strings.TrimSuffix(r.What, "."))
		}
	}
	return o
}

// textKey names an option that is words only. It stays the same while the words do.
func textKey(text string) string {
	return fmt.Sprintf("t%x", newDraw(0, text).next())
}

// Unreachable lists the facts that cannot be asked in any form, as faults of the pack.
func (m *Maker) Unreachable() []pack.Fault {
	var faults []pack.Fault
	for _, f := range m.k.Facts {
		if len(m.forms[f.ID]) == 0 {
			faults = append(faults, pack.Fault{Pos: f.Pos, Message: fmt.Sprintf("%s: the fact cannot be asked (%s)", f.ID, f.Statement), Remedy: m.remedy(f)})
		}
	}
	return faults
}

// remedy says what would make a fact askable.
func (m *Maker) remedy(f *knowledge.Fact) string {
	if f.Answer.Entity != "" {
		if r, ok := m.k.Record(f.Record); ok && m.k.Reveals(knowledge.FoldWords(r.InText), f.Answer.Entity) {
			return "the name of its record gives the answer away: name it otherwise, or write “ask: false”"
		}
	}
	switch f.Property {
	case knowledge.Holder:
		return "nothing proves who else did not hold the office then: give the tenure's bounds more closely, `complete`, or `seats`"
	case knowledge.Where, knowledge.Participant, knowledge.Signatory, knowledge.Speaker:
		return "too few other answers of its kind and time can be proved wrong: add records, or write “ask: false”"
	}
	return "give it wrong answers of its own, or write “ask: false”"
}
