package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"yalu/db"
	"yalu/handlers"
	"yalu/quizzes/grade"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/question"
)

// clock is a time that tests move: some forms are asked only once a fact has been known for weeks.
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

// site is the site as yalu serve makes it, but inside this process, with a clock that can be moved.
type site struct {
	*httptest.Server
	clock *clock
	db    *db.DB
}

func serveWithClock(t *testing.T) *site {
	t.Helper()
	c := &clock{now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
	store, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "yalu.db"), db.Options{Now: c.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	k := theCourse()
	h, err := handlers.New(handlers.Config{
		Knowledge: k.Knowledge, Maker: k.Maker, Grader: grade.NewGrader(k.Knowledge), DB: store, Keys: keys, Log: slog.New(slog.DiscardHandler), Now: c.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{httptest.NewServer(h), c, store}
	t.Cleanup(func() {
		s.Close()
		_ = store.Close() // one test closes it itself
	})
	return s
}

// axeSource is axe-core, pinned in testdata/axe/package-lock.json.
var axeSource = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile("testdata/axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		return "", fmt.Errorf("axe-core is not installed (%w): run `npm ci --prefix cmd/yalu/testdata/axe` in the module's folder; npm is in Debian's package npm", err)
	}
	return string(b), nil
})

// rules are WCAG 2.2 up to AA, and what axe-core holds to be good practice. target-size is off unless it is named.
const rules = `{resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: {"target-size": {enabled: true}}}`

// The ways in which every page is looked at.
var (
	widths  = []int64{360, 1280}
	schemes = []string{"light", "dark"}
)

// inspect runs axe-core on the page as it stands, in every width and colour scheme, and looks whether it fits 320 pixels.
// The debugger brings axe in: the content policy stays as it is.
func (p *tab) inspect(name string) {
	p.t.Helper()
	source, err := axeSource()
	if err != nil {
		p.t.Fatal(err)
	}
	if !eval[bool](p, `"axe" in window`) {
		p.do(chromedp.Evaluate[chromedp.Void](source))
	}
	for _, width := range widths {
		p.do(chromedp.EmulateViewport(width, 900))
		for _, scheme := range schemes {
			p.prefer(scheme)
			// A colour on its way to another is neither; what counts is where it arrives.
			found := eval[[]string](p, `document.getAnimations().forEach(a => a.finish()), axe.run(document, `+rules+`).then(r => r.violations.flatMap(v =>
				v.nodes.map(n => v.id + " at " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))))`)
			for _, violation := range found[:min(len(found), 5)] {
				p.t.Errorf("%s, %s, %d px: %s", name, scheme, width, violation)
			}
			p.screenshot(fmt.Sprintf("%s-%s-%d", name, scheme, width))
		}
	}
	p.do(chromedp.EmulateViewport(320, 640))
	if n := eval[int](p, "document.documentElement.scrollWidth"); n > 320 {
		p.t.Errorf("%s: at 320 px the page is %d px wide: %s", name, n, eval[string](p, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 321).map(e => e.tagName + "." + e.className).slice(0, 4).join(", ")`))
	}
	p.do(chromedp.EmulateViewport(1280, 900))
}

func (p *tab) prefer(scheme string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

// become takes over a visitor's session.
func (p *tab) become(v *visitor) {
	p.t.Helper()
	for _, c := range v.cookies() {
		call(p, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: p.base})
	}
}

// shelves are the kinds of records with pages of their own.
var shelves = []struct {
	path string
	kind knowledge.Kind
}{
	{"events", knowledge.Event}, {"people", knowledge.Person}, {"organizations", knowledge.Organization}, {"offices", knowledge.Office},
	{"agreements", knowledge.Agreement}, {"places", knowledge.Place}, {"terms", knowledge.Term}, {"disputes", knowledge.Dispute},
}

func (b *browser) accessibility(t *testing.T) {
	t.Run("Pages", func(t *testing.T) { t.Parallel(); b.inspectPages(t) })
	t.Run("Forms", func(t *testing.T) { t.Parallel(); b.inspectForms(t) })
	t.Run("Feedback", func(t *testing.T) { t.Parallel(); b.inspectFeedback(t) })
	t.Run("Refusals", func(t *testing.T) { t.Parallel(); b.inspectRefusals(t) })
}

// inspectPages looks at every page that a visitor without answers can read.
func (b *browser) inspectPages(t *testing.T) {
	s := serveWithClock(t)
	p := b.open(t, s.URL)
	k := theCourse().Knowledge
	type page struct{ name, path string }
	pages := []page{
		{"home", "/"}, {"about", "/about"}, {"library", "/library"}, {"progress-empty", "/progress"}, {"settings-empty", "/settings"},
		{"unit", "/units/" + k.Pack.Units[0].ID}, {"sources", "/sources"}, {"source", "/sources/" + k.Pack.Sources[0].ID},
		{"404", "/nowhere"}, {"404-record", "/people/nobody"},
	}
	for _, shelf := range shelves {
		pages = append(pages, page{shelf.path, "/" + shelf.path}, page{shelf.path + "-one", "/" + shelf.path + "/" + url.PathEscape(richest(shelf.kind))})
	}
	for _, page := range pages {
		p.goTo(page.path)
		p.inspect(page.name)
	}
}

// richest is the record of a kind that most is told about: its page has everything that such a page can have.
func richest(kind knowledge.Kind) (id string) {
	most := -1
	for _, r := range theCourse().Records(kind) {
		if n := len(theCourse().About(r.ID)) + 5*len(r.Names); n > most {
			id, most = r.ID, n
		}
	}
	return id
}

// inspectForms lives through weeks of practice, until every form has come up, and looks at each: as it is asked, when it is
// handed in without an answer, and answered with keys.
func (b *browser) inspectForms(t *testing.T) {
	s := serveWithClock(t)
	v := newVisitor(t, s.URL)
	p := b.open(t, s.URL)
	seen := map[question.Form]bool{}
	done := false
	v.practise(rightly)
	for days := 0; len(seen) < len(question.All()); s.clock.add(time.Minute) {
		page := v.get("/practice").want(http.StatusOK)
		if _, asks := page.form(); !asks {
			if !done {
				done = true
				p.become(v)
				p.goTo("/practice")
				p.inspect("done")
				b.inspectKnown(t, p)
			}
			if days++; days > 60 {
				t.Fatalf("after %d days only these forms were asked: %v", days, seen)
			}
			s.clock.add(24 * time.Hour)
			continue
		}
		q, form := page.question()
		if seen[q.Form] {
			v.post("/practice", fill(q, form, rightly)).want(http.StatusSeeOther)
			continue
		}
		seen[q.Form] = true
		p.become(v)
		p.goTo("/practice")
		if got := eval[string](p, `document.querySelector("input[name=q]").value`); got != q.ID {
			t.Fatalf("the browser is asked %s, the visitor %s", got, q.ID)
		}
		p.inspect("practice-" + string(q.Form))
		if q.Form != question.Recall { // which cannot be handed in without an answer
			p.mark()
			p.click("[data-hand-in]")
			p.until("a message", onQuestion+` && document.querySelector(".fault")`)
			p.wantNoPageLoad()
			p.inspect("practice-" + string(q.Form) + "-fault")
		}
		p.goTo("/practice")
		p.mark()
		p.answerByKeys()
		p.until("feedback", onFeedback)
		p.wantNoPageLoad()
	}
}

// inspectKnown looks at the pages that change once somebody has answered.
func (b *browser) inspectKnown(t *testing.T, p *tab) {
	t.Helper()
	for _, page := range []struct{ name, path string }{{"home-known", "/"}, {"progress", "/progress"}, {"settings", "/settings"}, {"settings-saved", "/settings?saved=1"}} {
		p.goTo(page.path)
		p.inspect(page.name)
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#zone").value = "Atlantis/Capital"`))
	p.click("main form button")
	p.until("a message", `document.querySelector(".fault")`)
	p.inspect("settings-422")
}

// inspectFeedback looks at what is said to every kind of answer.
func (b *browser) inspectFeedback(t *testing.T) {
	s := serveWithClock(t)
	v := newVisitor(t, s.URL)
	v.get("/practice")
	p := b.open(t, s.URL)
	p.become(v)
	for i, c := range []struct {
		form  question.Form
		as    how
		class string // of the verdict
	}{
		{question.Choose, rightly, "right"}, {question.Compare, wrongly, "wrong"}, {question.Type, rightly, "right"}, {question.When, wrongly, "wrong"},
		{question.Number, givesUp, "wrong"}, {question.Order, partly, "partly"}, {question.Match, partly, "partly"}, {question.Recall, partly, "partly"},
	} {
		q := theCourse().ask(t, c.form, uint64(100+i))
		sent := v.post("/practice", fill(q, url.Values{"q": {q.ID}}, c.as)).want(http.StatusSeeOther)
		p.goTo(sent.header.Get("Location"))
		if !eval[bool](p, fmt.Sprintf(`document.querySelector(".verdict").classList.contains(%q)`, c.class)) {
			t.Errorf("%s answered %s: the verdict is not %s: %s", q.ID, c.as, c.class, p.words())
		}
		p.inspect(fmt.Sprintf("feedback-%s-%s", c.form, c.class))
	}
	p.goTo(strings.TrimPrefix(eval[string](p, "location.pathname"), s.URL) + "?again=1")
	p.inspect("feedback-again")
}

// inspectRefusals looks at the pages that say no.
func (b *browser) inspectRefusals(t *testing.T) {
	s := serveWithClock(t)
	p := b.open(t, s.URL)
	p.goTo("/practice")
	call(p, network.SetCookie, network.SetCookieParams{Name: "yalu", Value: "forged", URL: s.URL})
	p.click("button[name=gave_up]")
	p.until("the form again", onQuestion+` && document.querySelector(".notice")`)
	p.inspect("403-session")

	// Another site sends a form in the reader's name. localhost is another site than 127.0.0.1.
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<form method="post" action="%s/settings"><button>Win a prize</button></form>`, s.URL)
	}))
	defer stranger.Close()
	p.do(chromedp.Navigate(strings.Replace(stranger.URL, "127.0.0.1", "localhost", 1)))
	p.click("button")
	p.until("the refusal", `document.querySelector("main .eyebrow").textContent === "403"`)
	p.inspect("403")

	_ = s.db.Close()
	p.goTo("/practice")
	p.until("the refusal", `document.querySelector("main .eyebrow").textContent === "503"`)
	p.inspect("503")
}

// focusables lists what can be reached with Tab, in the order of the document, each with its look while unfocused. Of a
// group of radio buttons Tab reaches one.
const focusables = `(() => {
	window.look = e => { const of = x => { const s = getComputedStyle(x); return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.left].join("|"); };
		return of(e) + "/" + (e.closest("label") ? of(e.closest("label")) : ""); };
	const groups = new Set();
	window.reach = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(e => {
		if (e.type === "hidden" || e.tabIndex < 0 || e.disabled || !e.checkVisibility()) return false;
		if (e.type !== "radio") return true;
		const first = !groups.has(e.name); groups.add(e.name); return first; });
	if (document.activeElement) document.activeElement.blur();
	window.looks = reach.map(look);
	return reach.map(e => e.tagName + " " + (e.name || e.innerText || e.id).trim().slice(0, 30));
})()`

// focus says which of them has the focus, and what is wrong with how that shows; "" when nothing is.
const focus = `(() => {
	const e = document.activeElement, at = reach.indexOf(e);
	if (at < 0) return {at, fault: ""};
	const box = (e.closest("label") || e).getBoundingClientRect();
	if (look(e) === looks[at]) return {at, fault: "looks the same with and without the focus"};
	if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) return {at, fault: "is out of sight"};
	return {at, fault: ""};
})()`

// keyboardAlone walks through pages with Tab and Shift+Tab, and chooses with the arrows and Space.
func (b *browser) keyboardAlone(t *testing.T) {
	s := serve(t, "")
	p := b.open(t, s.URL)
	p.goTo("/practice")
	p.click("button[name=gave_up]")
	p.until("feedback", onFeedback)
	feedback := eval[string](p, "location.pathname")
	for _, path := range []string{"/", "/practice", feedback, "/progress", "/settings", "/library", "/about", "/sources", "/people/kim-il-sung", "/nowhere"} {
		p.goTo(path)
		names := eval[[]string](p, focusables)
		reached := make([]bool, len(names))
		last := -1
		for range len(names) + 5 { // a few more: blurring does not move the place from which Tab goes on
			p.press(kb.Tab)
			at := eval[struct {
				At    int
				Fault string
			}](p, focus)
			if at.At < 0 {
				continue
			}
			if at.Fault != "" {
				t.Errorf("%s: %s %s", path, names[at.At], at.Fault)
			}
			reached[at.At], last = true, at.At
		}
		for i, ok := range reached {
			if !ok {
				t.Errorf("%s: Tab never reaches %s", path, names[i])
			}
		}
		if last > 0 {
			p.shiftTab()
			if back := eval[int](p, "reach.indexOf(document.activeElement)"); back != last-1 {
				t.Errorf("%s: Shift+Tab goes from %d to %d", path, last, back)
			}
		}
	}
	t.Run("SkipLink", func(t *testing.T) {
		p.goTo("/library")
		p.press(kb.Tab, kb.Enter)
		p.until("the content", `location.hash === "#main"`)
		p.press(kb.Tab)
		if !eval[bool](p, `document.querySelector("main").contains(document.activeElement)`) {
			t.Error("after the skip link Tab is not in the content")
		}
	})
	t.Run("ArrowsAndSpace", func(t *testing.T) {
		p.goTo("/practice")
		for range 12 { // the queue decides the form
			if p.form() == "radio" {
				break
			}
			eval[bool](p, `(document.querySelector("button[name=gave_up]").click(), true)`)
			p.until("the feedback", `!!document.querySelector(".verdict")`)
			p.goTo("/practice")
		}
		if p.form() != "radio" {
			t.Fatal("none of 12 questions has options")
		}
		p.tabTo(`document.querySelector("form[data-ask] input[type=radio]")`)
		p.press(" ")
		p.press(kb.ArrowDown)
		if !eval[bool](p, `document.querySelectorAll("form[data-ask] input[type=radio]")[1].checked`) {
			t.Error("the arrow does not choose the second option")
		}
		p.tabTo(`document.querySelector("[data-hand-in]")`)
		p.press(" ")
		p.until("feedback", onFeedback)
		p.tabTo(`document.querySelector("a[data-next]")`)
		p.press(" ")
		p.until("the next question", onQuestion)
	})
}
