package handlers

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"

	"yalu/quizzes/question"
)

// void elements have no end tag.
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// checkHTML holds a page against what every page of ours owes its reader.
func checkHTML(t *testing.T, where string, p page) {
	t.Helper()
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(where+": "+format, args...)
	}
	checkBalance(fail, p.body)
	if roots := p.all("html"); len(roots) != 1 || attr(roots[0], "lang") == "" {
		fail("no language")
	}
	if titles := p.all("title"); len(titles) != 1 || textOf(titles[0]) == "" {
		fail("%d titles", len(titles))
	}
	if n := len(p.all("h1")); n != 1 {
		fail("%d h1", n)
	}
	if n := len(p.all("main")); n != 1 {
		fail("%d main", n)
	}
	ids := map[string]bool{}
	labelled := map[string]bool{}
	for n := range p.doc.Descendants() {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				fail("two elements %q", id)
			}
			ids[id] = true
		}
		if n.Data == "label" && attr(n, "for") != "" {
			labelled[attr(n, "for")] = true
		}
		if _, styled := attrOK(n, "style"); styled || n.Data == "style" {
			fail("an inline style on %s", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				fail("an inline script: %s", a.Key)
			}
		}
		if n.Data == "script" && attr(n, "src") == "" {
			fail("an inline script")
		}
	}
	for n := range p.doc.Descendants() {
		checkNode(fail, n, ids, labelled)
	}
}

func checkNode(fail func(string, ...any), n *html.Node, ids, labelled map[string]bool) {
	for _, name := range []string{"aria-describedby", "aria-labelledby"} {
		for _, id := range strings.Fields(attr(n, name)) {
			if !ids[id] {
				fail("%s %s points to nothing", name, id)
			}
		}
	}
	switch n.Data {
	case "input", "select", "textarea":
		inside := false
		for up := n.Parent; up != nil; up = up.Parent {
			inside = inside || up.Data == "label"
		}
		if attr(n, "type") != "hidden" && !inside && !labelled[attr(n, "id")] {
			fail("%s %s has no label", n.Data, attr(n, "name"))
		}
	case "a", "button":
		if strings.TrimSpace(textOf(n)) == "" {
			fail("%s %s says nothing", n.Data, attr(n, "href"))
		}
	}
}

// checkBalance finds end tags that are missing or in the wrong place, which a parser would silently mend.
func checkBalance(fail func(string, ...any), body string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				fail("%v", z.Err())
			}
			if len(open) > 0 {
				fail("not closed: %v", open)
			}
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			if !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				fail("</%s> closes %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

// every page that can be reached is there, and every one is in order
func TestWalk(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	form := v.get("/practice").form()
	s.rightly(form)
	sent := v.post("/practice", form).want(http.StatusSeeOther)

	todo := []string{"/", sent.header.Get("Location")}
	seen := map[string]bool{"/": true}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		p := v.get(path).want(http.StatusOK)
		checkHTML(t, path, p)
		for _, a := range p.all("a") {
			href, _, _ := strings.Cut(attr(a, "href"), "#")
			if strings.HasPrefix(href, "/") && !seen[href] {
				seen[href] = true
				todo = append(todo, href)
			} else if href != "" && !strings.HasPrefix(href, "/") {
				t.Errorf("%s leads to %q", path, href)
			}
		}
	}
	for _, want := range []string{"/practice", "/progress", "/settings", "/library", "/about", "/units/second", "/people/otto", "/organizations/north",
		"/offices/northern-commander", "/places/ford", "/terms/riverism", "/events/ford-battle", "/agreements/peace-of-ford",
		"/disputes/month-of-the-quarrel", "/sources/bell-2002"} {
		if !seen[want] {
			t.Errorf("no page leads to %s", want)
		}
	}
}

func TestRecordPages(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	otto := v.get("/people/otto").want(http.StatusOK, "Otto Brand", "King of the north", "4 May 1901", "added by the editors", "Ames, p. 1")
	langs := map[string]string{}
	for _, span := range otto.all("span") {
		langs[attr(span, "lang")] = textOf(span)
	}
	for lang, text := range map[string]string{"ko-Hang": "오토", "zh-Hans": "奥托", "zh-Latn-pinyin": "Ao Tuo"} {
		if langs[lang] != text {
			t.Errorf("in %s the name is %q", lang, langs[lang])
		}
	}
	v.get("/offices/northern-commander").want(http.StatusOK, "Holders", "Mira Lind", "1 January 1950 – 31 December 1953")
	v.get("/events/ford-battle").want(http.StatusOK, "2 July 1950", "Who took part", "Mira Lind lost", "What brought it about", "Quarrel over the river")
	v.get("/events/small-war").want(http.StatusOK, "What it consisted of", "Night march")
	v.get("/events/river-quarrel").want(http.StatusOK, "disputed", "What it led to")
	v.get("/agreements/peace-of-ford").want(http.StatusOK, "Signatories", "for the Northern Kingdom", "cast nets on odd days")
	v.get("/disputes/month-of-the-quarrel").want(http.StatusOK, "In April 1950", "In May 1950", "Ames", "Bell")
	v.get("/terms/riverism").want(http.StatusOK, "The creed that the river belongs to nobody")
	v.get("/places/ford").want(http.StatusOK, "40.1° N, 124.4° E", "What happened here", "What was signed here")
	v.get("/sources/ames-2001").want(http.StatusOK, "Ann Ames", "2001", "Otto Brand was born on 4 May 1901", "p. 1")
	v.get("/units/first").want(http.StatusOK, "How it began", "Tell the kings apart", "Coronation of Otto")
	for _, nowhere := range []string{"/people/nobody", "/people/ford", "/sources/x", "/units/x", "/x", "/people/", "/static/x.css", "/people/%2e%2e%2f"} {
		p := v.get(nowhere).want(http.StatusNotFound, "Not found")
		checkHTML(t, nowhere, p)
	}
}

func TestMethods(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	for _, path := range []string{"/", "/practice", "/library", "/people/otto", "/healthz", "/about"} {
		head := v.do(http.MethodHead, path, "", "")
		if head.status != http.StatusOK || head.body != "" || head.header.Get("Content-Security-Policy") == "" {
			t.Errorf("HEAD %s: %d, %d bytes", path, head.status, len(head.body))
		}
	}
	if head := v.do(http.MethodHead, "/nowhere", "", ""); head.status != http.StatusNotFound || head.body != "" {
		t.Errorf("HEAD of nothing: %d, %q", head.status, head.body)
	}
	p := v.post("/library", nil).want(http.StatusMethodNotAllowed, "cannot be used in that way")
	if !strings.Contains(p.header.Get("Allow"), http.MethodGet) {
		t.Errorf("Allow: %q", p.header.Get("Allow"))
	}
	checkHTML(t, "405", p)
	v.do(http.MethodDelete, "/practice", "", "").want(http.StatusMethodNotAllowed)
}

func TestHeaders(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	for _, path := range []string{"/", "/practice", "/nowhere", "/healthz"} {
		h := v.get(path).header
		for name, want := range map[string]string{
			"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := h[name]; len(got) != 1 || got[0] != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if len(h.Get("X-Request-Id")) != 16 {
			t.Errorf("%s: request id %q", path, h.Get("X-Request-Id"))
		}
	}
	for path, want := range map[string]string{
		"/practice": "no-store", "/progress": "no-store", "/settings": "no-store", "/": "private, no-cache", "/about": "public, max-age=60", "/nowhere": "no-store",
	} {
		if got := v.get(path).header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q, want %q", path, got, want)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	form := v.get("/practice").form()
	s.rightly(form)
	for _, foreign := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}, {"Origin", "null"}} {
		v.post("/practice", form, foreign...).want(http.StatusForbidden, "sent from another site")
	}
	if n := s.answers(""); n != 0 {
		t.Errorf("%d answers are stored", n)
	}
	v.post("/practice", form, "Sec-Fetch-Site", "same-origin").want(http.StatusSeeOther)

	keys, err := s.db.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := s.config(keys)
	if c.BaseURL = "not a base"; true {
		if _, err := New(c); err == nil {
			t.Error("a base URL that is none is taken")
		}
	}
}

func TestStaticFiles(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	start := v.get("/")
	weight := 0
	for _, n := range append(start.all("link"), start.all("script")...) {
		path := attr(n, "href") + attr(n, "src")
		if !regexp.MustCompile(`^/static/[a-z]+\.[0-9a-f]{16}\.[a-z]+$`).MatchString(path) {
			t.Errorf("%q has no hashed name", path)
		}
		plain := v.get(path, "Accept-Encoding", "identity").want(http.StatusOK)
		zipped := v.get(path, "Accept-Encoding", "br;q=1, gzip;q=0.8").want(http.StatusOK)
		if got := plain.header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
		if zipped.header.Get("Content-Encoding") != "gzip" || !slices.Contains(zipped.header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("%s is not compressed: %v", path, zipped.header)
		}
		unzipped := gunzip(t, zipped.body)
		if unzipped != plain.body {
			t.Errorf("%s differs when compressed", path)
		}
		weight += len(zipped.body)
		v.get(path, "Accept-Encoding", "gzip;q=0")
	}
	page := v.get("/settings", "Accept-Encoding", "gzip")
	if page.header.Get("Content-Encoding") != "gzip" {
		t.Error("pages are not compressed")
	}
	gunzip(t, page.body)
	weight += len(page.body)
	t.Logf("a first visit weighs %d bytes", weight)
	if weight > 60_000 {
		t.Errorf("a first visit weighs %d bytes", weight)
	}
	if icon := v.get("/favicon.ico"); icon.status != http.StatusFound {
		t.Errorf("favicon: %d", icon.status)
	}
}

func gunzip(t *testing.T, body string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPanic(t *testing.T) {
	s := newSite(t)
	keys, err := s.db.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h, err := New(s.config(keys))
	if err != nil {
		t.Fatal(err)
	}
	e, ok := h.(*echo.Echo)
	if !ok {
		t.Fatal("the site is no longer built on Echo; give the test another way in")
	}
	e.GET("/panic", func(echo.Context) error { panic("with details") })
	e.GET("/broken", func(echo.Context) error { return errors.New("with details") })
	s.http.Config.Handler = e
	v := s.visitor()
	for _, path := range []string{"/panic", "/broken"} {
		p := v.get(path).want(http.StatusInternalServerError, "went wrong on our side")
		checkHTML(t, path, p)
		if strings.Contains(p.body, "details") {
			t.Errorf("%s tells the reader too much", path)
		}
	}
	if log := s.log.String(); !strings.Contains(log, "with details") || !strings.Contains(log, "stack=") {
		t.Errorf("the log says too little:\n%s", log)
	}
}

func TestLogHoldsNothingPersonal(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	form := v.get("/practice?secret=word", "X-Request-Id", "forged-id", "X-Forwarded-For", "203.0.113.9", "User-Agent", "spy").form()
	s.rightly(form)
	v.post("/practice", form).want(http.StatusSeeOther)
	v.get("/secret-path")
	log := s.log.String()
	for _, private := range []string{"127.0.0.1", "203.0.113.9", "secret", "spy", "forged-id", string(s.learnerOf(v)), v.cookie(), form.Get("q")} {
		if strings.Contains(log, private) {
			t.Errorf("the log holds %q:\n%s", private, log)
		}
	}
	for _, want := range []string{"method=POST route=/practice status=303", "route=(none) status=404", "duration=", "id="} {
		if !strings.Contains(log, want) && !strings.Contains(strings.ReplaceAll(log, `"`, ""), want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}

func FuzzSubmission(f *testing.F) {
	f.Add("q=otto.born~date~1&text=1901")
	f.Add("q=coronation.date~order~1&place.a=1&place.b=2")
	f.Add("q=boats.value~number~7&text=1e999&shown=-1&zone=..")
	f.Add("q=%00&gave_up=1")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			t.Skip()
		}
		q := question.Question{Form: question.Order, Options: []question.Option{{Key: "a"}}, Rows: []question.Row{{Key: "r"}}}
		for _, q.Form = range []question.Form{question.Choose, question.Type, question.Order, question.Match, question.Recall} {
			r, _ := readResponse(q, form)
			if len(r.Order) > len(q.Options) || len(r.Match) > len(q.Rows) || len([]rune(r.Text)) > longestText {
				t.Errorf("%q became %+v", body, r)
			}
		}
	})
}
