package question

import (
	"fmt"
	"slices"

	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
)

// This file holds the forms that ask several facts at once: order, compare, match.

// rowCount is how many facts are put in order; matchCount how many are matched.
const (
	rowCount   = 4
	matchCount = 3
)

// gather collects facts around f, n in all, of which each pair fits. It tries a shuffled line of candidates first and
// falls back to the line as it stands, so that success does not depend on the seed.
func gather(d *draw, f *knowledge.Fact, candidates []*knowledge.Fact, n int, fits func(a, b *knowledge.Fact) bool) []*knowledge.Fact {
	greedy := func(line []*knowledge.Fact) []*knowledge.Fact {
		set := []*knowledge.Fact{f}
		for _, c := range line {
			if len(set) == n {
				break
			}
			if !slices.ContainsFunc(set, func(s *knowledge.Fact) bool { return !fits(s, c) }) {
				set = append(set, c)
			}
		}
		return set
	}
	line := slices.Clone(candidates)
	shuffle(d, line)
	if set := greedy(line); len(set) == n {
		return set
	}
	if set := greedy(candidates); len(set) == n {
		return set
	}
	return nil
}

// ordered reports that two dated facts surely follow each other, one way or the other, and are not part and whole.
func (m *Maker) ordered(a, b *knowledge.Fact) bool {
	p, _ := m.k.Record(a.Record)
	q, _ := m.k.Record(b.Record)
	return edtf.GapDays(p.Date, q.Date) >= apartDays && !m.related(a.Record, b.Record)
}

// apartDays is how far two events must lie apart to be asked in order: history, not arithmetic of days.
const apartDays = 14

func (m *Maker) inOrder(facts []*knowledge.Fact) []*knowledge.Fact {
	sorted := slices.Clone(facts)
	slices.SortFunc(sorted, func(a, b *knowledge.Fact) int {
		p, _ := m.k.Record(a.Record)
		q, _ := m.k.Record(b.Record)
		switch {
		case knowledge.SurelyBefore(p.Date, q.Date):
			return -1
		case knowledge.SurelyBefore(q.Date, p.Date):
			return 1
		}
		return 0
	})
	return sorted
}

// order asks for the sequence of events whose dates leave no doubt about it.
func (m *Maker) order(q *Question, f *knowledge.Fact, d *draw) bool {
	if f.Property != knowledge.Date {
		return false
	}
	near := m.near[f.ID]
	set := gather(d, f, near[:min(len(near), 36)], rowCount, m.ordered)
	if set == nil {
		return false
	}
	sorted := m.inOrder(set)
	for rank, g := range sorted {
		o := m.option(g.Record, true)
		o.Correct, o.Rank = false, rank+1
		q.Options = append(q.Options, o)
		q.Answers = append(q.Answers, o.Text)
	}
	shuffle(d, q.Options)
	if slices.IsSortedFunc(q.Options, func(a, b Option) int { return a.Rank - b.Rank }) {
		slices.Reverse(q.Options) // shown in the right order it would be no question
	}
	m.together(q, set, sorted)
	q.Stem = "Put these in the order in which they happened, the earliest first."
	return true
}

// together makes q a question of all the facts of set; explained in the order given.
func (m *Maker) together(q *Question, set, explained []*knowledge.Fact) {
	q.Explanation = ""
	for _, g := range set[1:] {
		q.Facts = append(q.Facts, g.ID)
	}
	for i, g := range explained {
		if i > 0 {
			q.Explanation += " "
		}
		q.Explanation += g.Statement
	}
}

// compare asks which of two came first.
func (m *Maker) compare(q *Question, f *knowledge.Fact, d *draw) bool {
	if f.Property != knowledge.Date {
		return false
	}
	near := m.near[f.ID]
	set := gather(d, f, near[:min(len(near), 24)], 2, m.ordered)
	if set == nil {
		return false
	}
	sorted := m.inOrder(set)
	first, last := m.option(sorted[0].Record, true), m.option(sorted[1].Record, false)
	q.Options = []Option{first, last}
	q.Answers = []string{first.Text}
	if d.below(2) == 0 {
		q.Stem = "Which of these came first?"
	} else {
		q.Stem = "Which of these came later?"
		q.Options[0].Correct, q.Options[1].Correct = false, true
		q.Answers = []string{last.Text}
	}
	for i := range q.Options {
		r, _ := m.k.Record(q.Options[i].Record)
		q.Options[i].Why = ""
		if !q.Options[i].Correct {
			q.Options[i].Why = fmt.Sprintf("%s: %s.", q.Options[i].Text, r.Date.English())
		}
	}
	shuffle(d, q.Options)
	m.together(q, set, sorted)
	return true
}

// pair is one row of a match and what belongs to it.
type pair struct {
	fact   *knowledge.Fact
	when   edtf.Date
	row    string
	option Option
}

// match asks to join several facts of one property to their answers, with one answer to spare. Each row accepts its
// own answer only: every other one on offer is proved wrong for it.
func (m *Maker) match(q *Question, f *knowledge.Fact, d *draw) bool {
	stem, ok := map[knowledge.Property]string{
		knowledge.Holder:      "Match each office with the person who held it.",
		knowledge.Date:        "Match each event with its date.",
		knowledge.Where:       "Match each event with the place where it happened.",
		knowledge.Speaker:     "Match each quotation with its speaker.",
		knowledge.Participant: "Match each question with its answer.",
		knowledge.Meaning:     "Match each meaning with its word.",
	}[f.Property]
	if !ok {
		return false
	}
	pairs := make(map[string]pair)
	pairOf := func(g *knowledge.Fact) (pair, bool) {
		p, ok := pairs[g.ID]
		if !ok {
			p, ok = m.pair(g, d)
			if !ok {
				return p, false
			}
			pairs[g.ID] = p
		}
		return p, true
	}
	fits := func(a, b *knowledge.Fact) bool {
		p, ok1 := pairOf(a)
		r, ok2 := pairOf(b)
		return ok1 && ok2 && p.row != r.row && m.exclusive(p, r)
	}
	peers := slices.DeleteFunc(slices.Clone(m.peers[f.Property]), func(g *knowledge.Fact) bool { return g == f })
	if f.Property == knowledge.Date {
		peers = m.near[f.ID]
		peers = peers[:min(len(peers), 30)]
	}
	if f.Property == knowledge.Holder {
		peers = m.kindred(f, peers)
	}
	set := gather(d, f, peers, matchCount+1, fits) // the last one lends only its answer
	if set == nil {
		return false
	}
	for i, g := range set {
		p := pairs[g.ID]
		if i < matchCount {
			q.Rows = append(q.Rows, Row{Key: g.ID, Text: p.row, Answer: p.option.Key})
		}
		q.Options = append(q.Options, p.option)
	}
	shuffle(d, q.Rows)
	tested := slices.Clone(set[:matchCount])
	if f.Property == knowledge.Date {
		slices.SortFunc(set, func(a, b *knowledge.Fact) int { return int(a.Answer.Date.First()) - int(b.Answer.Date.First()) })
		for i, g := range set {
			q.Options[i] = pairs[g.ID].option
		}
	} else {
		shuffle(d, q.Options)
	}
	for _, r := range q.Rows {
		i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Key == r.Answer })
		q.Answers = append(q.Answers, r.Text+": "+q.Options[i].Text)
	}
	m.together(q, tested, tested)
	q.Stem = stem
	return true
}

// kindredCount is how many kindred offices make the others dispensable in a match.
const kindredCount = 8

// kindred keeps the offices that compete with f's: of the same side or class, where there are enough of them.
func (m *Maker) kindred(f *knowledge.Fact, peers []*knowledge.Fact) []*knowledge.Fact {
	office, _ := m.tenure(f)
	var near []*knowledge.Fact
	for _, g := range peers {
		if other, _ := m.tenure(g); m.kinship(office, other) >= 2 {
			near = append(near, g)
		}
	}
	if len(near) < kindredCount {
		return peers
	}
	return near
}

// pair words one row of a match.
func (m *Maker) pair(f *knowledge.Fact, d *draw) (pair, bool) {
	p := pair{fact: f, when: f.Date}
	if f.Answer.Entity != "" {
		p.option = m.option(f.Answer.Entity, false)
		p.option.Why = ""
	}
	r, _ := m.k.Record(f.Record)
	switch f.Property {
	case knowledge.Holder:
		times := m.soleTimes(f)
		if len(times) == 0 {
			return p, false
		}
		o, _ := m.tenure(f)
		p.when = pick(d, times)
		p.row = fmt.Sprintf("%s (%s)", sentenceCase(o.Name), p.when.English())
	case knowledge.Date:
		p.row = sentenceCase(r.InText)
		if r.Date.Span {
			p.row += " (beginning)"
		}
		p.option = Option{Key: f.Answer.Date.String(), Text: f.Answer.Date.English()}
	case knowledge.Where:
		p.row = sentenceCase(r.InText)
	case knowledge.Speaker:
		quotation, _ := m.k.Quotation(f.Record)
		p.row = "“" + quotation.Text + "”"
		if !quotation.Date.IsZero() {
			p.row += " (" + quotation.Date.English() + ")"
		}
	case knowledge.Participant:
		a, ok := m.ask(f, d)
		if !ok {
			return p, false
		}
		p.row = a.stem
	case knowledge.Meaning:
		p.row = sentenceCase(f.AnswerText)
		p.option = Option{Key: f.Record, Text: m.k.Name(f.Record), Record: f.Record}
		return p, !m.k.Reveals(knowledge.FoldWords(p.row), f.Record)
	}
	return p, f.Answer.Entity == "" || !m.k.Reveals(knowledge.FoldWords(p.row), f.Answer.Entity)
}

// exclusive reports that neither pair's answer would do for the other's row.
func (m *Maker) exclusive(a, b pair) bool {
	if a.option.Key == b.option.Key {
		return false
	}
	switch a.fact.Property {
	case knowledge.Date:
		return a.fact.Answer.Date.Start.Precision == b.fact.Answer.Date.Start.Precision &&
			knowledge.SurelyApart(a.fact.Answer.Date, b.fact.Answer.Date)
	case knowledge.Meaning:
		return true // a meaning fits its own term only; pack authors promise it and reviewers see to it
	}
	return m.kindOf(a.option.Key) == m.kindOf(b.option.Key) &&
		m.provedWrong(a.fact, b.option.Key, a.when) && m.provedWrong(b.fact, a.option.Key, b.when)
}
