package packs

import (
	"testing"

	"yalu/quizzes"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/question"
)

// TestEmbedded holds every pack that comes with the program to what `yalu check` demands.
func TestEmbedded(t *testing.T) {
	for _, id := range IDs() {
		fsys, err := Open(id)
		if err != nil {
			t.Fatal(err)
		}
		k, faults := Compile(fsys)
		for _, f := range faults {
			t.Error(f)
		}
		if k == nil {
			continue
		}
		for _, f := range question.NewMaker(k).Unreachable() {
			t.Error(f)
		}
	}
}

// TestLipsAndTeeth names what a course on the subject cannot do without.
func TestLipsAndTeeth(t *testing.T) {
	fsys, err := Open(Default)
	if err != nil {
		t.Fatal(err)
	}
	k, faults := Compile(fsys)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	if n := len(k.Facts); n < 250 {
		t.Errorf("%d facts; the first slice has at least 250", n)
	}
	for _, id := range []string{
		"kim-il-sung", "mao-zedong", "joseph-stalin", "zhou-enlai", "peng-dehuai", "pak-hon-yong", "syngman-rhee", "douglas-macarthur", "terenty-shtykov",
		"nikolai-roshchin", "nikita-khrushchev",
	} {
		if r, ok := k.Record(id); !ok || r.Kind != knowledge.Person {
			t.Errorf("no person %s", id)
		}
		if len(k.About(id)) == 0 {
			t.Errorf("no fact about %s", id)
		}
	}
	for _, id := range []string{"cpva-commander.peng-dehuai", "outbreak-of-the-korean-war.date", "korean-armistice.date"} {
		if _, ok := k.Fact(id); !ok {
			t.Errorf("no fact %s", id)
		}
	}
	seen := map[string]bool{}
	for _, f := range k.Facts {
		if len(f.Cites) == 0 {
			t.Errorf("%s is not cited", f.ID)
		}
		if f.Statement == "" || f.AnswerText == "" {
			t.Errorf("%s says nothing", f.ID)
		}
		if seen[f.ID] {
			t.Errorf("two facts %s", f.ID)
		}
		seen[f.ID] = true
	}
	for _, u := range k.Pack.Units {
		core := 0
		for _, f := range k.Facts {
			if f.Unit == u.ID && f.Importance == 1 {
				core++
			}
		}
		if core == 0 {
			t.Errorf("unit %s has no core fact", u.ID)
		}
	}
}

func TestOpenRefusesUnknownPack(t *testing.T) {
	if _, err := Open("no-such-pack"); quizzes.CodeOf(err) != quizzes.NotFound {
		t.Errorf("got %v", err)
	}
	if _, err := Open("packs.go"); quizzes.CodeOf(err) != quizzes.Invalid {
		t.Errorf("a file: got %v", err)
	}
}
