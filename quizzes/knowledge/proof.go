package knowledge

import (
	"math"
	"strings"

	"yalu/quizzes/edtf"
	"yalu/quizzes/pack"
)

// This file holds what can be proved. "Not stated" never means "false": every function here answers true only when the
// records leave no other possibility.

// SurelyApart reports that two dates have no day in common, however their bounds are read.
func SurelyApart(a, b edtf.Date) bool { return edtf.Overlaps(a, b) == edtf.No }

// SurelyBefore reports that a was over when b began, however their bounds are read.
func SurelyBefore(a, b edtf.Date) bool { return edtf.WhollyBefore(a, b) == edtf.Yes }

func covers(held, t edtf.Date) bool { return edtf.Covers(held, t) == edtf.Yes }

// NeverHeldAt reports that person surely did not hold the office at any moment of t. Either the list of holders is
// complete over t and every tenure of the person lies surely outside it; or the office has one seat that others surely
// filled throughout t. Which tenure fills a seat at an attested moment ("in 1949") is the source's word: at that
// moment the seat is taken, unless the pack itself has another holder who may have sat there.
func (k *Knowledge) NeverHeldAt(office *pack.Office, person string, t edtf.Date) bool {
	filled := !office.Complete.IsZero() && covers(office.Complete, t)
	for i := range office.Holders {
		h := &office.Holders[i]
		if h.Who == person {
			if !SurelyApart(h.Held, t) {
				return false
			}
			continue
		}
		if office.Seats == 1 && (covers(h.Held, t) || attests(h.Held, t)) {
			filled = true
		}
	}
	return filled
}

// attests reports that t is the tenure in the source's own words: "in 1949", "from 1950 to 1952".
func attests(held, t edtf.Date) bool { return held.Equal(t) }

// OnlyHolderAt reports that the tenure's holder is the only one who may have held the office during t.
func (k *Knowledge) OnlyHolderAt(office *pack.Office, tenure *pack.Holder, t edtf.Date) bool {
	if !covers(tenure.Held, t) && !attests(tenure.Held, t) {
		return false
	}
	if office.Seats != 1 && (office.Complete.IsZero() || !covers(office.Complete, t)) {
		return false
	}
	for i := range office.Holders {
		h := &office.Holders[i]
		if h.Who == tenure.Who || SurelyApart(h.Held, t) {
			continue
		}
		// Asked for a whole tenure in the source's own words, a successor of the year it ended in is no second answer.
		if tenure.Held.Span && attests(tenure.Held, t) && edtf.Overlaps(h.Held, t) != edtf.Yes && edtf.SameStart(h.Held, t) == edtf.No {
			continue
		}
		return false
	}
	return true
}

// TookPart reports whether the event's record names the entity at all, in whatever role.
func TookPart(e *pack.Event, entity string) bool {
	for i := range e.Participants {
		if e.Participants[i].Who == entity {
			return true
		}
	}
	return false
}

// Elsewhere reports that two places surely are different places: neither is part of the other and, where the
// coordinates of both are known, they lie more than 25 km apart unless they are of the same kind.
func (k *Knowledge) Elsewhere(a, b string) bool {
	if a == b || k.within(a, b) || k.within(b, a) {
		return false
	}
	p, q := k.places[a], k.places[b]
	if p == nil || q == nil {
		return false
	}
	if p.Located && q.Located {
		return distance(p, q) > 25
	}
	return p.Kind == q.Kind
}

func (k *Knowledge) within(inner, outer string) bool {
	for hops := 0; inner != "" && hops < 20; hops++ {
		if inner == outer {
			return true
		}
		p, ok := k.places[inner]
		if !ok {
			return false
		}
		inner = p.PartOf
	}
	return false
}

// distance between two places in kilometres on a sphere.
func distance(p, q *pack.Place) float64 {
	const radius, degree = 6371, math.Pi / 180
	dLat, dLon := (q.Lat-p.Lat)*degree, (q.Lon-p.Lon)*degree
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(p.Lat*degree)*math.Cos(q.Lat*degree)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * radius * math.Asin(math.Sqrt(h))
}

// PartOf reports that event inner is, at any depth, a part of event outer.
func (k *Knowledge) PartOf(inner, outer string) bool {
	for hops := 0; inner != "" && hops < 20; hops++ {
		e, ok := k.events[inner]
		if !ok {
			return false
		}
		if e.PartOf == outer {
			return true
		}
		inner = e.PartOf
	}
	return false
}

// ActiveAt reports that the entity may have been at work at t: it is not known to be out of its time.
func (k *Knowledge) ActiveAt(id string, t edtf.Date) bool {
	if t.IsZero() {
		return true
	}
	if p, ok := k.people[id]; ok {
		if !p.Active.IsZero() {
			return !SurelyApart(p.Active, t)
		}
		return !(p.Died.Set && p.Died.Is.End.Last < t.Start.First) && !(p.Born.Set && p.Born.Is.Start.First > t.End.Last)
	}
	if o, ok := k.organizations[id]; ok {
		if !o.Active.IsZero() {
			return !SurelyApart(o.Active, t)
		}
		return !(o.Dissolved.Set && o.Dissolved.Is.End.Last < t.Start.First) && !(o.Founded.Set && o.Founded.Is.Start.First > t.End.Last)
	}
	return true
}

// Words is running text folded for comparison with names; see FoldWords.
type Words string

// FoldWords folds running text once, so that many names can be looked for in it.
func FoldWords(text string) Words { return Words(" " + pack.FoldWords(text) + " ") }

// Reveals reports that the words give a record's name away: they contain one of its forms, word for word.
func (k *Knowledge) Reveals(words Words, id string) bool {
	for _, form := range k.spoken[id] {
		if strings.Contains(string(words), form) {
			return true
		}
	}
	return false
}

func (k *Knowledge) addSpoken() {
	k.spoken = make(map[string][]string, len(k.records))
	for id, r := range k.records {
		for _, name := range append([]pack.Name{{Text: r.Name}}, r.Names...) {
			if folded := pack.FoldWords(name.Text); folded != "" {
				k.spoken[id] = append(k.spoken[id], " "+folded+" ")
			}
		}
	}
}
