package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"yalu/quizzes"
	"yalu/views"
)

// showSettings shows the learner's settings.
func (s *server) showSettings(c echo.Context) error {
	noStore(c)
	page, err := s.settingsPage(c)
	if err != nil {
		return err
	}
	page.Saved = c.QueryParam("saved") != ""
	return s.show(c, views.SettingsPage(s.frame(c, "Settings", ""), page))
}

func (s *server) settingsPage(c echo.Context) (views.Settings, error) {
	d, err := s.sitDown(c.Request().Context(), s.visitor(c))
	if err != nil {
		return views.Settings{}, err
	}
	defer s.leave(d)
	zone, _ := s.zones.location(d.learner.Zone)
	return views.Settings{
		Zone: d.learner.Zone, Chosen: d.learner.ZoneSet, Zones: s.zones.names, Clock: d.now.In(zone).Format("15:04, Monday 2 January"),
		Rollover: d.calendar.Rollover,
	}, nil
}

// saveSettings keeps what the learner chose, or shows the form again with what is wrong beside the field.
func (s *server) saveSettings(c echo.Context) error {
	noStore(c)
	form, err := readForm(c)
	if err != nil {
		return err
	}
	page, err := s.settingsPage(c)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(form.Get("zone"))
	if _, ok := s.zones.location(typed); !ok {
		page.Zone = typed
		page.Fault = "There is no time zone of this name. Please choose one from the list, for example Europe/Berlin."
		return s.render(c, http.StatusUnprocessableEntity, views.SettingsPage(s.frame(c, "Settings", ""), page))
	}
	err = s.keepZone(c, typed)
	if quizzes.CodeOf(err) == quizzes.Busy {
		s.logError(c, http.StatusServiceUnavailable, err)
		c.Response().Header().Set("Retry-After", retryAfter)
		page.Zone, page.Fault = typed, quizzes.MessageOf(err)
		return s.render(c, http.StatusServiceUnavailable, views.SettingsPage(s.frame(c, "Settings", ""), page))
	} else if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/settings?saved=1")
}

// keepZone keeps a chosen time zone with the learner, or in the session of who has not answered anything yet.
func (s *server) keepZone(c echo.Context, zone string) error {
	v := s.visitor(c)
	if v.id != "" {
		err := s.db.SetZone(c.Request().Context(), v.id, zone, true)
		if quizzes.CodeOf(err) != quizzes.NotFound {
			return err
		}
	} else {
		v.id = mint()
	}
	v.zone = zone
	return s.keepSession(c, v)
}
