package handlers

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"yalu/quizzes"
	"yalu/views"
)

const (
	htmlType       = "text/html; charset=utf-8"
	fragmentHeader = "X-Yalu"      // the script asks for the inside of a page
	pageHeader     = "X-Yalu-Page" // marks what the script may show; a proxy's error page lacks it
)

// largestPooled keeps a single huge page from living in the pool for ever.
const largestPooled = 1 << 20

// render draws a page into a buffer and sends it only when it is whole, so that an error can still become an error page.
func (s *server) render(c echo.Context, status int, page templ.Component) error {
	b, ok := s.buffers.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	defer func() {
		if b.Cap() <= largestPooled {
			b.Reset()
			s.buffers.Put(b)
		}
	}()
	if err := page.Render(c.Request().Context(), b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(pageHeader, "1")
	h.Add("Vary", fragmentHeader)
	return c.Blob(status, htmlType, b.Bytes())
}

// show renders a page with status 200.
func (s *server) show(c echo.Context, page templ.Component) error {
	return s.render(c, http.StatusOK, page)
}

// frame is what surrounds a page; current is the navigation entry it belongs to.
func (s *server) frame(c echo.Context, title, current string) views.Frame {
	f := s.baseFrame(title)
	f.Current = current
	f.Fragment = isFragment(c)
	return f
}

func (s *server) baseFrame(title string) views.Frame {
	p := s.knowledge.Pack
	lang := p.Language
	if lang == "" {
		lang = "en"
	}
	return views.Frame{
		Title: title, Site: p.Title, Lang: lang, Licence: p.Licence,
		Style: s.files.URL("yalu.css"), Script: s.files.URL("yalu.js"), Icon: s.files.URL("icon.svg"),
	}
}

func isFragment(c echo.Context) bool { return c.Request().Header.Get(fragmentHeader) == "fragment" }

// noStore marks an answer that is about one person, or about a moment.
func noStore(c echo.Context) { c.Response().Header().Set("Cache-Control", "no-store") }

// shared marks a page that is the same for everybody until the pack is edited.
func shared(c echo.Context) { c.Response().Header().Set("Cache-Control", "public, max-age=60") }

// readForm reads the form a request carries. What cannot be read is the sender's fault, not ours.
func readForm(c echo.Context) (url.Values, error) {
	r := c.Request()
	err := r.ParseForm()
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return r.PostForm, nil
	case errors.As(err, &tooLarge):
		return nil, err
	}
	return nil, quizzes.Wrap(err, quizzes.Invalid, "What was sent could not be read, so nothing was done. Please load the page again and try once more.")
}
