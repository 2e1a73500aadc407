package grade_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"yalu/quizzes/edtf"
	"yalu/quizzes/grade"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/memory"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

type compiled struct {
	k *knowledge.Knowledge
	m *question.Maker
	g *grade.Grader
}

// embedded compiles the embedded pack once for all tests: it is immutable.
var embedded = sync.OnceValues(func() (compiled, error) {
	fsys, err := packs.Open(packs.Default)
	if err != nil {
		return compiled{}, err
	}
	k, faults := packs.Compile(fsys)
	if len(faults) > 0 {
		return compiled{}, faults[0]
	}
	return compiled{k, question.NewMaker(k), grade.NewGrader(k)}, nil
})

func compile(t testing.TB) (*knowledge.Knowledge, *question.Maker, *grade.Grader) {
	t.Helper()
	c, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c.k, c.m, c.g
}

// everyQuestion calls f with each fact in each of its forms.
func everyQuestion(t *testing.T, f func(question.Question)) {
	t.Helper()
	k, m, _ := compile(t)
	for _, fact := range k.Facts {
		for _, form := range m.Forms(fact.ID) {
			q, err := m.Generate(fact.ID, form, 11)
			if err != nil {
				t.Fatal(err)
			}
			f(q)
		}
	}
}

// perfect is the response that is right in every way, made from what the question says is right.
func perfect(q question.Question) grade.Response {
	switch q.Form {
	case question.Choose, question.Compare:
		i := slices.IndexFunc(q.Options, func(o question.Option) bool { return o.Correct })
		return grade.Response{Choice: q.Options[i].Key}
	case question.Order:
		sorted := slices.Clone(q.Options)
		slices.SortFunc(sorted, func(a, b question.Option) int { return a.Rank - b.Rank })
		var keys []string
		for _, o := range sorted {
			keys = append(keys, o.Key)
		}
		return grade.Response{Order: keys}
	case question.Match:
		r := grade.Response{Match: map[string]string{}}
		for _, row := range q.Rows {
			r.Match[row.Key] = row.Answer
		}
		return r
	case question.Recall:
		return grade.Response{Knew: "yes"}
	}
	return grade.Response{Text: q.Answers[0]}
}

func TestEveryRightAnswerIsRight(t *testing.T) {
	_, _, g := compile(t)
	everyQuestion(t, func(q question.Question) {
		r := perfect(q)
		if q.Form == question.When {
			r.Text = strings.TrimPrefix(r.Text, "perhaps ")
		}
		v, err := g.Grade(q, r)
		if err != nil || v.Outcome != grade.Right || v.Score != 1 || v.Rating != memory.Good {
			t.Errorf("%s: %+v: %+v, %v", q.ID, r, v, err)
		}
		if v.Given == "" || v.Correct == "" {
			t.Errorf("%s: the verdict does not say what was given or right: %+v", q.ID, v)
		}
	})
}

func TestEveryWrongOptionIsWrong(t *testing.T) {
	_, _, g := compile(t)
	everyQuestion(t, func(q question.Question) {
		if q.Form != question.Choose && q.Form != question.Compare {
			return
		}
		for _, o := range q.Options {
			v, err := g.Grade(q, grade.Response{Choice: o.Key})
			if err != nil || (v.Outcome == grade.Right) != o.Correct || (v.Rating == memory.Again) == o.Correct {
				t.Errorf("%s: %s: %+v, %v", q.ID, o.Text, v, err)
			}
		}
	})
}

func TestGivingUpIsAnAnswer(t *testing.T) {
	_, _, g := compile(t)
	everyQuestion(t, func(q question.Question) {
		v, err := g.Grade(q, grade.Response{GaveUp: true})
		if err != nil || v.Outcome != grade.Wrong || v.Rating != memory.Again {
			t.Errorf("%s: %+v, %v", q.ID, v, err)
		}
	})
}

func TestNothingIsNoAnswer(t *testing.T) {
	_, _, g := compile(t)
	field := map[question.Form]string{question.Choose: "choice", question.Compare: "choice", question.Order: "order", question.Match: "match",
		question.Type: "text", question.When: "text", question.Number: "text", question.Recall: "knew"}
	everyQuestion(t, func(q question.Question) {
		for _, r := range []grade.Response{{}, {Choice: "nobody", Order: []string{"x", "x"}, Match: map[string]string{"a": "b"}, Knew: "maybe", Text: " \t"}} {
			_, err := g.Grade(q, r)
			var f *grade.Fault
			if !errors.As(err, &f) || f.Field != field[q.Form] || f.Message == "" {
				t.Errorf("%s: %+v: %v", q.ID, r, err)
			}
		}
	})
}

// TestNames: every form of the right name is right in any spelling of case and marks; no form of another entity ever is.
func TestNames(t *testing.T) {
	k, _, g := compile(t)
	var entities []knowledge.Record
	for _, kind := range []knowledge.Kind{knowledge.Person, knowledge.Organization, knowledge.Place, knowledge.Term} {
		entities = append(entities, k.Records(kind)...)
	}
	asked := map[string]bool{}
	everyQuestion(t, func(q question.Question) {
		if q.Form != question.Type || asked[q.Answers[0]] {
			return
		}
		asked[q.Answers[0]] = true
		for _, a := range q.Accept {
			for _, spelling := range []string{a, strings.ToUpper(a), " " + strings.ReplaceAll(a, "-", " ") + ". ", strings.NewReplacer("’", "", "'", "", "-", "").Replace(a)} {
				if v, err := g.Grade(q, grade.Response{Text: spelling}); err != nil || v.Outcome != grade.Right {
					t.Errorf("%s: %q is %v (%v); it is a form of %s", q.ID, spelling, v.Outcome, err, q.Answers[0])
				}
			}
		}
		for _, r := range entities {
			if r.InText == q.Answers[0] || r.Name == q.Answers[0] {
				continue
			}
			if v, err := g.Grade(q, grade.Response{Text: r.Name}); err != nil || v.Outcome != grade.Wrong {
				t.Errorf("%s: %s is %v for %s (%v)", q.ID, r.Name, v.Outcome, q.Answers[0], err)
			}
		}
	})
}

// typedFor asks for the entity, whatever the fact.
func typedFor(k *knowledge.Knowledge, id string) question.Question {
	r, _ := k.Record(id)
	return question.Question{ID: "t", Facts: []string{"t"}, Form: question.Type, Stem: "Who?", Answers: []string{r.InText}, Accept: []string{r.Name}}
}

func TestTypedSpelling(t *testing.T) {
	k, _, g := compile(t)
	for _, c := range []struct {
		entity, typed string
		want          grade.Outcome
	}{
		{"kim-il-sung", "Kim Il-sung", grade.Right},
		{"kim-il-sung", "kim ilsung", grade.Right},
		{"kim-il-sung", "김일성", grade.Right},
		{"kim-il-sung", "Il Sung Kim", grade.Right},
		{"kim-il-sung", "Marshal Kim Il Sung", grade.Right},
		{"kim-il-sung", "Kim Il Sunk", grade.Close},
		{"kim-il-sung", "Kim Il", grade.Wrong},
		{"kim-il-sung", "Kim", grade.Wrong},
		{"kim-il-sung", "Mao Zedong", grade.Wrong},
		{"peng-dehuai", "P'eng Te-huai", grade.Right},
		{"peng-dehuai", "Peng Te-huai", grade.Right},
		{"peng-dehuai", "彭德怀", grade.Right},
		{"peng-dehuai", "General Peng Dehuai", grade.Right},
		{"peng-dehuai", "Peng Dehaui", grade.Close},
		{"peng-dehuai", "Peng Zhen", grade.Wrong},
		{"pak-hon-yong", "Pak Hŏnyŏng", grade.Right},
		{"pak-hon-yong", "Pak Heon-Yeong", grade.Right},
		{"mao-zedong", "Mao Tse-tung", grade.Right},
		{"mao-zedong", "Mao", grade.Right},
		{"mao-zedong", "Mao Anying", grade.Wrong},
		{"syngman-rhee", "Rhee Syngman", grade.Right},
		{"syngman-rhee", "Yi Sŭngman", grade.Right},
		{"inchon", "Inch'ŏn", grade.Right},
		{"inchon", "Incheon", grade.Right},
		{"cpva", "Chinese People's Volunteer Army", grade.Right},
		{"cpva", "the CPVA", grade.Right},
	} {
		t.Run(c.entity+"/"+c.typed, func(t *testing.T) {
			v, err := g.Grade(typedFor(k, c.entity), grade.Response{Text: c.typed})
			if err != nil || v.Outcome != c.want {
				t.Errorf("got %v (%q), %v; want %v", v.Outcome, v.Remark, err, c.want)
			}
			if v.Outcome == grade.Close && v.Rating != memory.Hard {
				t.Errorf("a slip is rated %v", v.Rating)
			}
		})
	}
}

func TestNamedRivalIsIntroduced(t *testing.T) {
	k, _, g := compile(t)
	v, err := g.Grade(typedFor(k, "peng-dehuai"), grade.Response{Text: "lin biao"})
	if err != nil || !strings.HasPrefix(v.Remark, "Lin Biao: ") {
		t.Errorf("got %q, %v", v.Remark, err)
	}
}

func TestDates(t *testing.T) {
	_, _, g := compile(t)
	ask := func(date string, p edtf.Precision) question.Question {
		d := edtf.MustParse(date)
		return question.Question{ID: "t", Facts: []string{"t"}, Form: question.When, Precision: p, Date: d, Answers: []string{d.English()}}
	}
	for _, c := range []struct {
		truth   string
		asked   edtf.Precision
		typed   string
		outcome grade.Outcome
		score   float64
		rating  memory.Rating
	}{
		{"1950-10-19", edtf.ByDay, "19 October 1950", grade.Right, 1, memory.Good},
		{"1950-10-19", edtf.ByDay, "Oct. 19, 1950", grade.Right, 1, memory.Good},
		{"1950-10-19", edtf.ByDay, "1950-10-19", grade.Right, 1, memory.Good},
		{"1950-10-19", edtf.ByDay, "19.10.1950", grade.Right, 1, memory.Good},
		{"1950-10-19", edtf.ByDay, "October 1950", grade.Partly, 0.75, memory.Hard},
		{"1950-10-19", edtf.ByDay, "1950", grade.Partly, 0.5, memory.Hard},
		{"1950-10-19", edtf.ByDay, "25 October 1950", grade.Partly, 0.75, memory.Again},
		{"1950-10-19", edtf.ByDay, "19 October 1951", grade.Wrong, 0, memory.Again},
		{"1950-10-19", edtf.ByMonth, "October 1950", grade.Right, 1, memory.Good},
		{"1950-10-19", edtf.ByMonth, "3 October 1950", grade.Right, 1, memory.Good},
		{"1950-10-19", edtf.ByMonth, "1950", grade.Partly, 0.5, memory.Hard},
		{"1950-10-19", edtf.ByMonth, "autumn 1950", grade.Partly, 0.6, memory.Hard},
		{"1950-10-19", edtf.ByMonth, "November 1950", grade.Partly, 0.625, memory.Again},
		{"1950-10-19", edtf.ByMonth, "1949", grade.Wrong, 0, memory.Again},
		{"1950-10-19", edtf.ByYear, "1950", grade.Right, 1, memory.Good},
		{"1950", edtf.ByYear, "June 1950", grade.Right, 1, memory.Good},
		{"1950", edtf.ByYear, "1951", grade.Partly, 0.5, memory.Again},
		{"1950", edtf.ByYear, "1953", grade.Wrong, 0, memory.Again},
	} {
		t.Run(c.truth+"/"+c.typed, func(t *testing.T) {
			v, err := g.Grade(ask(c.truth, c.asked), grade.Response{Text: c.typed})
			if err != nil || v.Outcome != c.outcome || v.Score != c.score || v.Rating != c.rating {
				t.Errorf("got %v %v rated %v (%s), %v", v.Outcome, v.Score, v.Rating, v.Remark, err)
			}
		})
	}
	for _, typed := range []string{"soon", "31 February 1950", "19 October", "1950 1951", "13/13/1950", "99"} {
		if _, err := g.Grade(ask("1950", edtf.ByYear), grade.Response{Text: typed}); err == nil {
			t.Errorf("%q was read as a date", typed)
		}
	}
}

func TestNumbers(t *testing.T) {
	_, _, g := compile(t)
	q := question.Question{ID: "t", Facts: []string{"t"}, Form: question.Number, Value: 260000, Low: 250000, High: 270000, Tolerance: 26000, Unit: "soldiers", Answers: []string{"260,000 soldiers"}}
	for typed, score := range map[string]float64{
		"260,000": 1, "260 000": 1, "260.000": 1, "260000 soldiers": 1, "about 250,000": 1, "260k": 1, "0.26 million": 1, "0,26 million": 1,
		"296000": 0.5, "322,000": 0, "26,000": 0, "26": 0,
	} {
		v, err := g.Grade(q, grade.Response{Text: typed})
		if err != nil || v.Score != score {
			t.Errorf("%q: %v, %v; want %v", typed, v.Score, err, score)
		}
	}
	for _, typed := range []string{"many", "-", "12 and 13", "1e9999"} {
		if _, err := g.Grade(q, grade.Response{Text: typed}); err == nil {
			t.Errorf("%q was read as a number", typed)
		}
	}
}

func TestNumbersInMillions(t *testing.T) {
	_, _, g := compile(t)
	q := question.Question{ID: "t", Facts: []string{"t"}, Form: question.Number, Value: 300, Low: 300, High: 300, Tolerance: 30, Unit: "million dollars", Answers: []string{"300 million dollars"}}
	for typed, score := range map[string]float64{"300": 1, "300 million": 1, "300,000,000": 1, "0.3 billion": 1, "300 $": 1, "330": 0.5, "30": 0, "3 million": 0} {
		v, err := g.Grade(q, grade.Response{Text: typed})
		if err != nil || v.Score != score {
			t.Errorf("%q: %v, %v; want %v", typed, v.Score, err, score)
		}
	}
}

func TestOrderEarnsByPairs(t *testing.T) {
	_, _, g := compile(t)
	q := question.Question{ID: "t", Facts: []string{"t"}, Form: question.Order, Answers: []string{"A", "B", "C", "D"}}
	for i, key := range []string{"a", "b", "c", "d"} {
		q.Options = append(q.Options, question.Option{Key: key, Text: strings.ToUpper(key), Rank: i + 1})
	}
	for order, want := range map[string]float64{"abcd": 1, "bacd": 4.0 / 6, "dcba": 0, "cdab": 0, "badc": 2.0 / 6} {
		v, err := g.Grade(q, grade.Response{Order: strings.Split(order, "")})
		if err != nil || v.Score != want {
			t.Errorf("%s: %v, %v; want %v", order, v.Score, err, want)
		}
	}
	if _, err := g.Grade(q, grade.Response{Order: []string{"a", "b", "c"}}); err == nil {
		t.Error("three of four were taken as an order")
	}
}

func TestMatchIsRatedByTheFactAsked(t *testing.T) {
	_, _, g := compile(t)
	q := question.Question{ID: "t", Facts: []string{"f", "h"}, Form: question.Match, Answers: []string{"F: x", "H: y"},
		Rows:    []question.Row{{Key: "f", Text: "F", Answer: "x"}, {Key: "h", Text: "H", Answer: "y"}},
		Options: []question.Option{{Key: "x", Text: "x"}, {Key: "y", Text: "y"}, {Key: "z", Text: "z"}}}
	for _, c := range []struct {
		f, h   string
		score  float64
		rating memory.Rating
	}{{"x", "y", 1, memory.Good}, {"x", "z", 0.5, memory.Hard}, {"z", "y", 0.5, memory.Again}, {"y", "x", 0, memory.Again}} {
		v, err := g.Grade(q, grade.Response{Match: map[string]string{"f": c.f, "h": c.h}})
		if err != nil || v.Score != c.score || v.Rating != c.rating {
			t.Errorf("%+v: %+v, %v", c, v, err)
		}
	}
}

func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"19 October 1950", "1950-10", "spring 1951", "3/4/1953", "'50", "1950–1953"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := grade.ReadDate(s)
		if ok && (d.IsZero() || d.First() > d.Last()) {
			t.Errorf("%q: %v", s, d)
		}
	})
}

func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"260,000", "1.5 million", "3,5", "~ 48", "1.000.000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, ok := grade.ReadNumber(s); ok && (v < 0 || v != v) {
			t.Errorf("%q: %v", s, v)
		}
	})
}
