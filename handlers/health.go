package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// healthz answers as long as the process does.
func (s *server) healthz(c echo.Context) error {
	noStore(c)
	return c.String(http.StatusOK, "ok\n")
}

// readyTimeout bounds the question to the database: a slow yes is a no to whoever balances the load.
const readyTimeout = 2 * time.Second

// readyz answers 200 when answers can be taken, 503 when they cannot.
func (s *server) readyz(c echo.Context) error {
	noStore(c)
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyTimeout)
	defer cancel()
	if err := s.db.Ping(ctx); err != nil {
		s.log.Warn("not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "the database cannot be used just now\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// serveStatic serves the files of package static under their hashed names.
func (s *server) serveStatic(c echo.Context) error {
	if !s.files.Serve(c.Response(), c.Request(), c.Param("name")) {
		return echo.ErrNotFound
	}
	return nil
}

// serveFavicon answers browsers that ask for an icon without having read a page.
func (s *server) serveFavicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, s.files.URL("icon.svg"))
}
