package question

import (
	"fmt"
	"strings"

	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
)

// asked is a question about a fact in the direction "given the subject, what is the answer?".
type asked struct {
	stem  string
	quote string
	when  edtf.Date // the time the question is about; wrong answers must be wrong then
}

// ask words the fact's question. ok is false when the fact has no single answer that can be proved.
func (m *Maker) ask(f *knowledge.Fact, d *draw) (asked, bool) {
	switch f.Property {
	case knowledge.Date, knowledge.End, knowledge.InForce, knowledge.Born, knowledge.Died, knowledge.Founded, knowledge.Dissolved:
		return asked{stem: "When " + m.occurrence(f) + "?", when: f.Date}, true
	case knowledge.Where:
		return asked{stem: "Where " + m.occurrence(f) + "?", when: f.Date}, true
	case knowledge.Birthplace:
		return asked{stem: "Where was " + m.k.Name(f.Subject) + " born?"}, true
	case knowledge.Holder:
		return m.askHolder(f, d)
	case knowledge.Participant:
		e, _ := m.k.Event(f.Record)
		for _, p := range e.Participants {
			if f.ID == f.Record+"."+p.ID {
				stem := m.who(f.Answer.Entity) + " " + p.Did + " " + e.Name
				if f.Importance > 1 && f.Date.Start.Precision >= edtf.ByYear {
					stem += fmt.Sprintf(" (%d)", f.Date.Start.Year()) // not everybody places a lesser event at once
				}
				return asked{stem: stem + "?", when: f.Date}, true
			}
		}
	case knowledge.Signatory:
		a, _ := m.k.Agreement(f.Record)
		for _, s := range a.Signatories {
			if f.ID == f.Record+"."+s.ID {
				return asked{stem: fmt.Sprintf("Who signed %s for %s?", a.Name, m.k.Name(s.For)), when: f.Date}, true
			}
		}
	case knowledge.Meaning:
		t, _ := m.k.Term(f.Record)
		if len(t.Ask) > 0 {
			return asked{stem: pick(d, t.Ask)}, true
		}
		return asked{stem: fmt.Sprintf("What is meant by “%s”?", t.Name)}, true
	case knowledge.Value:
		g, ok := m.k.Figure(f.Record)
		if ok && len(g.Ask) > 0 {
			return asked{stem: pick(d, g.Ask)}, true
		}
	case knowledge.Speaker:
		q, _ := m.k.Quotation(f.Record)
		return asked{stem: m.speaker(q), quote: q.Text, when: f.Date}, true
	case knowledge.Side:
		dispute, _ := m.k.Dispute(f.Record)
		for _, s := range dispute.Sides {
			if f.ID == f.Record+"."+s.ID && len(dispute.Ask) > 0 {
				source, _ := m.k.Source(pick(d, s.Sources))
				return asked{stem: strings.ReplaceAll(pick(d, dispute.Ask), "{source}", source.Short)}, true
			}
		}
	default:
		if a, ok := m.k.Asked(f.ID); ok && len(a.Ask) > 0 {
			return asked{stem: pick(d, a.Ask), when: f.Date}, true
		}
	}
	return asked{}, false
}

// who asks for a person, a state or a body.
func (m *Maker) who(id string) string {
	if o, ok := m.k.Organization(id); ok {
		if o.Kind == "state" {
			return "Which state"
		}
		return "Which body"
	}
	return "Who"
}

// speaker asks whose words a quotation is; the quotation itself follows the stem.
func (m *Maker) speaker(q *pack.Quotation) string {
	when := ""
	if !q.Date.IsZero() {
		when = q.Date.When()
	}
	switch {
	case knowledge.Said(q) == "said" && when == "":
		return "Who said this?"
	case knowledge.Said(q) == "said":
		return "Who said this " + when + "?"
	case when == "":
		return "Who " + q.Did + ":"
	}
	return "Who, " + when + ", " + q.Did + ":"
}

// occurrence is the rest of a question after "When" or "Where": "did the Inchon landing take place".
func (m *Maker) occurrence(f *knowledge.Fact) string {
	name := m.k.Name(f.Record)
	switch f.Property {
	case knowledge.Born:
		return "was " + name + " born"
	case knowledge.Died:
		return "did " + name + " die"
	case knowledge.Founded, knowledge.Dissolved:
		r, _ := m.k.Record(f.Record)
		return knowledge.Be(r.Plural) + " " + name + " " + string(f.Property)
	case knowledge.InForce:
		return "did " + name + " come into force"
	case knowledge.End:
		return "did " + name + " end"
	}
	e, ok := m.k.Event(f.Record)
	switch {
	case !ok:
		return "was " + name + " signed"
	case f.Property == knowledge.Where:
		return "did " + name + " take place"
	case e.Date.Is.Span:
		return "did " + name + " begin"
	}
	return knowledge.Be(e.Plural) + " " + name // "When was …?" goes with landings, letters and decisions alike
}

// askHolder asks who held an office at a time when one person alone did.
func (m *Maker) askHolder(f *knowledge.Fact, d *draw) (asked, bool) {
	times := m.soleTimes(f)
	if len(times) == 0 {
		return asked{}, false
	}
	return m.askHolderAt(f, pick(d, times)), true
}

func (m *Maker) askHolderAt(f *knowledge.Fact, t edtf.Date) asked {
	o, _ := m.tenure(f)
	return asked{stem: fmt.Sprintf("Who was the %s %s?", o.Name, inTime(t)), when: t}
}

// inTime words the time an office is asked at. Doubt belongs to the source, not into a question: "perhaps in 1949" is asked
// as "in or about 1949".
func inTime(t edtf.Date) string {
	at := t.Start
	if t.Span || !at.Approximate && !at.Uncertain {
		return t.FromTo()
	}
	at.Approximate, at.Uncertain = false, false
	if at.Precision == edtf.ByDay {
		return "on or about " + at.English()
	}
	return "in or about " + at.English()
}

// soleTimes are the times at which the fact's holder surely was the only one; empty for offices of several seats.
func (m *Maker) soleTimes(f *knowledge.Fact) []edtf.Date {
	o, h := m.tenure(f)
	if h == nil || o.Seats != 1 {
		return nil
	}
	return askTimes(h.Held, func(t edtf.Date) bool { return m.k.OnlyHolderAt(o, h, t) })
}

// tenure finds the office and tenure a fact is about.
func (m *Maker) tenure(f *knowledge.Fact) (*pack.Office, *pack.Holder) {
	o, ok := m.k.Office(f.Record)
	if !ok {
		return nil, nil
	}
	for i := range o.Holders {
		if f.ID == o.ID+"."+o.Holders[i].ID {
			return o, &o.Holders[i]
		}
	}
	return nil, nil
}

// askTimes are the times a tenure can be asked at: the years that lie wholly inside it, else its months, else the
// source's own words; only those for which suits holds.
func askTimes(held edtf.Date, suits func(edtf.Date) bool) []edtf.Date {
	var times []edtf.Date
	if held.Span && held.Start.Precision != edtf.None {
		last := held.End.First
		if held.End.Precision == edtf.None {
			last = held.Start.Last.AddMonths(36) // open or unknown end: stay near what is known
			if !held.OpenEnd {
				last = held.Start.Last
			}
		}
		firstYear, _, _ := held.Start.Last.YMD()
		lastYear, _, _ := last.YMD()
		for y := firstYear; y <= lastYear; y++ {
			if t := year(y); edtf.Covers(held, t) == edtf.Yes && suits(t) {
				times = append(times, t)
			}
		}
		if len(times) > 0 {
			return times
		}
		for month := held.Start.Last.Month(); month <= last.Month() && len(times) < 12; month++ {
			if t := monthOf(month); edtf.Covers(held, t) == edtf.Yes && suits(t) {
				times = append(times, t)
			}
		}
	}
	if len(times) == 0 && !held.IsZero() && suits(held) {
		times = append(times, held)
	}
	return times
}
