package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"yalu/quizzes/edtf"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

// check prints the faults of a pack and nothing when there are none.
func (p program) check(_ context.Context, args []string) error {
	f := p.flags("check")
	if err := p.parse(f, args, "DIR"); err != nil {
		return err
	}
	fsys, err := packs.Open(f.Arg(0))
	if err != nil {
		return err
	}
	k, faults := packs.Compile(fsys)
	if len(faults) == 0 {
		faults = question.NewMaker(k).Unreachable()
	}
	if len(faults) > 0 {
		return p.list(faults)
	}
	return nil
}

// cited is one citation in the JSON of facts and questions.
type cited struct {
	Source string `json:"source"`
	At     string `json:"at"`
}

func sources(cites []pack.Cite) []cited {
	out := make([]cited, len(cites))
	for i, c := range cites {
		out[i] = cited{c.Source, c.At}
	}
	return out
}

// factLine is one line of yalu facts.
type factLine struct {
	ID         string          `json:"id"`
	Kind       knowledge.Kind  `json:"kind"`
	Statement  string          `json:"statement"`
	Subject    string          `json:"subject"`
	Property   string          `json:"property"`
	Value      string          `json:"value"`
	Date       *string         `json:"date"`
	Importance int             `json:"importance"`
	Standing   pack.Standing   `json:"standing"`
	Sources    []cited         `json:"sources"`
	Forms      []question.Form `json:"forms"`
}

// facts prints every fact of a pack as a line of JSON.
func (p program) facts(_ context.Context, args []string) error {
	f := p.flags("facts")
	name := f.String("pack", packs.Default, "`ID` or folder of the pack")
	if err := p.parse(f, args); err != nil {
		return err
	}
	k, err := p.open(*name)
	if err != nil {
		return err
	}
	maker := question.NewMaker(k)
	return p.lines(len(k.Facts), func(i int) any {
		f := k.Facts[i]
		return factLine{
			ID: f.ID, Kind: f.Kind, Statement: f.Statement, Subject: f.Subject, Property: string(f.Property), Value: f.AnswerText, Date: edtfOrNull(f.Date),
			Importance: f.Importance, Standing: f.Standing, Sources: sources(f.Cites), Forms: append([]question.Form{}, maker.Forms(f.ID)...),
		}
	})
}

func edtfOrNull(d edtf.Date) *string {
	if d.IsZero() {
		return nil
	}
	s := d.String()
	return &s
}

// lines prints n values as JSON Lines.
func (p program) lines(n int, line func(int) any) error {
	w := bufio.NewWriter(p.out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range n {
		if err := enc.Encode(line(i)); err != nil {
			return err
		}
	}
	return w.Flush()
}

// questionLine is one line of yalu questions.
type questionLine struct {
	ID          string        `json:"id"`
	FactIDs     []string      `json:"fact_ids"`
	Form        question.Form `json:"form"`
	Stem        string        `json:"stem"`
	Quote       string        `json:"quote,omitempty"`   // the words a "who said it" stem points to
	Options     []optionLine  `json:"options"`           // null unless one of them is to be chosen
	Items       []string      `json:"items,omitempty"`   // what is put in order, as shown
	Rows        []string      `json:"rows,omitempty"`    // what is matched, and with what
	Choices     []string      `json:"choices,omitempty"` //
	Answers     []string      `json:"answers"`
	Accept      []string      `json:"accept"`
	Tolerance   *float64      `json:"tolerance"`
	Explanation string        `json:"explanation"`
	Sources     []cited       `json:"sources"`
	Difficulty  float64       `json:"difficulty"`
}

type optionLine struct {
	Text    string `json:"text"`
	Correct bool   `json:"correct"`
}

func lineOf(q question.Question) questionLine {
	l := questionLine{
		ID: q.ID, FactIDs: q.Facts, Form: q.Form, Stem: q.Stem, Quote: q.Quote, Answers: q.Answers, Accept: append([]string{}, q.Accept...),
		Explanation: q.Explanation, Sources: sources(q.Cites), Difficulty: q.Difficulty,
	}
	var texts []string
	for _, o := range q.Options {
		texts = append(texts, o.Text)
		if q.Form == question.Choose || q.Form == question.Compare {
			l.Options = append(l.Options, optionLine{o.Text, o.Correct})
		}
	}
	switch q.Form {
	case question.Order:
		l.Items = texts
	case question.Match:
		l.Choices = texts
		for _, r := range q.Rows {
			l.Rows = append(l.Rows, r.Text)
		}
	case question.When:
		l.Accept = append(l.Accept, q.Date.String())
	case question.Number:
		l.Tolerance = &q.Tolerance
	}
	return l
}

// questions prints a sample of questions as lines of JSON, the same for the same seed.
func (p program) questions(_ context.Context, args []string) error {
	f := p.flags("questions")
	name := f.String("pack", packs.Default, "`ID` or folder of the pack")
	n := f.Int("n", 10, "how many")
	seed := f.Uint64("seed", 1, "the same seed gives the same questions")
	form := f.String("form", "", "only this `FORM`: "+formNames())
	if err := p.parse(f, args); err != nil {
		return err
	}
	if *n < 0 {
		fmt.Fprintln(p.err, "yalu questions: --n must not be negative.")
		return errUsage
	}
	if *form != "" && !slices.Contains(question.All(), question.Form(*form)) {
		fmt.Fprintf(p.err, "yalu questions: there is no form %q; choose one of %s.\n", *form, formNames())
		return errUsage
	}
	k, err := p.open(*name)
	if err != nil {
		return err
	}
	sample := question.NewMaker(k).Sample(*n, *seed, question.Form(*form))
	return p.lines(len(sample), func(i int) any { return lineOf(sample[i]) })
}

func formNames() string {
	var names []string
	for _, f := range question.All() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}
