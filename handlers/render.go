package handlers

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"yalu/quizzes"
	"yalu/static"
	"yalu/views"
)

const (
	htmlType       = "text/html; charset=utf-8"
	fragmentHeader = "X-Yalu"      // the script asks for the inside of a page
	pageHeader     = "X-Yalu-Page" // marks what the script may show; a proxy's error page lacks it
)

// largestPooled keeps a single huge page from living in the pool for ever.
const largestPooled = 1 << 20

// worthZipping is the size from which a page is compressed. Below it, it fits into the first three packets either way, and
// compressing would be most of the work of an answer's feedback.
const worthZipping = 4096 // bytes

// render draws a page into a buffer and sends it only when it is whole, so that an error can still become an error page.
func (s *server) render(c echo.Context, status int, page templ.Component) error {
	b := s.buffer()
	defer s.release(b)
	if err := page.Render(c.Request().Context(), b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(pageHeader, "1")
	h.Add("Vary", fragmentHeader)
	h.Add("Vary", "Accept-Encoding")
	if b.Len() < worthZipping || !static.AcceptsGzip(c.Request().Header.Get("Accept-Encoding")) {
		return c.Blob(status, htmlType, b.Bytes())
	}
	zipped := s.buffer()
	defer s.release(zipped)
	if err := s.zip(zipped, b.Bytes()); err != nil {
		return err
	}
	h.Set("Content-Encoding", "gzip")
	return c.Blob(status, htmlType, zipped.Bytes())
}

func (s *server) buffer() *bytes.Buffer {
	if b, ok := s.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

func (s *server) release(b *bytes.Buffer) {
	if b.Cap() <= largestPooled {
		b.Reset()
		s.buffers.Put(b)
	}
}

// zip compresses a finished page. A writer is borrowed for the compressing only, for it is large.
func (s *server) zip(to *bytes.Buffer, page []byte) error {
	w, ok := s.zippers.Get().(*gzip.Writer)
	if !ok {
		var err error
		if w, err = gzip.NewWriterLevel(nil, gzip.BestSpeed); err != nil {
			return err
		}
	}
	defer s.zippers.Put(w)
	w.Reset(to)
	if _, err := w.Write(page); err != nil {
		return err
	}
	return w.Close()
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
