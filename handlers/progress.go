package handlers

import (
	"fmt"
	"math"

	"github.com/labstack/echo/v4"

	"yalu/quizzes/memory"
	"yalu/views"
)

// forecastShown is how many days of the forecast the page draws.
const forecastShown = 14

// showProgress says what is known, what is due and what is weak.
func (s *server) showProgress(c echo.Context) error {
	noStore(c)
	d, err := s.sitDown(c.Request().Context(), s.visitor(c))
	if err != nil {
		return err
	}
	defer s.leave(d)
	sum := memory.Summarize(d.items, s.settings, d.day)
	page := views.Progress{
		Begun: d.known(), Day: s.dayOf(d), Facts: sum.Facts, Known: sum.Known, Expected: int(math.Round(sum.Expected)),
		New: sum.New, Learning: sum.Learning, Young: sum.Young, Mature: sum.Mature, Units: s.unitBars(d),
	}
	for in, n := range sum.Forecast[:forecastShown] {
		page.Forecast = append(page.Forecast, views.Forecast{When: dayName(d.day, in), Short: shortDay(d.day.Add(in)), Count: n})
	}
	for _, w := range sum.Weak {
		if f, ok := s.knowledge.Fact(w.Fact); ok {
			page.Weak = append(page.Weak, views.Weak{
				Statement: f.Statement, Link: s.factLink(f.ID), Chance: int(math.Round(100 * w.Retrievability)), Lapses: w.Lapses,
			})
		}
	}
	return s.show(c, views.ProgressPage(s.frame(c, "Progress", "/progress"), page))
}

func shortDay(day memory.Day) string {
	_, _, date := day.Date()
	return fmt.Sprintf("%s %d", day.Weekday().String()[:2], date)
}

// factLink leads to where a fact can be read: the page of its record or, where that has none, of what it names first.
func (s *server) factLink(fact string) views.Link {
	f, ok := s.knowledge.Fact(fact)
	if !ok {
		return views.Link{}
	}
	ids := append([]string{f.Record, f.Subject}, f.Mentions...)
	for _, id := range ids {
		if r, ok := s.knowledge.Record(id); ok {
			return views.Link{Text: r.Name, URL: recordPath(r)}
		}
	}
	return views.Link{}
}

// unitBars sums the learner's memories up by unit.
func (s *server) unitBars(d *desk) []views.UnitBar {
	units := s.knowledge.Pack.Units
	bars := make([]views.UnitBar, len(units))
	for i, u := range units {
		bars[i].Link = views.Link{Text: u.Title, URL: unitPath(u.ID)}
	}
	for i := range d.items {
		item := &d.items[i]
		if item.Unit >= len(bars) {
			continue // belongs to no unit
		}
		bar := &bars[item.Unit]
		bar.Facts++
		switch m := &item.Memory; {
		case m.State == memory.New:
		case m.State == memory.Review && s.settings.Retrievability(*m, d.day) >= 0.9:
			bar.Known++
		default:
			bar.Learning++
		}
	}
	return bars
}
