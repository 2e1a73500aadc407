package pack

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold reduces a name or an answer to what counts when two are compared: letters and digits, without case, spaces, hyphens,
// apostrophes and other marks, and without the diacritics of alphabets (Latin, Greek, Cyrillic, Hebrew, Arabic). Two forms are
// the same form when their folds are equal. Nothing is transliterated: 박헌영 stays Hangul (in NFC), 朴憲永 stays Han, Пак stays Cyrillic.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	base := rune(0) // the letter that marks stand on
	for _, r := range norm.NFKD.String(cases.Fold().String(norm.NFC.String(s))) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r):
			if base != 0 && !unicode.In(base, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic) {
				b.WriteRune(r) // kana's voicing and the vowels of Thai or Devanagari are no decoration
			}
		case unicode.Is(unicode.Lm, r) && unicode.In(r, unicode.Common): // U+02BB, U+02BC and their kin: apostrophes that Unicode counts as letters
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			base = r
			if plain, ok := undecomposed[r]; ok {
				b.WriteString(plain)
			} else {
				b.WriteRune(r)
			}
		default:
			base = 0
		}
	}
	// Once more, because a mark that was dropped may have kept two folds apart.
	return norm.NFC.String(cases.Fold().String(b.String()))
}

// undecomposed are Latin letters whose stroke or ligature Unicode does not take apart.
var undecomposed = map[rune]string{'ø': "o", 'ł': "l", 'đ': "d", 'ħ': "h", 'ı': "i", 'æ': "ae", 'œ': "oe", 'ŋ': "n"}

// FoldedForms are the folds of all forms of the entity, the name's first, without repetitions.
func (e *Entity) FoldedForms() []string {
	var forms []string
	forms = addForm(forms, e.Name)
	for _, n := range e.Names {
		forms = addForm(forms, n.Text)
	}
	return forms
}

// FoldedForms are the folds of all forms of the person in either name order, the name's own first, without repetitions.
func (p *Person) FoldedForms() []string {
	var forms []string
	forms = addForm(forms, p.Name)
	forms = addForm(forms, p.OtherOrder())
	for _, n := range p.Names {
		forms = addForm(forms, n.Text)
		if n.ordered() {
			forms = addForm(forms, lastToFront(n.Text))
			forms = addForm(forms, firstToEnd(n.Text))
		}
	}
	return forms
}

// FoldedForms are the folds of all forms of the organization, also with "the" where running text has it.
func (o *Organization) FoldedForms() []string { return withThe(o.The, o.Entity.FoldedForms()) }

// FoldedForms are the folds of all forms of the place, also with "the" where running text has it.
func (p *Place) FoldedForms() []string { return withThe(p.The, p.Entity.FoldedForms()) }

func withThe(the bool, forms []string) []string {
	if the {
		for _, f := range forms[:len(forms):len(forms)] {
			if unicode.Is(unicode.Latin, []rune(f)[0]) {
				forms = addForm(forms, "the"+f)
			}
		}
	}
	return forms
}

func addForm(forms []string, text string) []string {
	if f := Fold(text); f != "" && !slices.Contains(forms, f) {
		return append(forms, f)
	}
	return forms
}

// OtherOrder is the person's name with the family name at the other end: "Hon-yong Pak", "MacArthur Douglas"; "" for a name of one word.
func (p *Person) OtherOrder() string {
	if p.FamilyFirst {
		return firstToEnd(p.Name)
	}
	return lastToFront(p.Name)
}

// FamilyName is the family name of the person's name: its first word or its last, as `order` says.
func (p *Person) FamilyName() string {
	words := strings.Fields(p.Name)
	switch {
	case len(words) == 0:
		return ""
	case p.FamilyFirst:
		return words[0]
	}
	return words[len(words)-1]
}

// ordered tells whether the form is a full name whose words may stand in another order.
func (n Name) ordered() bool {
	switch n.System {
	case "abbreviation", "short", "translation":
		return false
	}
	return true
}

func firstToEnd(s string) string {
	words := strings.Fields(s)
	if len(words) < 2 {
		return ""
	}
	return strings.Join(append(words[1:], words[0]), " ")
}

func lastToFront(s string) string {
	words := strings.Fields(s)
	if len(words) < 2 {
		return ""
	}
	last := len(words) - 1
	return words[last] + " " + strings.Join(words[:last], " ")
}
