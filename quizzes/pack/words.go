package pack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FoldWords folds running text word by word and joins the words with single spaces, so that a name can be looked for in
// it without being found inside another word. Hyphens part words ("Il-sung" reads as "il sung"); apostrophes do not.
func FoldWords(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool {
		if r < utf8.RuneSelf {
			return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '\'' || r == '`')
		}
		return r != '’' && r != '‘' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	for i, w := range words {
		words[i] = foldWord(w)
	}
	return strings.Join(words, " ")
}

// foldWord is Fold, quickly for the plain words that most text consists of.
func foldWord(w string) string {
	for i := 0; i < len(w); i++ {
		if c := w[i]; c >= utf8.RuneSelf || c == '\'' || c == '`' {
			return Fold(w)
		}
	}
	return strings.ToLower(w)
}
