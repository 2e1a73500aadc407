package pack

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"yalu/quizzes/edtf"
)

// clean is a pack without faults, one file of each kind, to be spoilt.
func clean(t testing.TB) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	dir := os.DirFS("testdata/clean")
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := fs.ReadFile(dir, e.Name())
		if err != nil {
			t.Fatal(err)
		}
		m[e.Name()] = &fstest.MapFile{Data: b}
	}
	return m
}

// edit replaces a text that occurs once in a file, or appends to the file, or makes it.
func edit(t testing.TB, fsys fstest.MapFS, file, old, new string) {
	t.Helper()
	if fsys[file] == nil {
		fsys[file] = &fstest.MapFile{}
	}
	s := string(fsys[file].Data)
	switch {
	case old == "":
		s += new
	case strings.Count(s, old) != 1:
		t.Fatalf("%q occurs %d times in %s", old, strings.Count(s, old), file)
	default:
		s = strings.Replace(s, old, new, 1)
	}
	fsys[file].Data = []byte(s)
}

func TestCleanPack(t *testing.T) {
	p, faults := Read(clean(t))
	for _, f := range faults {
		t.Error(f)
	}
	if t.Failed() {
		return
	}
	t.Run("ShortAndLongStatements", func(t *testing.T) {
		e := p.Events[1]
		if e.Date.Is.String() != "1950-09-15" || e.Date.Importance != 1 || e.Date.Cites[0] != (Cite{"asia-times-2018", "¶ 9"}) || e.Date.NoAsk || e.Date.ID != "date" {
			t.Errorf("%+v", e.Date)
		}
		if e.Place.Is != "inchon" || !e.Place.NoAsk || e.Place.Importance != 2 || e.Place.Cites[0] != e.Cites[0] {
			t.Errorf("%+v", e.Place)
		}
		if d := p.Events[2].Date; d.Standing != Disputed || d.Dispute != "day-of-chinas-entry" {
			t.Errorf("%+v", d)
		}
		if p.People[1].Born.Set {
			t.Error("what is not written is not stated")
		}
	})
	t.Run("Inherits", func(t *testing.T) {
		d := p.Events[0].Date
		if d.Importance != 1 || d.Unit != "war" || !slices.Equal(d.Themes, []string{"war"}) || d.Standing != Agreed {
			t.Errorf("%+v", d)
		}
		if h := p.Offices[0].Holders[0]; h.ID != "peng-dehuai" || h.Importance != 1 || h.Held.End.Precision != edtf.ByMonth {
			t.Errorf("%+v", h)
		}
		if term := p.Agreements[0].Terms[0]; term.ID != "mutual-defence" || term.Cites[0].At != "p. 251" || term.Wrong[2].Why == "" {
			t.Errorf("%+v", term)
		}
		if b := p.People[0].Born; b.Unit != "war" || b.Importance != 3 {
			t.Errorf("%+v", b)
		}
	})
	t.Run("UnquotedDatesAreText", func(t *testing.T) {
		if s := p.Organizations[0].Founded.Is.String(); s != "1949-10-01" {
			t.Error(s)
		}
	})
	t.Run("Defaults", func(t *testing.T) {
		if f := p.Figures[0]; f.Low != 48 || f.High != 48 || f.Tolerance != 0 || f.Unit != "telegrams" || f.Common.Unit != "war" {
			t.Errorf("%+v", f)
		}
		if f := p.Figures[1]; f.Low != 250000 || f.High != 320000.5 || f.Tolerance != 30000 {
			t.Errorf("%+v", f)
		}
		if q := p.Quotations[0]; q.Did != "said" || q.Importance != 2 {
			t.Errorf("%+v", q)
		}
		if v := p.Views[0]; v.Standing != Interpretation || v.By != "agov-2013" {
			t.Errorf("%+v", v)
		}
		if o := p.Offices[0]; o.Seats != 1 {
			t.Errorf("%+v", o)
		}
	})
	t.Run("EntitiesAsAnswers", func(t *testing.T) {
		a := p.Propositions[1]
		if a.Entity != "peng-dehuai" || a.Key != "" || a.Wrong[1] != (Wrong{Entity: "douglas-macarthur", Why: "He fought on the other side."}) {
			t.Errorf("%+v", a)
		}
	})
	t.Run("Source", func(t *testing.T) {
		if s := p.Sources[0]; s.FirstPage != 225 || s.LastPage != 262 {
			t.Errorf("%+v", s)
		}
	})
}

func TestFaultPrints(t *testing.T) {
	fsys := clean(t)
	edit(t, fsys, "events.yaml", "part_of: korean-war\n  participants", "part_of: korean-warr\n  participants")
	_, faults := Read(fsys)
	want := `events.yaml:16: inchon-landing: part_of "korean-warr" is unknown; an event is expected — did you mean "korean-war"?`
	if len(faults) != 1 || faults[0].String() != want || faults[0].Error() != want {
		t.Errorf("%v, want %s", faults, want)
	}
}

func TestFaultsAreSorted(t *testing.T) {
	fsys := clean(t)
	edit(t, fsys, "terms.yaml", "unit: after", "unit: never")
	edit(t, fsys, "events.yaml", "kind: battle", "kind: batle")
	edit(t, fsys, "events.yaml", "the Korean War", "the Korean War of 1950")
	_, faults := Read(fsys)
	if !slices.IsSortedFunc(faults, func(a, b Fault) int { return strings.Compare(a.File, b.File)*1000 + a.Line - b.Line }) || len(faults) != 4 {
		t.Error(faults)
	}
}

func TestBrokenFileHidesNothingElse(t *testing.T) {
	fsys := clean(t)
	edit(t, fsys, "people.yaml", "what: commander of the UN forces", "what: commander: of the UN forces")
	edit(t, fsys, "terms.yaml", "unit: after", "untit: after")
	_, faults := Read(fsys)
	if len(faults) != 2 || faults[0].File != "people.yaml" || !strings.Contains(faults[0].Message, "not valid YAML") || faults[0].Line != 28 || faults[1].File != "terms.yaml" {
		t.Error(faults)
	}
}

func TestHostileFiles(t *testing.T) {
	for name, data := range map[string]string{
		"DeepFlow":      strings.Repeat("[", 100_000),
		"DeepBlock":     strings.Repeat("- ", 100_000),
		"ManyValues":    "- {a: [" + strings.Repeat("a,", 200_000) + "]}",
		"Huge":          "- " + strings.Repeat("a", maxFile+1),
		"Billion":       "- &a [x,x]\n- &b [*a,*a,*a]\n- &c [*b,*b,*b]\n- {id: x, name: *c}\n- *c\n",
		"SelfReference": "- &a {id: a, names: *a}\n",
		"Binary":        "\x00\x01\xff\xfe",
		"Documents":     "- {id: a}\n---\n- {id: b}\n",
		"Tags":          "- !!binary aGVsbG8=\n- {id: !foo x}\n",
		"MergeKeys":     "- {<<: {id: x}, name: y}\n",
		"LongText":      "- {id: a, name: " + strings.Repeat("x", maxText+1) + "}",
		"ManyFaults":    strings.Repeat("- 1\n", 5000),
		"ManyNames":     "- {id: a, name: a, names: [" + strings.Repeat("{text: x, system: corpus},", 2000) + "]}",
		"ComplexKeys":   "- {[a, b]: c, ? {d: e} : f}\n",
		"Null":          "- ~\n- \n",
	} {
		t.Run(name, func(t *testing.T) {
			fsys := clean(t)
			fsys["people.yaml"] = &fstest.MapFile{Data: []byte(data)}
			_, faults := Read(fsys)
			if n := len(faults); n == 0 || n > maxFaults+100 {
				t.Errorf("%d faults", n)
			}
			for _, f := range faults {
				if len(f.String()) > 1000 {
					t.Errorf("a fault of %d bytes", len(f.String()))
				}
			}
		})
	}
}

func TestFolderFaults(t *testing.T) {
	_, faults := Read(fstest.MapFS{})
	if len(faults) != 1 || faults[0].File != "pack.yaml" {
		t.Error(faults)
	}
	fsys := clean(t)
	fsys["event.yaml"] = &fstest.MapFile{}
	fsys["notes/x.txt"] = &fstest.MapFile{}
	_, faults = Read(fsys)
	if len(faults) != 2 || faults[0].String() != `event.yaml: unknown file — did you mean "events.yaml"?` || faults[1].File != "notes" {
		t.Error(faults)
	}
	if _, faults = Read(os.DirFS("testdata/nowhere")); len(faults) != 1 {
		t.Error(faults)
	}
}

func TestEmptyFilesAreFine(t *testing.T) {
	fsys := clean(t)
	for _, s := range []string{"", "# nothing yet\n", "[]\n", "---\n"} {
		fsys["terms.yaml"] = &fstest.MapFile{Data: []byte(s)}
		edit(t, fsys, "terms.yaml", "", "")
		_, faults := Load(fsys)
		if len(faults) != 0 {
			t.Errorf("%q: %v", s, faults)
		}
	}
}

// A pack made in Go has no lines; its faults still name the record.
func TestCheckWithoutFiles(t *testing.T) {
	p := &Pack{Period: edtf.MustParse("1943/1976"), Events: []Event{{Common: Common{ID: "war", Pos: Pos{"events.yaml", 3}, Importance: 2, Standing: Agreed}, Name: "the war", PartOf: "nothing"}}}
	var got []string
	for _, f := range Check(p) {
		got = append(got, f.Pos.String()+": "+f.Message)
	}
	want := []string{`events.yaml:3: war: part_of "nothing" is unknown; an event is expected`, "events.yaml:3: war: the event is not cited"}
	if !slices.Equal(got, want) {
		t.Error(got)
	}
}

func TestEdition(t *testing.T) {
	fsys := clean(t)
	first := Edition(fsys)
	if len(first) != 12 || Edition(clean(t)) != first || Edition(os.DirFS("testdata/clean")) != first {
		t.Errorf("%q is not stable", first)
	}
	edit(t, fsys, "terms.yaml", "self-reliance", "self-reliancE")
	if Edition(fsys) == first {
		t.Error("a changed byte does not change the edition")
	}
	if Edition(fstest.MapFS{}) == first {
		t.Error("an empty pack has the same edition")
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"Pak Hon-yong", "pak hŏnyŏng", "PAK HON‑YONG", "Pak Honyong", "Pak, Hon yong", " Pak  Hon–yong "},
		{"P'anmunjŏm", "Panmunjom", "Pʻanmunjŏm", "P’anmunjom", "Pʼanmunjom", "P`anmunjom", "P′anmunjom"},
		{"Chuch'e", "chuche", "CHUCH’E"},
		{"박헌영", "\u1107\u1161\u11a8\u1112\u1165\u11ab\u110b\u1167\u11bc", "박 헌영"},
		{"Straße", "STRASSE"},
		{"Sørensen", "sorensen"},
		{"Łódź", "lodz"},
		{"Лёнин", "ленин"},
		{"ＫＷＰ", "kwp", "K.W.P.", "K W P"},
		{"38th parallel", "38th‐Parallel"},
		{"İstanbul", "istanbul"},
		{"朴憲永", "朴憲永 ", "朴·憲永"},
	} {
		for _, s := range same[1:] {
			if Fold(s) != Fold(same[0]) {
				t.Errorf("%q folds to %q, %q to %q", s, Fold(s), same[0], Fold(same[0]))
			}
		}
	}
	for _, differ := range [][2]string{{"Kim Il", "Nam Il"}, {"박헌영", "Pak Honyong"}, {"朴憲永", "박헌영"}, {"Mao", "毛"}, {"か", "が"}, {"Пак", "Pak"}, {"彭德懷", "彭德怀"}, {"Kim Il-sung", "Kim Il"}} {
		if Fold(differ[0]) == Fold(differ[1]) {
			t.Errorf("%q and %q are not the same", differ[0], differ[1])
		}
	}
	if f := Fold("박헌영"); f != "박헌영" {
		t.Errorf("Hangul is kept composed, not %+q", f)
	}
	if Fold(" -’? ") != "" {
		t.Error("marks alone are nothing")
	}
}

func TestFoldIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if f := Fold(s); Fold(f) != f {
			t.Fatalf("%q folds to %q, and that to %q", s, f, Fold(f))
		}
		if Fold(" "+strings.ToUpper(s)+"-") != Fold(strings.ToUpper(s)) {
			t.Fatal("spaces and hyphens count")
		}
	})
}

func TestFoldedForms(t *testing.T) {
	p := &Person{Entity: Entity{Name: "Syngman Rhee", Names: []Name{{"Yi Sŭngman", "mccune-reischauer", ""}, {"Rhee", "short", ""}, {"이승만", "hangul", "editors"}}}}
	want := []string{"syngmanrhee", "rheesyngman", "yisungman", "sungmanyi", "rhee", "이승만"}
	if got := p.FoldedForms(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	p = &Person{Entity: Entity{Name: "Kim Il Sung"}, FamilyFirst: true}
	if got := p.FoldedForms(); !slices.Equal(got, []string{"kimilsung", "ilsungkim"}) || p.FamilyName() != "Kim" || p.OtherOrder() != "Il Sung Kim" {
		t.Errorf("%q", got)
	}
	o := &Organization{Entity: Entity{Name: "Korean People's Army", Names: []Name{{"KPA", "abbreviation", ""}, {"조선인민군", "hangul", "editors"}}}, The: true}
	if got := o.FoldedForms(); !slices.Equal(got, []string{"koreanpeoplesarmy", "kpa", "조선인민군", "thekoreanpeoplesarmy", "thekpa"}) {
		t.Errorf("%q", got)
	}
}

func FuzzRead(f *testing.F) {
	base := clean(f)
	for i, file := range files {
		f.Add(i, base[file.name].Data)
	}
	f.Add(2, []byte("- {id: a, name: \"\\u0000\", names: [*x], born: {is: {is: 1}}}"))
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		file := files[uint(i)%uint(len(files))].name
		fsys := fstest.MapFS{}
		for name, f := range base {
			fsys[name] = f
		}
		fsys[file] = &fstest.MapFile{Data: data}
		p, faults := Read(fsys)
		if p == nil {
			t.Fatal("no pack")
		}
		for _, f := range faults {
			if f.File == "" || f.Message == "" || strings.ContainsRune(f.String(), 0) {
				t.Fatalf("%q", f)
			}
		}
		for i := range p.People {
			p.People[i].FoldedForms()
		}
	})
}
