package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"yalu/quizzes/question"
)

// visitor is a browser without a script: cookies, forms, redirects only when told to follow them.
type visitor struct {
	t    *testing.T
	http *http.Client
	base string
}

func newVisitor(t *testing.T, base string) *visitor { return visitorFrom(t, base, nil) }

// visitorFrom is a visitor whose connections come from that address.
func visitorFrom(t *testing.T, base string, from net.IP) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	dialer := &net.Dialer{}
	if from != nil {
		dialer.LocalAddr = &net.TCPAddr{IP: from}
	}
	transport := &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 32}
	t.Cleanup(transport.CloseIdleConnections)
	return &visitor{t: t, base: base, http: &http.Client{
		Transport: transport, Jar: jar, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// reply is what came back.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	doc    *html.Node
}

func (v *visitor) send(method, path string, form url.Values) (reply, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, v.base+path, body)
	if err != nil {
		return reply{}, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := v.http.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	doc, err := html.Parse(strings.NewReader(string(b)))
	return reply{v.t, resp.StatusCode, resp.Header, string(b), doc}, err
}

func (v *visitor) get(path string) reply {
	v.t.Helper()
	return v.must(v.send(http.MethodGet, path, nil))
}

func (v *visitor) post(path string, form url.Values) reply {
	v.t.Helper()
	return v.must(v.send(http.MethodPost, path, form))
}

func (v *visitor) must(r reply, err error) reply {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

// cookies are the visitor's.
func (v *visitor) cookies() []*http.Cookie {
	u, err := url.Parse(v.base)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.http.Jar.Cookies(u)
}

// want fails the test unless the reply has the status and all the words.
func (r reply) want(status int, words ...string) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d:\n%s", r.status, status, r.text())
	}
	for text, i := r.text(), 0; i < len(words); i++ {
		if !strings.Contains(text, words[i]) {
			r.t.Fatalf("the page lacks %q:\n%s", words[i], text)
		}
	}
	return r
}

// text is the page's words, white space evened out.
func (r reply) text() string {
	var b strings.Builder
	for n := range r.doc.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func all(root *html.Node, name string) (found []*html.Node) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// form holds the hidden fields of the practice form; ok is false when the page asks nothing.
func (r reply) form() (form url.Values, ok bool) {
	form = url.Values{}
	for _, f := range all(r.doc, "form") {
		if attr(f, "action") == "/practice" && attr(f, "method") == "post" {
			ok = true
			for _, in := range all(f, "input") {
				if attr(in, "type") == "hidden" {
					form.Set(attr(in, "name"), attr(in, "value"))
				}
			}
		}
	}
	return form, ok
}

// question returns the question a page asks, with its form.
func (r reply) question() (question.Question, url.Values) {
	r.t.Helper()
	form, ok := r.form()
	if !ok {
		r.t.Fatalf("the page asks nothing:\n%s", r.text())
	}
	q, err := theCourse().FromID(form.Get("q"))
	if err != nil {
		r.t.Fatal(err)
	}
	return q, form
}

// how somebody answers.
type how string

const (
	rightly how = "rightly"
	wrongly how = "wrongly"
	partly  how = "partly" // where the form has a middle; else wrongly
	givesUp how = "gives up"
)

// fill fills a form with an answer to q.
func fill(q question.Question, form url.Values, as how) url.Values {
	if as == givesUp {
		form.Set("gave_up", "1")
		return form
	}
	switch q.Form {
	case question.Choose, question.Compare:
		form.Set("choice", choiceFor(q, as))
	case question.Order:
		for place, key := range orderFor(q, as) {
			form.Set("place."+key, strconv.Itoa(place+1))
		}
	case question.Match:
		for row, key := range matchFor(q, as) {
			form.Set("match."+row, key)
		}
	case question.Recall:
		form.Set("knew", map[how]string{rightly: "yes", partly: "partly", wrongly: "no"}[as])
	default:
		form.Set("text", textFor(q, as))
	}
	return form
}

func choiceFor(q question.Question, as how) string {
	for _, o := range q.Options {
		if o.Correct == (as == rightly) {
			return o.Key
		}
	}
	return ""
}

// orderFor is the right order, with the first two exchanged (partly) or moved round by one (wrongly).
func orderFor(q question.Question, as how) []string {
	order := make([]string, len(q.Options))
	for _, o := range q.Options {
		order[o.Rank-1] = o.Key
	}
	switch as {
	case partly:
		order[0], order[1] = order[1], order[0]
	case wrongly:
		order = append(order[1:], order[0])
	}
	return order
}

// matchFor matches every row rightly, only the first one, or none.
func matchFor(q question.Question, as how) map[string]string {
	match := map[string]string{}
	for i, r := range q.Rows {
		match[r.Key] = r.Answer
		if as == wrongly || as == partly && i > 0 {
			match[r.Key] = q.Rows[(i+1)%len(q.Rows)].Answer
		}
	}
	return match
}

func textFor(q question.Question, as how) string {
	switch {
	case as == rightly && q.Form == question.Number:
		return strconv.FormatFloat(q.Value, 'f', -1, 64)
	case as == rightly:
		return strings.TrimPrefix(q.Answers[0], "perhaps ") // nobody types the sources' doubt
	case q.Form == question.Number:
		return strconv.FormatFloat(q.High*1000+77777, 'f', 0, 64)
	case q.Form == question.When && as == partly:
		return q.Date.String()[:4] // the year alone
	case q.Form == question.When:
		return "1066"
	}
	return "Zaphod Beeblebrox"
}

// practise answers what comes next and returns the question's id; "" when nothing is left for today.
func (v *visitor) practise(as how) string {
	v.t.Helper()
	page := v.get("/practice").want(http.StatusOK)
	if _, ok := page.form(); !ok {
		return ""
	}
	q, form := page.question()
	sent := v.post("/practice", fill(q, form, as)).want(http.StatusSeeOther)
	v.get(sent.header.Get("Location")).want(http.StatusOK, "Next question")
	return q.ID
}

// answerOnce hands in an answer. Without an error it was acknowledged; no connection is no acknowledgement.
func (v *visitor) answerOnce(q question.Question, as how) error {
	r, err := v.send(http.MethodPost, "/practice", fill(q, url.Values{"q": {q.ID}}, as))
	if err == nil && r.status != http.StatusSeeOther {
		err = fmt.Errorf("status %d: %s", r.status, r.text())
	}
	return err
}
