package question

import (
	"slices"

	"yalu/quizzes/knowledge"
)

// typed asks for a name in the learner's own spelling. Accept holds every form of it; package grade folds them.
func (m *Maker) typed(q *Question, f *knowledge.Fact, d *draw) bool {
	if f.Property == knowledge.Meaning {
		stem, ok := m.termStem(f)
		if !ok {
			return false
		}
		q.Stem = stem
		m.acceptNames(q, f.Record)
		return true
	}
	a, ok := m.ask(f, d)
	if !ok {
		return false
	}
	q.Stem, q.Quote = a.stem, a.quote
	if f.Answer.Entity != "" {
		if m.k.Reveals(knowledge.FoldWords(a.stem+" "+a.quote), f.Answer.Entity) {
			return false
		}
		m.acceptNames(q, f.Answer.Entity)
		return true
	}
	written, ok := m.k.Asked(f.ID)
	if !ok || len(written.Accept) == 0 {
		return false
	}
	q.Answers = []string{written.Key}
	q.Accept = append([]string{written.Key}, written.Accept...)
	return true
}

// acceptNames makes every form of a record's name a right answer.
func (m *Maker) acceptNames(q *Question, id string) {
	r, _ := m.k.Record(id)
	q.Answers = []string{r.InText}
	q.Accept = append(q.Accept, r.Name)
	if p, ok := m.k.Person(id); ok && p.OtherOrder() != "" { // Hirohito has no other order
		q.Accept = append(q.Accept, p.OtherOrder())
	}
	for _, n := range r.Names {
		if !slices.Contains(q.Accept, n.Text) {
			q.Accept = append(q.Accept, n.Text)
		}
	}
}

// recall turns a fact in words into a flashcard: the learner answers in the head or on paper, looks, and judges.
func (m *Maker) recall(q *Question, f *knowledge.Fact, d *draw) bool {
	switch f.Property {
	case knowledge.Reason, knowledge.Stance, knowledge.Claim, knowledge.Content, knowledge.Side:
	default:
		return false
	}
	a, ok := m.ask(f, d)
	if !ok {
		return false
	}
	q.Stem = a.stem
	q.Answers = []string{f.AnswerText}
	return true
}
