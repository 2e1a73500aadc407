package knowledge

import (
	"os"
	"testing"

	"yalu/quizzes/edtf"
	"yalu/quizzes/pack"
)

func small(t *testing.T) *Knowledge {
	t.Helper()
	p, faults := pack.Read(os.DirFS("../question/testdata/small"))
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return Compile(p, "test")
}

func TestStatements(t *testing.T) {
	k := small(t)
	for id, want := range map[string]string{
		"harbour-master.anna-berg":         "Anna Berg was the harbour master from 1900 to 1904.",
		"opening-of-the-lock.date":         "The opening of the lock took place on 12 May 1903.",
		"letter-to-the-king.date":          "The letter to the king dates from 15 September 1904.",
		"strike-of-the-dockers.end":        "The strike of the dockers ended in April 1901.",
		"opening-of-the-lock.clara-dahl":   "Clara Dahl cut the ribbon at the opening of the lock.",
		"toll-treaty.anna-berg":            "Anna Berg signed the toll treaty for the Town of Port.",
		"town.founded":                     "The Town of Port was founded on 2 April 1890.",
		"wharfage.meaning":                 "Wharfage: fee for lying at a quay.",
		"salt-in-the-blood":                "Anna Berg told the council in 1903: “We have salt where others have blood.”",
		"why-the-strike":                   "The dockers struck because night work went unpaid.",
		"height-of-the-flood.two":          "The Chronicle has the water at two metres.",
		"toll-treaty.halving":              "The treaty halved the toll.",
		"arrival-of-the-steamer.place":     "The arrival of the first steamer took place at North Quay.",
		"first-regatta.date":               "The first regatta took place in about 1908.",
		"ships-in-1910.value":              "In 1910 about 1,200 ships called at the port.",
		"arrival-of-the-steamer.emil-falk": "Emil Falk piloted the ship at the arrival of the first steamer.",
	} {
		f, ok := k.Fact(id)
		if !ok || f.Statement != want {
			t.Errorf("%s: %+v; want %q", id, f, want)
		}
	}
}

func TestFactsComeInCourseOrder(t *testing.T) {
	k := small(t)
	for i := 1; i < len(k.Facts); i++ {
		a, b := k.Facts[i-1], k.Facts[i]
		if ua, ub := k.UnitIndex(a.Unit), k.UnitIndex(b.Unit); ua > ub || ua == ub && a.Importance > b.Importance {
			t.Errorf("%s stands before %s", a.ID, b.ID)
		}
	}
}

func TestDisputedStatementIsNoFact(t *testing.T) {
	p, faults := pack.Read(os.DirFS("../question/testdata/small"))
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	for i := range p.Events {
		if p.Events[i].ID == "great-flood" {
			p.Events[i].Date.Standing = pack.Disputed
		}
	}
	k := Compile(p, "test")
	if _, ok := k.Fact("great-flood.date"); ok {
		t.Error("a disputed date is asked as plain truth")
	}
	if f, ok := k.Fact("height-of-the-flood.two"); !ok || f.Standing != pack.Interpretation || f.By != "the Chronicle" {
		t.Errorf("the side of a dispute is the source's word: %+v", f)
	}
}

func TestHolders(t *testing.T) {
	k := small(t)
	master, _ := k.Office("harbour-master")
	anna, bruno := &master.Holders[0], &master.Holders[1]
	for _, c := range []struct {
		person, when string
		want         bool
	}{
		{"clara-dahl", "1902", true},    // Anna surely sat there
		{"bruno-cole", "1902", true},    // he came later
		{"anna-berg", "1902", false},    // she sat there herself
		{"clara-dahl", "1912", false},   // nothing is known of 1912: not proved, so not offered
		{"anna-berg", "1904", false},    // her last year, of unknown length
		{"clara-dahl", "1905", false},   // Bruno came some time in 1905; before him perhaps Clara
		{"david-east", "1901-05", true}, // inside Anna's years
	} {
		if got := k.NeverHeldAt(master, c.person, edtf.MustParse(c.when)); got != c.want {
			t.Errorf("NeverHeldAt(%s, %s) = %v", c.person, c.when, got)
		}
	}
	for _, c := range []struct {
		tenure *pack.Holder
		when   string
		want   bool
	}{
		{anna, "1902", true},
		{anna, "1900", false}, // from some day of 1900
		{anna, "1900/1904", true},
		{anna, "1906", false},
		{bruno, "1907", true},
	} {
		if got := k.OnlyHolderAt(master, c.tenure, edtf.MustParse(c.when)); got != c.want {
			t.Errorf("OnlyHolderAt(%s, %s) = %v", c.tenure.Who, c.when, got)
		}
	}
	many := *master
	many.Seats = 3
	if k.NeverHeldAt(&many, "clara-dahl", edtf.MustParse("1902")) {
		t.Error("with three seats, one holder proves nothing of others")
	}
	many.Complete = edtf.MustParse("1899/1911")
	if !k.NeverHeldAt(&many, "clara-dahl", edtf.MustParse("1902")) {
		t.Error("a complete list proves who was not on it")
	}
}

func TestElsewhere(t *testing.T) {
	k := small(t)
	if k.Elsewhere("north-quay", "north-quay") || !k.Elsewhere("north-quay", "south-quay") {
		t.Error("a place is not elsewhere than itself, quays a degree apart are")
	}
	south, _ := k.Place("south-quay")
	inner := *south
	south.PartOf = "north-quay"
	if k.Elsewhere("north-quay", "south-quay") || k.Elsewhere("south-quay", "north-quay") {
		t.Error("a part is not elsewhere than the whole")
	}
	*south = inner
	south.Lat = 59.99
	if k.Elsewhere("north-quay", "south-quay") {
		t.Error("places a kilometre apart are too near to be told apart")
	}
}

func TestReveals(t *testing.T) {
	k := small(t)
	for words, want := range map[string]bool{
		"Who followed Anna Berg as harbour master?": true,
		"Who followed ANNA-BERG?":                   true,
		"Hannah Bergen came late.":                  false,
		"Кто такая Берг?":                           true,
	} {
		if got := k.Reveals(FoldWords(words), "anna-berg"); got != want {
			t.Errorf("%q: %v", words, got)
		}
	}
}

func TestNumerals(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 3: "3", 1200: "1,200", 260000: "260,000", 1234567: "1,234,567", 1.35: "1.35", 0.5: "0.5", -1200: "-1,200", 999: "999"} {
		if got := Numeral(v); got != want {
			t.Errorf("%v is written %q", v, got)
		}
	}
	if got := Quantity(90, "%"); got != "90 per cent" {
		t.Error(got)
	}
}
