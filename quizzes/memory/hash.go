package memory

// hash mixes a fact and some numbers into 64 well spread bits: FNV-1a over the text, then the SplitMix64 finalizer per
// number. Schedules depend on it, so it must never change; hash/maphash differs from process to process.
func hash(fact string, numbers ...uint64) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(fact) {
		h = (h ^ uint64(fact[i])) * 0x100000001b3
	}
	h = mix(h)
	for _, n := range numbers {
		h = mix(h ^ (n + 0x9e3779b97f4a7c15))
	}
	return h
}

// mix is the finalizer of SplitMix64 (Steele, Lea & Flood 2014).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// unit maps a hash to [0, 1).
func unit(h uint64) float64 { return float64(h>>11) / (1 << 53) }
