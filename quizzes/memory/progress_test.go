package memory

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestSummarize(t *testing.T) {
	lapsed := reviewItem("lapsed", 3, -1, 2)
	lapsed.Memory.Lapses = 4
	forgotten := reviewItem("forgotten", 1, -60, -59)
	items := []Item{
		newItem("new", 1, 1),
		stepItem("step", 0),
		reviewItem("young", 10, -1, 9),
		reviewItem("mature", 40, -40, 0),
		reviewItem("strong", 400, -40, 200),
		lapsed,
		forgotten,
	}
	got := Summarize(items, Settings{}, today)
	if got.Facts != 7 || got.New != 1 || got.Learning != 1 || got.Young != 3 || got.Mature != 2 {
		t.Errorf("%+v", got)
	}
	if got.Known != 4 { // young, mature (exactly 0.9 on its day), strong, lapsed; not what is in steps
		t.Errorf("%d known", got.Known)
	}
	if got.Due != 3 || got.Forecast[0] != 3 || got.Forecast[2] != 1 || got.Forecast[9] != 1 {
		t.Errorf("due %d, forecast %v", got.Due, got.Forecast)
	}
	if len(got.Weak) != 2 || got.Weak[0].Fact != "forgotten" || got.Weak[1].Fact != "lapsed" || got.Weak[1].Lapses != 4 {
		t.Errorf("weak %+v", got.Weak)
	}
	if got.Expected < 4 || got.Expected > 6 {
		t.Errorf("expected %v", got.Expected)
	}
	t.Run("WeakestIsForgottenFirst", func(t *testing.T) {
		// answered a moment ago and lapsing again within days, against half forgotten and fading slowly
		leech, faded := reviewItem("leech", 0.3, 0, 1), reviewItem("faded", 30, -100, -70)
		leech.Memory.Lapses, faded.Memory.Lapses = 9, 1
		if got := Summarize([]Item{faded, leech}, Settings{}, today).Weak; got[0].Fact != "leech" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("Nothing", func(t *testing.T) {
		if got := Summarize(nil, Settings{}, today); got.Facts != 0 || got.Weak != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("AtMostTenWeak", func(t *testing.T) {
		var items []Item
		for i := range 30 {
			items = append(items, reviewItem(fmt.Sprint("f", i), float64(1+i), -500, -400))
		}
		got := Summarize(items, Settings{}, today).Weak
		if len(got) != 10 || got[0].Fact != "f0" || got[9].Fact != "f9" {
			t.Errorf("%+v", got)
		}
	})
}

func TestSummaryAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t)
		got := Summarize(items, Settings{}, today)
		if got.New+got.Learning+got.Young+got.Mature != got.Facts || got.Facts != len(items) {
			t.Fatalf("%+v", got)
		}
		if got.Known > got.Young+got.Mature || got.Expected > float64(got.Facts-got.New) || got.Due != got.Forecast[0] {
			t.Fatalf("%+v", got)
		}
		sum, expected := 0, 0.0
		for _, n := range got.Forecast {
			sum += n
		}
		for _, i := range items {
			expected += Settings{}.Retrievability(i.Memory, today)
		}
		if sum > got.Facts-got.New || math.Abs(expected-got.Expected) > 1e-9 {
			t.Fatalf("%+v", got)
		}
	})
}

func BenchmarkSummarize(b *testing.B) {
	items := course(2000)
	for i := range items {
		items[i].Memory = reviewItem(items[i].Fact, float64(1+i%100), -40, i%60-20).Memory
	}
	b.ReportAllocs()
	for b.Loop() {
		Summarize(items, Settings{}, today)
	}
}
