package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// String is "events.yaml:12: what is wrong — what to do about it".
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Pos.String())
	b.WriteString(": ")
	b.WriteString(f.Message)
	if f.Remedy != "" {
		b.WriteString(" — ")
		b.WriteString(f.Remedy)
	}
	return b.String()
}

// Error makes a Fault an error.
func (f Fault) Error() string { return f.String() }

// String is "events.yaml:12", without the line where a whole file is meant.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// sortFaults orders by file and line and drops repetitions.
func sortFaults(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Remedy, b.Remedy))
	})
	return slices.Compact(faults)
}

// didYouMean is a remedy: the nearest of known, or else the fallback.
func didYouMean(wrong string, known []string, otherwise string) string {
	if s := nearest(wrong, known); s != "" {
		return fmt.Sprintf("did you mean %q?", s)
	}
	return otherwise
}

// nearest is the known word that a slip of the pen turns into wrong; "" when there is none.
func nearest(wrong string, known []string) string {
	if len(wrong) > 80 {
		return ""
	}
	limit := 1 + len(wrong)/4
	if limit > 3 {
		limit = 3
	}
	best, found := limit+1, ""
	for _, k := range known {
		if d := len(k) - len(wrong); d > limit || -d > limit {
			continue
		}
		if n := edits(wrong, k); n < best || n == best && found != "" && k < found {
			best, found = n, k
		}
	}
	return found
}

// edits counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment) between two short words.
func edits(a, b string) int {
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
