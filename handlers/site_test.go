package handlers

import (
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"golang.org/x/net/html"

	"yalu/db"
	"yalu/quizzes/grade"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
	"yalu/quizzes/question"
)

// clock is the time of a test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// site is a whole server over a real SQLite file.
type site struct {
	t     *testing.T
	file  string
	db    *db.DB
	k     *knowledge.Knowledge
	maker *question.Maker
	clock *clock
	log   *strings.Builder
	http  *httptest.Server
}

func newSite(t *testing.T) *site {
	t.Helper()
	p, faults := pack.Read(os.DirFS("testdata/pack"))
	for _, f := range faults {
		t.Fatalf("the test pack: %v", f)
	}
	k := knowledge.Compile(p, "test-edition")
	s := &site{
		t: t, file: filepath.Join(t.TempDir(), "test.db"), k: k, maker: question.NewMaker(k),
		clock: &clock{now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}, log: new(strings.Builder),
	}
	s.start()
	t.Cleanup(s.stop)
	return s
}

// start opens the database and serves; after stop it is a restart.
func (s *site) start() {
	s.t.Helper()
	var err error
	s.db, err = db.Open(s.t.Context(), s.file, db.Options{Now: s.clock.Now, Patience: 150 * time.Millisecond, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.t.Fatal(err)
	}
	keys, err := s.db.Keys(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	h, err := New(s.config(keys))
	if err != nil {
		s.t.Fatal(err)
	}
	s.http = httptest.NewServer(h)
}

func (s *site) config(keys []db.Key) Config {
	return Config{
		Knowledge: s.k, Maker: s.maker, Grader: grade.NewGrader(s.k), DB: s.db, Keys: keys, Now: s.clock.Now,
		Log: slog.New(slog.NewTextHandler(&lockedWriter{w: s.log}, nil)),
	}
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func (s *site) stop() {
	s.http.Close()
	_ = s.db.Close() // some tests close it themselves
}

// lock takes SQLite's write lock as another program would, until the returned function is called.
func (s *site) lock() (unlock func()) {
	s.t.Helper()
	other, err := sql.Open("sqlite3", s.file)
	if err != nil {
		s.t.Fatal(err)
	}
	conn, err := other.Conn(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := conn.ExecContext(s.t.Context(), "BEGIN IMMEDIATE"); err != nil {
		s.t.Fatal(err)
	}
	return func() {
		_, _ = conn.ExecContext(s.t.Context(), "ROLLBACK")
		_ = conn.Close()
		_ = other.Close()
	}
}

// browser is a browser without a script.
type browser struct {
	t    *testing.T
	site *site
	http *http.Client
}

func (s *site) visitor() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{t: s.t, site: s, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// page is what came back.
type page struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	doc    *html.Node
}

func (v *browser) do(method, path, contentType, body string, header ...string) page {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.site.http.URL+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(string(b)))
	if err != nil {
		v.t.Fatal(err)
	}
	return page{t: v.t, status: resp.StatusCode, header: resp.Header, body: string(b), doc: doc}
}

func (v *browser) get(path string, header ...string) page {
	v.t.Helper()
	return v.do(http.MethodGet, path, "", "", header...)
}

func (v *browser) post(path string, form url.Values, header ...string) page {
	v.t.Helper()
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode(), header...)
}

// cookie returns the session cookie's value, "" when there is none.
func (v *browser) cookie() string {
	u, _ := url.Parse(v.site.http.URL)
	for _, c := range v.http.Jar.Cookies(u) {
		if c.Name == cookieName {
			return c.Value
		}
	}
	return ""
}

func (v *browser) setCookie(value string) {
	u, _ := url.Parse(v.site.http.URL)
	v.http.Jar.SetCookies(u, []*http.Cookie{{Name: cookieName, Value: value, Path: "/"}})
}

// want fails the test unless the page has the status and all the words.
func (p page) want(status int, words ...string) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d:\n%s", p.status, status, p.text())
	}
	text := p.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Fatalf("the page lacks %q:\n%s", w, text)
		}
	}
	return p
}

// all returns the elements of that name.
func (p page) all(name string) []*html.Node { return all(p.doc, name) }

func all(root *html.Node, name string) []*html.Node {
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	v, _ := attrOK(n, name)
	return v
}

func attrOK(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// text is the page's words, white space evened out.
func (p page) text() string { return textOf(p.doc) }

func textOf(root *html.Node) string {
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// form reads the practice form as a browser would send it, with whatever is chosen or typed in it.
func (p page) form() url.Values {
	p.t.Helper()
	form := url.Values{}
	for _, f := range p.all("form") {
		if attr(f, "action") != "/practice" || attr(f, "method") != "post" {
			continue
		}
		for _, in := range all(f, "input") {
			_, checked := attrOK(in, "checked")
			if attr(in, "type") != "radio" || checked {
				form.Add(attr(in, "name"), attr(in, "value"))
			}
		}
		for _, sel := range all(f, "select") {
			value := ""
			for _, o := range all(sel, "option") {
				if _, ok := attrOK(o, "selected"); ok {
					value = attr(o, "value")
				}
			}
			form.Add(attr(sel, "name"), value)
		}
		return form
	}
	p.t.Fatalf("there is no question on the page:\n%s", p.text())
	return nil
}

// rightly fills a practice form with the right answer.
func (s *site) rightly(form url.Values) question.Question {
	s.t.Helper()
	q, err := s.maker.FromID(form.Get("q"))
	if err != nil {
		s.t.Fatal(err)
	}
	switch q.Form {
	case question.Choose, question.Compare:
		for _, o := range q.Options {
			if o.Correct {
				form.Set("choice", o.Key)
			}
		}
	case question.Order:
		for _, o := range q.Options {
			form.Set("place."+o.Key, strconv.Itoa(o.Rank))
		}
	case question.Match:
		for _, r := range q.Rows {
			form.Set("match."+r.Key, r.Answer)
		}
	case question.Recall:
		form.Set("knew", "yes")
	case question.Number:
		form.Set("text", strconv.FormatFloat(q.Value, 'f', -1, 64))
	default:
		form.Set("text", q.Answers[0])
	}
	return q
}

// answers counts what is stored, past the server: all of it, or the answers to one question.
func (s *site) answers(question string) int {
	s.t.Helper()
	other, err := sql.Open("sqlite3", s.file)
	if err != nil {
		s.t.Fatal(err)
	}
	defer other.Close()
	var n int
	row := other.QueryRowContext(s.t.Context(), "SELECT count(*) FROM answers WHERE $1 IN ('', question)", question)
	if err := row.Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *site) exec(query string, args ...any) {
	s.t.Helper()
	other, err := sql.Open("sqlite3", s.file+"?_foreign_keys=1")
	if err != nil {
		s.t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(s.t.Context(), query, args...); err != nil {
		s.t.Fatal(err)
	}
}
