package question

import "slices"

// Sample returns n questions drawn by a seed: facts in a random order, again from the start when all have had their turn, each
// in one of its forms. With form given, only facts that suit it are drawn; without such a fact the sample is empty.
func (m *Maker) Sample(n int, seed uint64, form Form) []Question {
	d := newDraw(seed, "sample")
	var line []string
	for _, f := range m.k.Facts {
		if forms := m.forms[f.ID]; len(forms) > 0 && (form == "" || slices.Contains(forms, form)) {
			line = append(line, f.ID)
		}
	}
	if len(line) == 0 {
		return nil
	}
	questions := make([]Question, 0, max(0, n))
	for i := 0; len(questions) < n; i++ {
		if i%len(line) == 0 {
			shuffle(d, line)
		}
		fact := line[i%len(line)]
		asked := form
		if asked == "" {
			asked = pick(d, m.forms[fact])
		}
		if q, err := m.Generate(fact, asked, d.next()); err == nil {
			questions = append(questions, q)
		}
	}
	return questions
}

// All lists the forms, easy ones first.
func All() []Form { return slices.Clone(ladder) }
