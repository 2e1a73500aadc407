package question

// draw is a stream of chance that is the same on every machine and in every year: SplitMix64 (Steele, Lea and Flood 2014).
// The standard library promises its sources but not its shuffles, and a question must come out the same byte for byte.
//
// A still stream always draws zero and shuffles nothing. What can be built from it can be built from every seed, because
// every search below falls back to it.
type draw struct {
	state uint64
	still bool
}

// newDraw starts a stream from a seed and the words that tell this use of it from others.
func newDraw(seed uint64, salt ...string) *draw {
	h := uint64(14695981039346656037) // FNV-1a
	for _, s := range salt {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	return &draw{state: seed ^ h}
}

func (d *draw) next() uint64 {
	if d.still {
		return 0
	}
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1. The bias for the small n used here is under 2⁻⁵⁰.
func (d *draw) below(n int) int { return int(d.next() % uint64(n)) }

// pick returns one of the given rows.
func pick[T any](d *draw, rows []T) T { return rows[d.below(len(rows))] }

// shuffle puts rows into a random order (Fisher and Yates).
func shuffle[T any](d *draw, rows []T) {
	if d.still {
		return
	}
	for i := len(rows) - 1; i > 0; i-- {
		j := d.below(i + 1)
		rows[i], rows[j] = rows[j], rows[i]
	}
}
