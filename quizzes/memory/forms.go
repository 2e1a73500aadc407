package memory

import "math"

// topStability is the stability in days from which the hardest form is asked. A fact never forgotten gets there with
// its third review; by then a choice among options tells nothing any more.
const topStability = 60

// ChooseForm returns the form in which a fact is asked next, out of the forms it can be asked in, from easy (choose)
// to hard (free recall). The rung grows with the logarithm of stability, from the first at one day to the last at 60,
// and falls back after a lapse as stability does; between two rungs the seed decides, in proportion. The form of the
// last answer is never repeated if there is another: then the nearest rung is taken. It returns "" if forms is empty.
//
// Asking in another form each time is what makes the fact be learned and not the wording.
func ChooseForm(forms []string, m Memory, seed uint64) string {
	if len(forms) == 0 {
		return ""
	}
	rung := 0.0
	if m.State != New {
		rung = math.Log(max(m.Stability, 1)) / math.Log(topStability) * float64(len(forms)-1)
	}
	chosen := min(int(rung+unit(hash(m.Fact, seed, uint64(m.Reps)))), len(forms)-1)
	if m.State == New || forms[chosen] != m.LastForm {
		return forms[chosen]
	}
	toward := 1 // the side on which the exact rung lies
	if float64(chosen) > rung {
		toward = -1
	}
	for distance := 1; distance < len(forms); distance++ {
		for _, i := range [2]int{chosen + toward*distance, chosen - toward*distance} {
			if i >= 0 && i < len(forms) && forms[i] != m.LastForm {
				return forms[i]
			}
		}
	}
	return forms[chosen]
}
