package handlers

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"yalu/quizzes"
	"yalu/quizzes/pack"
	"yalu/views"
)

// showSources lists the texts everything is cited to.
func (s *server) showSources(c echo.Context) error {
	shared(c)
	page := views.Index{Title: "Sources"}
	for i := range s.knowledge.Pack.Sources {
		source := &s.knowledge.Pack.Sources[i]
		page.Entries = append(page.Entries, views.Entry{
			Link: views.Link{Text: source.Title, URL: sourcePath(source.ID), What: source.Author}, When: year(source.Year),
		})
	}
	return s.show(c, views.IndexPage(s.frame(c, "Sources", "/library"), page))
}

func sourcePath(id string) string { return "/sources/" + url.PathEscape(id) }

func year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

// showSource shows one source with everything that is cited to it, in the order of its pages.
func (s *server) showSource(c echo.Context) error {
	source, ok := s.knowledge.Source(c.Param("id"))
	if !ok {
		return quizzes.Errorf(quizzes.NotFound, "The library holds no such source.")
	}
	shared(c)
	page := views.Source{
		Title: source.Title, Author: source.Author, Published: source.Published, Year: year(source.Year),
		Kind: strings.ReplaceAll(source.Kind, "-", " "), Note: source.Note, Cited: s.citedFrom(source),
	}
	if source.LastPage > 0 {
		page.Pages = fmt.Sprintf("%d–%d", source.FirstPage, source.LastPage)
	}
	for _, section := range source.Sections {
		page.Sections = append(page.Sections, "§"+section.ID+" "+section.Title)
	}
	return s.show(c, views.SourcePage(s.frame(c, source.Title, "/library"), page))
}

// citedFrom lists the facts a source is cited for.
func (s *server) citedFrom(source *pack.Source) []views.Cited {
	var out []views.Cited
	for _, f := range s.knowledge.Facts {
		var at []string
		for _, c := range f.Cites {
			if c.Source == source.ID {
				at = append(at, c.At)
			}
		}
		if len(at) == 0 {
			continue
		}
		cited := views.Cited{At: strings.Join(at, ", "), Text: f.Statement}
		if r, ok := s.knowledge.Record(f.Record); ok {
			cited.Record = views.Link{Text: r.Name, URL: recordPath(r)}
		}
		out = append(out, cited)
	}
	slices.SortStableFunc(out, func(a, b views.Cited) int { return compareNumbers(numbers(a.At), numbers(b.At)) })
	return out
}

// numbers are the numbers in a citation in the order in which they stand: "§1.10, ¶ 2" is 1, 10, 2.
func numbers(at string) []int {
	var out []int
	for _, field := range strings.FieldsFunc(at, func(r rune) bool { return !unicode.IsDigit(r) }) {
		if n, err := strconv.Atoi(field); err == nil {
			out = append(out, n)
		}
	}
	return out
}

func compareNumbers(a, b []int) int { return slices.CompareFunc(a, b, cmp.Compare) }
