package grade

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"yalu/quizzes/edtf"
)

var months = map[string]int{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
	"august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}

var seasons = map[string]int{"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

// ReadDate reads a date as people type it: "19 October 1950", "Oct. 19, 1950", "October 1950", "1950", "1950-10-19", "19.10.1950",
// "10/1950", "spring 1950". Numbers alone are read day first, as in Europe and Asia, unless only month first makes a date.
func ReadDate(s string) (edtf.Date, bool) {
	var numbers []string
	month, season := 0, 0
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,/-–—", r) })
	if len(words) == 0 || len(s) > 60 {
		return edtf.Date{}, false
	}
	for _, w := range words {
		switch m, isMonth := months[w]; {
		case isMonth && month == 0:
			month = m
		case seasons[w] != 0 && season == 0:
			season = seasons[w]
		case w == "the" || w == "of" || w == "in" || w == "on" || w == "about" || w == "perhaps" || w == "around" || w == "c" || w == "ca" || w == "circa":
		default:
			n := strings.TrimRight(w, "stndrh") // 1st, 2nd, 3rd, 19th
			if _, err := strconv.Atoi(n); err != nil || len(n) > 4 {
				return edtf.Date{}, false
			}
			numbers = append(numbers, n)
		}
	}
	text, ok := arrange(numbers, month, season)
	if !ok {
		return edtf.Date{}, false
	}
	d, err := edtf.Parse(text)
	return d, err == nil
}

// arrange finds year, month and day among what was typed and writes them as EDTF.
func arrange(numbers []string, month, season int) (string, bool) {
	year, rest := "", []int{}
	yearFirst := false
	for i, n := range numbers {
		v, _ := strconv.Atoi(n)
		if len(n) >= 3 && year == "" {
			year, yearFirst = fmt.Sprintf("%04d", v), i == 0
			continue
		}
		rest = append(rest, v)
	}
	switch {
	case year == "":
		return "", false
	case season != 0:
		return fmt.Sprintf("%s-%02d", year, season), month == 0 && len(rest) == 0
	case month != 0 && len(rest) == 0:
		return fmt.Sprintf("%s-%02d", year, month), true
	case month != 0 && len(rest) == 1:
		return fmt.Sprintf("%s-%02d-%02d", year, month, rest[0]), true
	case month != 0:
		return "", false
	}
	switch len(rest) {
	case 0:
		return year, true
	case 1:
		return fmt.Sprintf("%s-%02d", year, rest[0]), rest[0] >= 1 && rest[0] <= 12
	case 2:
		day, mon := rest[0], rest[1]
		if yearFirst || mon > 12 {
			day, mon = mon, day
		}
		return fmt.Sprintf("%s-%02d-%02d", year, mon, day), mon >= 1 && mon <= 12
	}
	return "", false
}

var multipliers = map[string]float64{"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mio": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9}

// digitGroups may stand between digits: points, commas, apostrophes, spaces of any width.
const digitGroups = "., ’'\u00a0\u202f"

// ReadNumber reads a number as people type it: "260,000", "260 000", "1.5 million", "about 48", "48 telegrams", "45%".
func ReadNumber(s string) (v float64, ok bool) {
	v, _, ok = readNumber(s)
	return v, ok
}

// readNumber is ReadNumber; scaled reports that a word like "million" was part of it.
func readNumber(s string) (v float64, scaled, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, lead := range []string{"about", "around", "approximately", "approx.", "circa", "ca.", "c.", "some", "nearly", "over", "~", "$", "€", "£", "¥"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, lead))
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsDigit(r) && !strings.ContainsRune(digitGroups, r)
	})
	digits, tail := s, ""
	if end >= 0 {
		digits, tail = s[:end], s[end:]
	}
	digits = strings.TrimRight(digits, digitGroups)
	if digits == "" || digits[0] < '0' || digits[0] > '9' || len(digits) > 24 || strings.ContainsFunc(tail, unicode.IsDigit) {
		return 0, false, false
	}
	v, err := strconv.ParseFloat(decimal(digits), 64)
	if err != nil {
		return 0, false, false
	}
	for _, w := range strings.Fields(tail) {
		f, ok := multipliers[strings.Trim(w, ".,")]
		if !ok {
			break // the unit, in whatever words
		}
		v, scaled = v*f, true
	}
	return v, scaled, true
}

// inUnit reads a number as an amount of the unit. Where the unit itself counts millions ("million rubles"), "300", "300 million"
// and "300,000,000" are the same answer.
func inUnit(s, unit string) (float64, bool) {
	v, scaled, ok := readNumber(s)
	first, _, _ := strings.Cut(unit, " ")
	if m := multipliers[first]; len(first) > 2 && m > 0 && (scaled || v >= m) {
		v /= m
	}
	return v, ok
}

// decimal leaves out what groups the digits. A single comma or point counts as decimal unless exactly three digits follow it.
func decimal(s string) string {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "’", "", "'", "").Replace(s)
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s
	}
	plain := strings.NewReplacer(".", "", ",", "")
	mixed := strings.Contains(s, ".") && strings.Contains(s, ",")
	if len(s)-last-1 == 3 && !mixed || strings.Count(s, s[last:last+1]) > 1 {
		return plain.Replace(s)
	}
	return plain.Replace(s[:last]) + "." + s[last+1:]
}
