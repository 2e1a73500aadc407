package grade

import (
	"slices"
	"strings"
	"unicode"

	"yalu/quizzes/pack"
	"yalu/quizzes/question"
)

// named is one form of an entity's name, folded.
type named struct {
	form  string
	runes []rune
	id    string
}

// titles may stand before a name without being part of it.
var titles = []string{"the", "general", "gen", "marshal", "president", "chairman", "premier", "prime minister", "ambassador", "foreign minister", "mr", "mrs", "comrade", "dr"}

// bare folds a typed answer and leaves titles and the article out.
func bare(s string) string {
	words := strings.ToLower(strings.TrimSpace(strings.Trim(strings.TrimSpace(s), ".,;:!?“”\"")))
	for again := true; again; {
		again = false
		for _, t := range titles {
			if rest, ok := strings.CutPrefix(strings.Replace(words, t+".", t, 1), t+" "); ok && strings.TrimSpace(rest) != "" {
				words, again = strings.TrimSpace(rest), true
			}
		}
	}
	return pack.Fold(words)
}

// accepted are the folded forms that are right: all of an entity's when the question asks for one, else those it lists.
func (g *Grader) accepted(q question.Question) []string {
	if id, ok := g.owner[bare(q.Answers[0])]; ok {
		return g.forms[id]
	}
	var forms []string
	for _, a := range append(slices.Clip(q.Answers), q.Accept...) {
		if f := bare(a); f != "" && !slices.Contains(forms, f) {
			forms = append(forms, f)
		}
	}
	return forms
}

// slip reports that the typed words differ from a right form by a typing error, and that nobody else is as near.
func (g *Grader) slip(typed string, accept []string) bool {
	runes := []rune(typed)
	if len(runes) < 4 || strings.ContainsFunc(typed, unicode.IsDigit) || !unicode.Is(unicode.Latin, runes[0]) {
		return false // short words, numbers and characters leave no room for error
	}
	allowed := 1
	if len(runes) >= 9 {
		allowed = 2
	}
	best := allowed + 1
	for _, a := range accept {
		if r := []rune(a); len(r) >= 4 && unicode.Is(unicode.Latin, r[0]) {
			best = min(best, distance(runes, r, best))
		}
	}
	if best > allowed {
		return false
	}
	for _, n := range g.names {
		if !slices.Contains(accept, n.form) && distance(runes, n.runes, best+1) <= best {
			return false
		}
	}
	return true
}

// distance is the number of letters to insert, drop, change or swap with a neighbour (optimal string alignment) to make
// one word of the other; anything of limit or more is returned as limit.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	previous, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], previous[j-2]+1)
			}
			least = min(least, next[j])
		}
		if least >= limit {
			return limit
		}
		previous, row, next = row, next, previous
	}
	return min(row[len(b)], limit)
}
