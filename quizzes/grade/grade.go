package grade

import (
	"fmt"
	"slices"
	"strings"

	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/memory"
	"yalu/quizzes/pack"
	"yalu/quizzes/question"
)

// Grader grades responses. It is immutable and safe for use by many goroutines.
type Grader struct {
	k     *knowledge.Knowledge
	names []named
	owner map[string]string   // folded form → id of the entity it names
	forms map[string][]string // id of an entity → all its folded forms
}

// NewGrader prepares the names of all entities, so that a typed answer is never taken for one it is as near to.
func NewGrader(k *knowledge.Knowledge) *Grader {
	g := &Grader{k: k, owner: map[string]string{}, forms: map[string][]string{}}
	for _, kind := range []knowledge.Kind{knowledge.Person, knowledge.Organization, knowledge.Place, knowledge.Term} {
		for _, r := range k.Records(kind) {
			forms := k.Forms(r.ID)
			for _, name := range append([]pack.Name{{Text: r.Name}}, r.Names...) {
				forms = append(forms, bare(name.Text)) // “Chairman Mao” is typed as Mao
			}
			for _, form := range forms {
				if form != "" && !slices.Contains(g.forms[r.ID], form) {
					g.owner[form] = r.ID
					g.forms[r.ID] = append(g.forms[r.ID], form)
					g.names = append(g.names, named{form: form, runes: []rune(form), id: r.ID})
				}
			}
		}
	}
	return g
}

// Grade holds a response against its question. The error is a *Fault when the response is no answer at all.
func (g *Grader) Grade(q question.Question, r Response) (Verdict, error) {
	if r.GaveUp {
		return Verdict{Outcome: Wrong, Rating: memory.Again, Given: "I don’t know", Correct: correct(q)}, nil
	}
	switch q.Form {
	case question.Choose, question.Compare:
		return g.choice(q, r)
	case question.Type:
		return g.typed(q, r)
	case question.When:
		return g.date(q, r)
	case question.Number:
		return g.number(q, r)
	case question.Order:
		return g.order(q, r)
	case question.Match:
		return g.match(q, r)
	case question.Recall:
		return g.recall(q, r)
	}
	return Verdict{}, fmt.Errorf("grade: no form %q", q.Form)
}

// correct is the right answer in words.
func correct(q question.Question) string {
	switch q.Form {
	case question.Order, question.Match:
		return strings.Join(q.Answers, "; ")
	}
	return q.Answers[0]
}

// verdict rates a score: all of it is Good, most of it Hard, less is Again.
func verdict(q question.Question, score float64, given string) Verdict {
	v := Verdict{Score: score, Given: given, Correct: correct(q), Outcome: Wrong, Rating: memory.Again}
	switch {
	case score >= 1:
		v.Outcome, v.Rating = Right, memory.Good
	case score >= 0.5:
		v.Outcome, v.Rating = Partly, memory.Hard
	case score > 0:
		v.Outcome = Partly
	}
	return v
}

func (g *Grader) choice(q question.Question, r Response) (Verdict, error) {
	if r.Choice == "" {
		return Verdict{}, &Fault{"choice", "Choose one of the answers, or say that you don’t know."}
	}
	for _, o := range q.Options {
		if o.Key != r.Choice {
			continue
		}
		if o.Correct {
			return verdict(q, 1, o.Text), nil
		}
		v := verdict(q, 0, o.Text)
		v.Remark = o.Why
		return v, nil
	}
	return Verdict{}, &Fault{"choice", "That answer is not one of those on offer. Choose again, please."}
}

// order gives credit by pairs: of all pairs, those in the right order less those in the wrong one, but never below zero.
func (g *Grader) order(q question.Question, r Response) (Verdict, error) {
	rank := make(map[string]question.Option, len(q.Options))
	for _, o := range q.Options {
		rank[o.Key] = o
	}
	seen := map[string]bool{}
	for _, key := range r.Order {
		if _, ok := rank[key]; !ok || seen[key] {
			return Verdict{}, &Fault{"order", "Give each of them a place of its own: 1 for the earliest, then 2, and so on."}
		}
		seen[key] = true
	}
	if len(r.Order) != len(q.Options) {
		return Verdict{}, &Fault{"order", "Give every one of them a place: 1 for the earliest, then 2, and so on."}
	}
	concordant, discordant := 0, 0
	given := make([]string, len(r.Order))
	parts := make([]Part, len(r.Order))
	for i, key := range r.Order {
		given[i] = rank[key].Text
		parts[i] = Part{Label: fmt.Sprint(i + 1), Given: rank[key].Text, Correct: q.Answers[i], Right: rank[key].Rank == i+1}
		for _, later := range r.Order[i+1:] {
			if rank[key].Rank < rank[later].Rank {
				concordant++
			} else {
				discordant++
			}
		}
	}
	v := verdict(q, max(0, float64(concordant-discordant)/float64(concordant+discordant)), strings.Join(given, "; "))
	v.Parts = parts
	return v, nil
}

// match gives credit by rows. What the schedule learns is about the fact asked for: its row decides.
func (g *Grader) match(q question.Question, r Response) (Verdict, error) {
	text := make(map[string]string, len(q.Options))
	for _, o := range q.Options {
		text[o.Key] = o.Text
	}
	right := 0
	var parts []Part
	var given []string
	var asked bool
	for _, row := range q.Rows {
		chosen, ok := text[r.Match[row.Key]]
		if !ok {
			return Verdict{}, &Fault{"match", "Choose an answer for every row, or say that you don’t know."}
		}
		hit := r.Match[row.Key] == row.Answer
		if hit {
			right++
			asked = asked || row.Key == q.Facts[0]
		}
		parts = append(parts, Part{Label: row.Text, Given: chosen, Correct: text[row.Answer], Right: hit})
		given = append(given, row.Text+": "+chosen)
	}
	v := verdict(q, float64(right)/float64(len(q.Rows)), strings.Join(given, "; "))
	v.Parts = parts
	if v.Outcome == Partly {
		v.Rating = memory.Again
		if asked {
			v.Rating = memory.Hard
		}
	}
	return v, nil
}

func (g *Grader) recall(q question.Question, r Response) (Verdict, error) {
	switch r.Knew {
	case "yes":
		return verdict(q, 1, "I knew it"), nil
	case "partly":
		return verdict(q, 0.5, "I knew part of it"), nil
	case "no":
		return verdict(q, 0, "I didn’t know it"), nil
	}
	return Verdict{}, &Fault{"knew", "Look at the answer, then say whether you knew it."}
}

func (g *Grader) date(q question.Question, r Response) (Verdict, error) {
	if strings.TrimSpace(r.Text) == "" {
		return Verdict{}, &Fault{"text", "Type a date, or say that you don’t know."}
	}
	given, ok := ReadDate(r.Text)
	if !ok {
		return Verdict{}, &Fault{"text", "That is not a date this page can read. Write it like “19 October 1950”, “October 1950” or “1950”."}
	}
	return gradeDate(q, given), nil
}

// gradeDate compares as intervals. Full credit inside the true interval at the asked precision; less precise than asked
// but not wrong earns part; a miss earns less with every month it is off.
func gradeDate(q question.Question, given edtf.Date) Verdict {
	truth := q.Date.Start
	at := given.Start
	asked, finer := coarsen(at, q.Precision)
	overlaps := asked.First <= truth.Last && truth.First <= asked.Last
	switch {
	case finer && overlaps:
		v := verdict(q, 1, given.English())
		if at.Precision > q.Precision && (at.Last < truth.First || truth.Last < at.First) {
			v.Remark = "Exactly: " + q.Answers[0] + "."
		}
		return v
	case overlaps: // "1950" where the month was asked
		share := map[edtf.Precision]float64{edtf.ByMonth: 0.75, edtf.ByYear: 0.5, edtf.BySeason: 0.6}[at.Precision]
		v := verdict(q, share, given.English())
		v.Remark = "Right, but less precise than asked."
		return v
	}
	// Off by so many months all credit is gone.
	reach := map[edtf.Precision]int{edtf.ByDay: 3, edtf.ByMonth: 6}[q.Precision]
	if reach == 0 {
		reach = 36
	}
	off := monthsOff(at, truth, q.Precision)
	v := verdict(q, max(0, 0.75*(1-float64(off)/float64(reach))), given.English())
	v.Rating = memory.Again // near is not right
	v.Remark = apart(at, truth, q.Precision)
	return v
}

// coarsen widens a moment to the asked precision; finer reports that it was at least as fine.
func coarsen(m edtf.Moment, p edtf.Precision) (edtf.Moment, bool) {
	if m.Precision < p {
		return m, false
	}
	y, mon, _ := m.First.YMD()
	switch p {
	case edtf.ByYear:
		m.First, m.Last = edtf.FromYMD(y, 1, 1), edtf.FromYMD(y, 12, 31)
	case edtf.ByMonth:
		m.First, m.Last = edtf.FromYMD(y, mon, 1), edtf.FromYMD(y, mon, edtf.DaysIn(y, mon))
	}
	return m, true
}

// monthsOff is how far a missed date lies from the truth, in months; whole years count when a year was asked.
func monthsOff(m, truth edtf.Moment, p edtf.Precision) int {
	if p == edtf.ByYear || m.Precision == edtf.ByYear {
		return 12 * abs(m.Year()-truth.Year())
	}
	return max(0, truth.First.Month()-m.Last.Month(), m.First.Month()-truth.Last.Month())
}

func apart(m, truth edtf.Moment, p edtf.Precision) string {
	side := "late"
	if m.Last < truth.First {
		side = "early"
	}
	off, unit := monthsOff(m, truth, p), "month"
	switch {
	case off >= 24:
		off, unit = off/12, "year"
	case off == 12:
		off, unit = 1, "year"
	case off == 0:
		gap := int(max(truth.First-m.Last, m.First-truth.Last))
		off, unit = gap, "day"
	}
	if off != 1 {
		unit += "s"
	}
	return fmt.Sprintf("That is %d %s too %s.", off, unit, side)
}

func abs(n int) int { return max(n, -n) }

func (g *Grader) number(q question.Question, r Response) (Verdict, error) {
	if strings.TrimSpace(r.Text) == "" {
		return Verdict{}, &Fault{"text", "Type a number, or say that you don’t know."}
	}
	given, ok := inUnit(r.Text, q.Unit)
	if !ok {
		return Verdict{}, &Fault{"text", "That is not a number this page can read. Write it in digits, like “260,000” or “1.5 million”."}
	}
	off := max(0, q.Low-given, given-q.High)
	score := 0.0
	switch {
	case off == 0:
		score = 1
	case q.Tolerance > 0:
		score = max(0, 1-off/(2*q.Tolerance))
	}
	v := verdict(q, score, knowledge.Quantity(given, q.Unit))
	if v.Outcome == Right && given != q.Value {
		v.Remark = "Within what the source gives."
	}
	return v, nil
}

// typed compares names without case, marks and spaces, in all their forms. A slip of a letter (two from nine letters on)
// is forgiven unless the words come as near to somebody or something else.
func (g *Grader) typed(q question.Question, r Response) (Verdict, error) {
	given := strings.TrimSpace(r.Text)
	folded := bare(given)
	if folded == "" {
		return Verdict{}, &Fault{"text", "Type an answer, or say that you don’t know."}
	}
	if len([]rune(given)) > 200 {
		return Verdict{}, &Fault{"text", "That is longer than any name. Type only the answer itself, please."}
	}
	accept := g.accepted(q)
	if slices.Contains(accept, folded) {
		return verdict(q, 1, given), nil
	}
	if other, ok := g.owner[folded]; ok {
		v := verdict(q, 0, given)
		v.Remark = g.introduce(other)
		return v, nil
	}
	if g.slip(folded, accept) {
		v := verdict(q, 1, given)
		v.Outcome, v.Rating = Close, memory.Hard
		v.Remark = "Mind the spelling: " + q.Answers[0] + "."
		return v, nil
	}
	return verdict(q, 0, given), nil
}

func (g *Grader) introduce(id string) string {
	r, ok := g.k.Record(id)
	if !ok || r.What == "" {
		return ""
	}
	return fmt.Sprintf("%s: %s.", r.Name, strings.TrimSuffix(r.What, "."))
}
