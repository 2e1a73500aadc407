package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser is one Chromium for all browser tests, with a fresh profile.
type browser struct{ ctx context.Context }

func startBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("these tests need a real browser: install chromium (apt-get install chromium): %v", err)
	}
	// Without a folder of its own named here, chromedp makes one, and removes it when the browser has ended.
	ctx, endAllocator := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true), chromedp.Flag("force-color-profile", "srgb"), chromedp.WindowSize(1280, 900))
	ctx, endBrowser := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		polite, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		_ = chromedp.Cancel(polite)
		endBrowser()
		endAllocator() // kills what is left and waits for it
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return &browser{ctx}
}

// tab is a browser window with cookies of its own, on one site.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu    sync.Mutex
	bytes map[network.RequestID]float64 // received, by request
	urls  map[network.RequestID]string
}

// open opens a tab. A script error or a breach of the content policy in it fails the test.
func (b *browser) open(t *testing.T, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx, base: base, bytes: map[network.RequestID]float64{}, urls: map[network.RequestID]string{}}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(1280, 900))
	return p
}

// hear runs inside chromedp's reader: it notes and leaves.
func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.t.Errorf("the script failed: %s", e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		// A status of 403 or 422 is an entry too, of the source network, and none of our faults.
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			p.t.Errorf("the console says: %s: %s", e.Entry.Source, e.Entry.Text)
		}
	case *network.EventResponseReceived:
		p.urls[e.RequestID] = e.Response.URL
	case *network.EventLoadingFinished:
		p.bytes[e.RequestID] = e.EncodedDataLength
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// call runs a command of the debugger's protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		p.t.Fatal(err)
	}
}

// eval evaluates an expression through the debugger, which neither the content policy nor a disabled script keeps out.
func eval[T any](p *tab, js string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", firstLine(js), err)
	}
	return v
}

func firstLine(s string) string { line, _, _ := strings.Cut(strings.TrimSpace(s), "\n"); return line }

// until waits until an expression is true; in the middle of a page load it may fail to have a value.
func (p *tab) until(what, js string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(15 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+js+")"))
		cancel()
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: never (%v); the page says:\n%s", what, err, p.words())
		}
	}
}

func (p *tab) words() string {
	return eval[string](p, `document.title + " | " + location.pathname + " | " + document.body.innerText.replace(/\s+/g, " ").slice(0, 600)`)
}

func (p *tab) goTo(path string) { p.t.Helper(); p.do(chromedp.Navigate(p.base + path)) }

// press presses keys, one after the other, wherever the focus is.
func (p *tab) press(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		p.do(chromedp.KeyEvent(k))
	}
}

func (p *tab) shiftTab() {
	p.t.Helper()
	p.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)))
}

// click clicks with the mouse into the middle of the first element there is.
func (p *tab) click(selector string, times ...int) {
	p.t.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "center"});
		const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; })()`, selector))
	if len(times) > 0 {
		for n := range times[0] {
			p.do(chromedp.MouseClickXY(at[0], at[1], chromedp.ClickCount(n+1)))
		}
		return
	}
	p.do(chromedp.MouseClickXY(at[0], at[1]))
}

// mark leaves a note in the window that a page load would take away.
func (p *tab) mark() { eval[bool](p, `window.marked = true`) }

func (p *tab) wantNoPageLoad() {
	p.t.Helper()
	if !eval[bool](p, `window.marked === true`) {
		p.t.Error("the page was loaded anew")
	}
}

// Where a tab can be.
const (
	onQuestion = `document.readyState === "complete" && document.querySelector("form[data-ask]") && document.activeElement`
	onFeedback = `document.readyState === "complete" && document.querySelector(".verdict")`
)

// answerByKeys answers the question on the page with the keyboard alone, reading from the page what it is. Nothing here
// knows the right answer: keys and forms are what is tested.
func (p *tab) answerByKeys() (form string) {
	p.t.Helper()
	form = p.form()
	switch form {
	case "radio":
		p.press("2")
		if !eval[bool](p, `document.querySelectorAll("form[data-ask] input[type=radio]")[1].checked`) {
			p.t.Error("the key 2 does not choose the second option")
		}
		p.press(kb.Enter)
	case "recall":
		p.tabTo(`document.querySelector("details.reveal > summary")`) // where the focus is already, unless the page was loaded anew
		p.press(kb.Enter)
		p.until("the answer is shown", `document.querySelector("details.reveal[open]")`)
		p.press("2")
	case "select":
		// Each of the fields gets the next choice, as far as they go.
		n := eval[int](p, `document.querySelectorAll("form[data-ask] select").length`)
		for i := range n {
			p.tabTo(fmt.Sprintf(`document.querySelectorAll("form[data-ask] select")[%d]`, i))
			for range i + 1 {
				p.press(kb.ArrowDown)
			}
		}
		p.tabTo(`document.querySelector("[data-hand-in]")`)
		p.press(kb.Enter)
	case "text":
		p.press(strings.Split("1950", "")...)
		if got := eval[string](p, `document.querySelector("#text").value`); got != "1950" {
			p.t.Errorf("typed 1950, and the field holds %q", got)
		}
		p.press(kb.Enter)
	}
	return form
}

// form reads from the page how it is answered.
func (p *tab) form() string {
	p.t.Helper()
	return eval[string](p, `(() => { const f = document.querySelector("form[data-ask]");
		return f.querySelector("input[type=radio]") ? "radio" : f.querySelector("details.reveal") ? "recall" : f.querySelector("select") ? "select" : "text"; })()`)
}

// tabTo presses Tab until the focus is there.
func (p *tab) tabTo(js string) {
	p.t.Helper()
	for range 60 {
		if eval[bool](p, "document.activeElement === "+js) {
			return
		}
		p.press(kb.Tab)
	}
	p.t.Fatalf("Tab never reaches %s", js)
}

func (p *tab) answeredToday() int {
	p.t.Helper()
	return eval[int](p, `Number(document.querySelector(".day b").textContent)`)
}

func TestBrowser(t *testing.T) {
	b := startBrowser(t)
	t.Run("Script", func(t *testing.T) { t.Parallel(); b.withScript(t) })
	t.Run("DoubleClick", func(t *testing.T) { t.Parallel(); b.doubleClick(t) })
	t.Run("NoScript", func(t *testing.T) { t.Parallel(); b.withoutScript(t) })
	t.Run("Keyboard", func(t *testing.T) { t.Parallel(); b.keyboardAlone(t) })
	t.Run("Weight", func(t *testing.T) { t.Parallel(); b.weight(t) })
	t.Run("Accessibility", func(t *testing.T) { t.Parallel(); b.accessibility(t) })
}

// withScript practises as most people will: one button, then keys, and the page is never loaded anew.
func (b *browser) withScript(t *testing.T) {
	s := serve(t, "")
	p := b.open(t, s.URL)
	call(p, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Pyongyang"})
	p.goTo("/")
	if n := eval[int](p, `document.querySelectorAll("main .button").length`); n != 1 {
		t.Errorf("the start page has %d buttons, not one", n)
	}
	p.click("main .button")
	p.until("a question", onQuestion)
	p.mark()
	for i := 1; i <= 10; i++ {
		p.answerByKeys()
		p.until("feedback", onFeedback)
		p.wantNoPageLoad()
		if at := eval[string](p, "location.pathname"); !strings.HasPrefix(at, "/practice/answers/") {
			t.Errorf("the feedback stands at %s, where a reload would not show it", at)
		}
		if !eval[bool](p, `document.querySelector("#live").textContent !== ""`) {
			t.Error("the outcome is not announced")
		}
		p.press([]string{" ", kb.Enter}[i%2])
		p.until("the next question", onQuestion)
		if n := p.answeredToday(); n != i {
			t.Errorf("after %d answers the page says %d", i, n)
		}
		p.wantNoPageLoad()
	}
	if n := s.answers(""); n != 10 {
		t.Errorf("%d answers are stored, not 10", n)
	}
	p.do(chromedp.NavigateBack())
	p.until("the feedback again", onFeedback)

	s.restart()
	p.goTo("/practice")
	if n := p.answeredToday(); n != 10 {
		t.Errorf("after a restart %d answers are left", n)
	}
	p.goTo("/settings")
	if zone := eval[string](p, `document.querySelector("#zone").value`); zone != "Asia/Pyongyang" {
		t.Errorf("the time zone is %q", zone)
	}
}

// doubleClick hands in with an impatient mouse, and in two tabs.
func (b *browser) doubleClick(t *testing.T) {
	s := serve(t, "")
	for _, script := range []bool{true, false} {
		t.Run(map[bool]string{true: "Script", false: "NoScript"}[script], func(t *testing.T) {
			p := b.open(t, s.URL)
			if !script {
				p.disableScript()
			}
			p.goTo("/practice")
			id := eval[string](p, `document.querySelector("input[name=q]").value`)
			p.click("button[name=gave_up]", 2)
			p.until("feedback", onFeedback)
			if n := s.answers(id); n != 1 {
				t.Errorf("the answer is stored %d times", n)
			}
			p.goTo("/practice")
			if n := p.answeredToday(); n != 1 {
				t.Errorf("%d answers were counted", n)
			}
		})
	}
}

func (p *tab) disableScript() {
	p.t.Helper()
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// withoutScript practises by mouse and keyboard with the script disabled: every step is a page of its own.
func (b *browser) withoutScript(t *testing.T) {
	s := serve(t, "")
	p := b.open(t, s.URL)
	p.disableScript()
	p.goTo("/")
	p.click("main .button")
	p.until("a question", onQuestion)
	if eval[bool](p, `document.documentElement.classList.contains("keys")`) {
		t.Fatal("the script runs although it is disabled")
	}
	for i := 1; i <= 10; i++ {
		p.mark()
		p.answerByMouse()
		p.until("feedback", onFeedback)
		if eval[bool](p, "window.marked === true") {
			t.Error("there was no page load")
		}
		switch i { // what people do on a page with a result
		case 2:
			p.do(chromedp.Reload())
		case 4:
			p.do(chromedp.NavigateBack())
			p.until("a question", onQuestion)
			p.do(chromedp.NavigateForward())
		case 6:
			p.do(chromedp.NavigateBack())
			p.do(chromedp.Reload())
			p.do(chromedp.NavigateForward())
		}
		p.until("feedback", onFeedback)
		p.click("a[data-next]")
		p.until("the next question", onQuestion)
		if n := p.answeredToday(); n != i {
			t.Errorf("after %d answers the page says %d", i, n)
		}
	}
	if n := s.answers(""); n != 10 {
		t.Errorf("%d answers are stored, not 10", n)
	}
	t.Run("TwoTabs", func(t *testing.T) {
		// The second tab holds the same question; handed in second, it shows what counted.
		id := eval[string](p, `document.querySelector("input[name=q]").value`)
		stale := eval[string](p, `document.querySelector("form[data-ask]").outerHTML`)
		p.click("button[name=gave_up]")
		p.until("feedback", onFeedback)
		eval[bool](p, fmt.Sprintf(`(document.querySelector("main").innerHTML = %s, true)`, quote(stale)))
		p.click("button[name=gave_up]")
		p.until("the notice", `document.readyState === "complete" && document.querySelector(".verdict") && document.querySelector(".notice")`)
		if n := s.answers(id); n != 1 {
			t.Errorf("the answer is stored %d times", n)
		}
	})
}

func quote(s string) string { b, _ := json.Marshal(s); return string(b) }

// answerByMouse answers the question on the page as somebody without a script does.
func (p *tab) answerByMouse() {
	p.t.Helper()
	switch p.form() {
	case "radio":
		p.click("form[data-ask] .option:nth-of-type(2) span")
	case "recall":
		p.click("details.reveal > summary")
		p.until("the answer is shown", `document.querySelector("details.reveal[open]")`)
		p.click("button[name=knew][value=yes]")
		return
	case "select":
		n := eval[int](p, `document.querySelectorAll("form[data-ask] select").length`)
		for i := range n {
			p.tabTo(fmt.Sprintf(`document.querySelectorAll("form[data-ask] select")[%d]`, i))
			for range i + 1 {
				p.press(kb.ArrowDown)
			}
		}
	case "text":
		p.click("#text")
		p.press(strings.Split("1950", "")...)
	}
	p.click("[data-hand-in]")
}

// weight sums up what a first visit costs a reader on a slow line.
func (b *browser) weight(t *testing.T) {
	s := serve(t, "")
	p := b.open(t, s.URL)
	p.goTo("/")
	p.click("main .button")
	p.until("a question", onQuestion)
	time.Sleep(300 * time.Millisecond) // an icon may come after the page
	p.mu.Lock()
	defer p.mu.Unlock()
	total := 0.0
	var list strings.Builder
	for id, n := range p.bytes {
		total += n
		fmt.Fprintf(&list, "%7.0f %s\n", n, strings.TrimPrefix(p.urls[id], s.URL))
	}
	t.Logf("a first visit weighs %.0f bytes:\n%s", total, list.String())
	if total > 60e3 || total == 0 || len(p.bytes) < 4 {
		t.Errorf("a first visit weighs %.0f bytes in %d requests:\n%s", total, len(p.bytes), list.String())
	}
}

// artifacts is the folder for screenshots, "" when nobody wants any. A relative one is relative to the module.
func artifacts() string {
	dir := os.Getenv("YALU_ARTIFACTS")
	if dir != "" && !filepath.IsAbs(dir) {
		dir = filepath.Join("..", "..", dir)
	}
	return dir
}

// screenshot keeps a picture of the whole page when YALU_ARTIFACTS names a folder for them.
func (p *tab) screenshot(name string) {
	p.t.Helper()
	dir := artifacts()
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
