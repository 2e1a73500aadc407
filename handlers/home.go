package handlers

import (
	"github.com/labstack/echo/v4"

	"yalu/views"
)

// showHome says what this is and leads to practice. To somebody who has practised it says what is due.
func (s *server) showHome(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	p := s.knowledge.Pack
	page := views.Home{Title: p.Title, About: p.About, Units: s.unitTour(), Facts: len(s.course.items), Sources: len(p.Sources)}
	if v := s.visitor(c); v.id != "" {
		d, err := s.sitDown(c.Request().Context(), v)
		if err != nil {
			// The start page says what this is even when the store cannot say what is due.
			s.log.Warn("the start page goes without what is due", "id", requestID(c), "error", err)
		} else {
			defer s.leave(d)
			page.Known, page.Day = d.known(), s.dayOf(d)
		}
	}
	return s.show(c, views.HomePage(s.frame(c, "Know your history", "/"), page))
}

// showAbout says what this is, how questions are made, and what is stored.
func (s *server) showAbout(c echo.Context) error {
	shared(c)
	p := s.knowledge.Pack
	page := views.About{Title: p.Title, Licence: p.Licence, Edition: s.knowledge.Edition, Facts: len(s.course.items), CookieDays: cookieAge / (24 * 60 * 60)}
	for i := range p.Sources {
		source := &p.Sources[i]
		page.Sources = append(page.Sources, views.Link{Text: source.Title, URL: sourcePath(source.ID), What: source.Author})
	}
	return s.show(c, views.AboutPage(s.frame(c, "About", "/about"), page))
}
