package memory

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var ladder = []string{"choose", "match", "type", "recall"}

func TestChooseForm(t *testing.T) {
	review := func(stability float64, last string) Memory {
		return Memory{Fact: "f", State: Review, Stability: stability, LastForm: last}
	}
	for _, test := range []struct {
		name  string
		forms []string
		m     Memory
		want  []string // possible under some seed
	}{
		{"None", nil, Memory{}, []string{""}},
		{"Only", ladder[:1], review(50, "choose"), []string{"choose"}},
		{"NewStartsEasy", ladder, Memory{Fact: "f"}, []string{"choose"}},
		{"FreshMemory", ladder, review(2.3, ""), []string{"choose", "match"}},
		{"FirstWeeks", ladder, review(11, ""), []string{"match", "type"}},
		{"Strong", ladder, review(60, ""), []string{"recall"}},
		{"VeryStrong", ladder, review(36500, ""), []string{"recall"}},
		{"StrongButJustRecalled", ladder, review(500, "recall"), []string{"type"}},
		{"NearestAboveTheLast", ladder, review(11, "match"), []string{"type"}},
		{"NearestBelowTheLast", ladder, review(11, "type"), []string{"match"}},
		{"AfterALapse", ladder, Memory{Fact: "f", State: Relearning, Stability: 1.5, LastForm: "recall"}, []string{"choose", "match"}},
		{"TwoForms", []string{"choose", "type"}, review(100, "type"), []string{"choose"}},
		{"FormGoneMeanwhile", ladder[:2], review(100, "recall"), []string{"match"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for seed := range uint64(200) {
				if form := ChooseForm(test.forms, test.m, seed); !slices.Contains(got, form) {
					got = append(got, form)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(test.want))
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestFormLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		forms := rapid.SliceOfN(rapid.SampledFrom(ladder), 1, 6).Draw(t, "forms") // twice the same is allowed
		last := rapid.SampledFrom(append(slices.Clone(ladder), "")).Draw(t, "last")
		seed := rapid.Uint64().Draw(t, "seed")
		m := Memory{Fact: "f", State: Review, Stability: rapid.Float64Range(0.001, 36500).Draw(t, "stability"), LastForm: last}
		got := ChooseForm(forms, m, seed)
		if !slices.Contains(forms, got) {
			t.Fatalf("%q is none of %v", got, forms)
		}
		if got == last && slices.ContainsFunc(forms, func(f string) bool { return f != last }) {
			t.Fatalf("%q again, of %v", got, forms)
		}
		if ChooseForm(forms, m, seed) != got {
			t.Fatal("not deterministic")
		}
	})
	t.Run("HarderAsStabilityGrows", rapid.MakeCheck(func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		rung := 0
		for s := 0.5; s < 1000; s *= 1.2 {
			i := slices.Index(ladder, ChooseForm(ladder, Memory{Fact: "f", State: Review, Stability: s}, seed))
			if i < rung {
				t.Fatalf("%s at stability %v, %s before", ladder[i], s, ladder[rung])
			}
			rung = i
		}
		if rung != len(ladder)-1 {
			t.Fatalf("never beyond %s", ladder[rung])
		}
	}))
}
