package question_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yalu/quizzes"
	"yalu/quizzes/edtf"
	"yalu/quizzes/grade"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

var update = flag.Bool("update", false, "write the golden files anew")

type compiled struct {
	k *knowledge.Knowledge
	m *question.Maker
}

func compileAnew() (compiled, error) {
	fsys, err := packs.Open(packs.Default)
	if err != nil {
		return compiled{}, err
	}
	k, faults := packs.Compile(fsys)
	if len(faults) > 0 {
		return compiled{}, faults[0]
	}
	return compiled{k, question.NewMaker(k)}, nil
}

// embedded is the embedded pack, compiled once for all tests: it is immutable.
var embedded = sync.OnceValues(compileAnew)

func compile(t testing.TB) (*knowledge.Knowledge, *question.Maker) {
	t.Helper()
	c, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c.k, c.m
}

// small compiles the pack in testdata, which changes only with the tests.
func small(t testing.TB) (*knowledge.Knowledge, *question.Maker) {
	t.Helper()
	k, faults := packs.Compile(os.DirFS(filepath.Join("testdata", "small")))
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return k, question.NewMaker(k)
}

// every calls f with each fact of the embedded pack in each of its forms, for several seeds.
func every(t *testing.T, seeds uint64, f func(*knowledge.Fact, question.Question)) {
	t.Helper()
	k, m := compile(t)
	for _, fact := range k.Facts {
		for _, form := range m.Forms(fact.ID) {
			for seed := range seeds {
				q, err := m.Generate(fact.ID, form, seed*0x9e3779b97f4a7c15)
				if err != nil {
					t.Fatalf("%s as %s with seed %d: %v", fact.ID, form, seed, err)
				}
				f(fact, q)
			}
		}
	}
}

// TestGolden pins questions byte for byte: the same four inputs give the same question on any machine and in any year.
func TestGolden(t *testing.T) {
	k, m := small(t)
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	for _, f := range k.Facts {
		for _, form := range m.Forms(f.ID) {
			for _, seed := range []uint64{1, 1 << 63} {
				q, err := m.Generate(f.ID, form, seed)
				if err != nil {
					t.Fatal(err)
				}
				if err := enc.Encode(q); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	path := filepath.Join("testdata", "golden.json")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("questions came out otherwise than before; every stored answer hangs on them (-want +got):\n%s", d)
	}
}

func TestSameInputsSameQuestion(t *testing.T) {
	_, m := compile(t)
	again, err := compileAnew()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range m.Sample(300, 42, "") {
		p, err := again.m.FromID(q.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(q, p, cmp.Comparer(edtf.Date.Equal)); d != "" {
			t.Errorf("%s: %s", q.ID, d)
		}
	}
}

// TestWellFormed looks at every question the way a proof-reader would.
func TestWellFormed(t *testing.T) {
	every(t, 5, func(f *knowledge.Fact, q question.Question) {
		if q.Facts[0] != f.ID || len(q.Answers) == 0 || q.Explanation == "" || len(q.Cites) == 0 {
			t.Errorf("%s is not complete: %+v", q.ID, q)
		}
		if !strings.ContainsAny(q.Stem[len(q.Stem)-1:], "?.:") || strings.Contains(q.Stem, "  ") || strings.Contains(q.Stem, "%!") || strings.Contains(q.Stem, "{source}") {
			t.Errorf("%s: odd stem %q", q.ID, q.Stem)
		}
		if q.Difficulty <= 0 || q.Difficulty >= 1 {
			t.Errorf("%s: difficulty %v", q.ID, q.Difficulty)
		}
		texts := map[string]bool{}
		keys := map[string]bool{}
		correct := 0
		for _, o := range q.Options {
			if texts[pack.Fold(o.Text)] || keys[o.Key] {
				t.Errorf("%s: two options %q", q.ID, o.Text)
			}
			texts[pack.Fold(o.Text)], keys[o.Key] = true, true
			if o.Correct {
				correct++
				if o.Text != q.Answers[0] {
					t.Errorf("%s: the key is %q, the answer %q", q.ID, o.Text, q.Answers[0])
				}
			}
		}
		switch q.Form {
		case question.Choose, question.Compare:
			if correct != 1 {
				t.Errorf("%s has %d keys", q.ID, correct)
			}
		case question.Match:
			for _, r := range q.Rows {
				if !keys[r.Answer] {
					t.Errorf("%s: row %q has no answer", q.ID, r.Text)
				}
			}
			if len(q.Options) <= len(q.Rows) {
				t.Errorf("%s: no answer to spare", q.ID)
			}
		}
	})
}

// TestStemDoesNotNameTheKey: nobody needs history to find the answer in the question.
func TestStemDoesNotNameTheKey(t *testing.T) {
	k, _ := compile(t)
	every(t, 3, func(f *knowledge.Fact, q question.Question) {
		words := knowledge.FoldWords(q.Stem + " " + q.Quote)
		for _, o := range q.Options {
			if o.Correct && o.Record != "" && f.Answer.Entity == o.Record && k.Reveals(words, o.Record) {
				t.Errorf("%s: %q gives %s away", q.ID, q.Stem, o.Text)
			}
		}
		if q.Form == question.Type && f.Answer.Entity != "" && k.Reveals(words, f.Answer.Entity) {
			t.Errorf("%s: %q gives %s away", q.ID, q.Stem, f.AnswerText)
		}
	})
}

// TestWrongOptionsAreWrong goes back to the records, past everything the maker used, and looks for a second right answer.
func TestWrongOptionsAreWrong(t *testing.T) {
	k, _ := compile(t)
	dates := map[string]edtf.Date{}
	for _, e := range k.Pack.Events {
		dates[e.ID] = e.Date.Is
	}
	for _, a := range k.Pack.Agreements {
		dates[a.ID] = a.Date.Is
	}
	// The time an office question asks about, where that is one moment.
	askedTime := regexp.MustCompile(`^.* (?:in|on)(?: or about)? ([^?]*[0-9]{4})\?$`)
	holdersLookedAt := 0
	every(t, 5, func(f *knowledge.Fact, q question.Question) {
		for _, o := range q.Options {
			switch {
			case q.Form == question.Choose && f.Property == knowledge.Holder && o.Record != "" && !o.Correct:
				office, person := f.Record, o.Record
				if _, isOffice := k.Office(o.Record); isOffice { // asked the other way round
					office, person = o.Record, f.Answer.Entity
				}
				said := askedTime.FindStringSubmatch(q.Stem)
				if said == nil || strings.Contains(said[1], " from ") {
					continue // a whole tenure, "from … to …"
				}
				when, ok := grade.ReadDate(said[1])
				if !ok {
					t.Errorf("%s: no time in %q", q.ID, q.Stem)
				}
				rec, _ := k.Office(office)
				for _, h := range rec.Holders {
					if h.Who == person && edtf.Overlaps(h.Held, when) != edtf.No {
						t.Errorf("%s: %s may have held %s then", q.ID, person, office)
					}
				}
				holdersLookedAt++
			case q.Form == question.Choose && f.Property == knowledge.Date && o.Record != "" && !o.Correct:
				if edtf.Overlaps(dates[o.Record], f.Answer.Date) != edtf.No {
					t.Errorf("%s: %s may have happened %s too", q.ID, o.Text, f.Answer.Date.When())
				}
			case q.Form == question.Choose && f.Property == knowledge.Date && o.Record == "" && !o.Correct:
				if edtf.Overlaps(edtf.MustParse(o.Key), f.Answer.Date) != edtf.No {
					t.Errorf("%s: %s is not surely wrong", q.ID, o.Text)
				}
			}
		}
		if q.Form == question.Order {
			sorted := slices.Clone(q.Options)
			slices.SortFunc(sorted, func(a, b question.Option) int { return a.Rank - b.Rank })
			for i := range sorted[1:] {
				if a, b := dates[sorted[i].Record], dates[sorted[i+1].Record]; a.Last() >= b.First() {
					t.Errorf("%s: %s (%s) may be later than %s (%s)", q.ID, sorted[i].Text, a, sorted[i+1].Text, b)
				}
			}
		}
		if q.Form == question.Compare {
			a, b := dates[q.Options[0].Record], dates[q.Options[1].Record]
			if a.Last() >= b.First() && b.Last() >= a.First() {
				t.Errorf("%s: %s and %s are not surely one after the other", q.ID, a, b)
			}
		}
	})
	if holdersLookedAt < 100 {
		t.Errorf("only %d wrong office-holders were looked at", holdersLookedAt)
	}
}

// TestTestWiseness: who knows nothing but how tests are made gains nothing. Over many seeds the key stands at every
// position, and among sorted dates at every rank, as often as chance would have it.
func TestTestWiseness(t *testing.T) {
	_, m := compile(t)
	position, rank := map[int]int{}, map[int]int{}
	positions, ranks := 0, 0
	for _, q := range m.Sample(8000, 3, question.Choose) {
		if len(q.Options) != 4 {
			continue
		}
		at := slices.IndexFunc(q.Options, func(o question.Option) bool { return o.Correct })
		if _, err := edtf.Parse(q.Options[0].Key); err == nil {
			rank[at]++
			ranks++
		} else if !strings.ContainsAny(q.Options[0].Key[:1], "0123456789") {
			position[at]++
			positions++
		}
	}
	for i := range 4 {
		if share := float64(position[i]) / float64(positions); share < 0.22 || share > 0.28 {
			t.Errorf("the key stands at place %d in %.3f of %d questions", i+1, share, positions)
		}
		if share := float64(rank[i]) / float64(ranks); share < 0.20 || share > 0.30 {
			t.Errorf("the key is date %d of 4 in %.3f of %d questions", i+1, share, ranks)
		}
	}
}

func TestEveryFactCanBeAsked(t *testing.T) {
	k, m := compile(t)
	for _, f := range k.Facts {
		if len(m.Forms(f.ID)) == 0 {
			t.Errorf("%s cannot be asked", f.ID)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Run("RoundTrip", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			fact := rapid.StringMatching(`[a-z0-9-]{1,40}(\.[a-z0-9-]{1,20})?`).Draw(t, "fact")
			form := rapid.SampledFrom(question.All()).Draw(t, "form")
			seed := rapid.Uint64().Draw(t, "seed")
			f, g, s, err := question.ParseID(question.NewID(fact, form, seed))
			if err != nil || f != fact || g != form || s != seed {
				t.Fatalf("%v %v %v %v", f, g, s, err)
			}
		})
	})
	t.Run("RefusesWhatNeverWas", func(t *testing.T) {
		_, m := compile(t)
		for _, id := range []string{"", "~", "a~choose~1", "outbreak-of-the-korean-war.date~match~01", "outbreak-of-the-korean-war.date~type~1", "outbreak-of-the-korean-war.date~nonsense~1",
			"outbreak-of-the-korean-war.date~choose~1~2", "outbreak-of-the-korean-war.date~choose~FF", "outbreak-of-the-korean-war.date~choose~" + strings.Repeat("f", 17), strings.Repeat("x", 1<<16)} {
			if _, err := m.FromID(id); quizzes.CodeOf(err) != quizzes.NotFound {
				t.Errorf("%.60q: %v", id, err)
			}
		}
	})
}

func FuzzFromID(f *testing.F) {
	_, m := compile(f)
	for _, q := range m.Sample(20, 1, "") {
		f.Add(q.ID)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if q, err := m.FromID(id); err == nil && q.ID != id {
			t.Errorf("%q gives %q", id, q.ID)
		}
	})
}

// TestMutation: a question follows the knowledge. Another holder, another date, and the question is another one.
func TestMutation(t *testing.T) {
	dir := filepath.Join("testdata", "small")
	change := func(file, old, new string) fixedFS {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), old) {
			t.Fatalf("%s does not say %q", file, old)
		}
		return fixedFS{os.DirFS(dir), file, strings.ReplaceAll(string(b), old, new)}
	}
	answer := func(fsys fixedFS, fact string, form question.Form) string {
		k, faults := packs.Compile(fsys)
		if len(faults) > 0 {
			t.Fatal(faults[0])
		}
		q, err := question.NewMaker(k).Generate(fact, form, 5)
		if err != nil {
			return err.Error()
		}
		return q.Answers[0]
	}
	same := change("offices.yaml", "harbour-master", "harbour-master")
	if got := answer(same, "harbour-master.anna-berg", question.Type); got != "Anna Berg" {
		t.Errorf("got %q", got)
	}
	if got := answer(change("offices.yaml", "who: anna-berg", "who: clara-dahl"), "harbour-master.clara-dahl", question.Type); got != "Clara Dahl" {
		t.Errorf("another holder: got %q", got)
	}
	if got := answer(same, "opening-of-the-lock.date", question.When); !strings.HasSuffix(got, "May 1903") {
		t.Errorf("the date as it is: got %q", got)
	}
	if got := answer(change("events.yaml", "1903-05-12", "1904-07-01"), "opening-of-the-lock.date", question.When); !strings.HasSuffix(got, "July 1904") {
		t.Errorf("another date: got %q", got)
	}
	if got := answer(change("offices.yaml", "seats: 1", "seats: 3"), "harbour-master.anna-berg", question.Type); !strings.Contains(got, "no such question") {
		t.Errorf("three seats leave no single holder, but the answer is %q", got)
	}
}

func BenchmarkGenerate(b *testing.B) {
	k, m := compile(b)
	type job struct {
		fact string
		form question.Form
	}
	var jobs []job
	for _, f := range k.Facts {
		for _, form := range m.Forms(f.ID) {
			jobs = append(jobs, job{f.ID, form})
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		j := jobs[i%len(jobs)]
		if _, err := m.Generate(j.fact, j.form, uint64(i)); err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "questions/s")
}
