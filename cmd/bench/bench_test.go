package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"yalu/quizzes/grade"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

func TestReplaceReport(t *testing.T) {
	t.Run("OK", func(t *testing.T) {
		got, err := replaceReport("before\n"+reportBegins+"old\n"+reportEnds+"after\n", "new\n")
		if want := "before\n" + reportBegins + "new\n" + reportEnds + "after\n"; err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	})
	t.Run("RefusesPageWithoutMarkers", func(t *testing.T) {
		for _, page := range []string{"", reportBegins, reportEnds, reportEnds + reportBegins} {
			if got, err := replaceReport(page, "new\n"); err == nil {
				t.Errorf("%q became %q", page, got)
			}
		}
	})
}

func TestTable(t *testing.T) {
	var table table
	table.judge("Speed", "1", "≥ 2", false)
	table.judge("Size", "1", "< 2", true)
	table.add("Colour", "red")
	want := "| What | Measured | Goal | Met |\n|---|---|---|---|\n" +
		"| Speed | 1 | ≥ 2 | **no** |\n| Size | 1 | < 2 | yes |\n| Colour | red |  |  |\n"
	if got := table.markdown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestQuantile(t *testing.T) {
	values := []int{5, 1, 4, 2, 3}
	for q, want := range map[float64]int{0: 1, 0.5: 3, 0.99: 5, 1: 5} {
		if got := quantile(values, q); got != want {
			t.Errorf("quantile %v = %d, want %d", q, got, want)
		}
	}
	if values[0] != 5 {
		t.Error("the values were put in order")
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 999: "999", 1000: "1,000", 1234567.4: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%v: %s, want %s", n, got, want)
		}
	}
}

// TestAnswer grades what the clients hand in: a form with a fault would be shown again, not stored.
func TestAnswer(t *testing.T) {
	c, err := loadCourse(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	grader := grade.NewGrader(c.k)
	outcomes := map[grade.Outcome]int{}
	for i, fact := range c.facts {
		for _, form := range c.maker.Forms(fact) {
			q, err := c.maker.Generate(fact, form, uint64(i))
			if err != nil {
				t.Fatal(err)
			}
			v := answer(q, i)
			r := grade.Response{Choice: v.Get("choice"), Text: v.Get("text"), Match: map[string]string{}, Knew: v.Get("knew"), GaveUp: v.Get("gave_up") != ""}
			for _, row := range q.Rows {
				r.Match[row.Key] = v.Get("match." + row.Key)
			}
			if form == question.Order {
				r.Order = make([]string, len(q.Options))
				for _, o := range q.Options {
					if place, err := strconv.Atoi(v.Get("place." + o.Key)); err == nil {
						r.Order[place-1] = o.Key
					}
				}
			}
			verdict, err := grader.Grade(q, r)
			if err != nil {
				t.Errorf("%s: %v", q.ID, err)
			}
			outcomes[verdict.Outcome]++
		}
	}
	for _, o := range []grade.Outcome{grade.Right, grade.Partly, grade.Wrong} {
		if outcomes[o] == 0 {
			t.Errorf("no answer is %s", o)
		}
	}
}

func TestFillInRepeatsNoID(t *testing.T) {
	c, err := loadCourse(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for turn := range 50 {
		s, err := c.fillIn(c.facts[0], turn)
		if err != nil {
			t.Fatal(err)
		}
		if seen[s.question] {
			t.Fatalf("%s twice", s.question)
		}
		seen[s.question] = true
	}
}

func TestConn(t *testing.T) {
	var got *http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		http.SetCookie(w, &http.Cookie{Name: "yalu", Value: "ann"})
		w.WriteHeader(http.StatusTeapot)
		for range 3 { // chunked
			if _, err := w.Write([]byte(strings.Repeat("x", 10_000))); err != nil {
				t.Error(err)
			}
		}
	}))
	defer server.Close()
	c, err := dial(t.Context(), server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for range 2 { // the connection is kept
		resp, err := c.ask(request{path: "/practice", cookie: "yalu=ann", form: "q=a~choose~1", fragment: true})
		if err != nil || resp.status != http.StatusTeapot || resp.size != 30_000 {
			t.Fatalf("%+v, %v", resp, err)
		}
		if cookie, err := resp.cookie(); cookie != "yalu=ann" || err != nil {
			t.Errorf("cookie %q, %v", cookie, err)
		}
		if got.Method != http.MethodPost || got.PostForm.Get("q") != "a~choose~1" || got.Header.Get("X-Yalu") != "fragment" || got.Header.Get("Cookie") != "yalu=ann" {
			t.Errorf("sent %s %v %v", got.Method, got.PostForm, got.Header)
		}
	}
}

func TestStoredFault(t *testing.T) {
	for _, s := range []stored{{lost: 1, integrity: "ok"}, {twice: 1, integrity: "ok"}, {integrity: "row 7 missing"}} {
		if s.fault() == nil {
			t.Errorf("%+v is no fault", s)
		}
	}
	if err := (stored{acknowledged: 7, integrity: "ok"}).fault(); err != nil {
		t.Error(err)
	}
}

func TestOnPage(t *testing.T) {
	c, err := loadCourse(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	id := question.NewID(c.facts[0], c.maker.Forms(c.facts[0])[0], 7)
	q, err := c.onPage(`<input type="hidden" name="q" value="` + id + `"/>`)
	if err != nil || q.ID != id {
		t.Errorf("%s, %v", q.ID, err)
	}
	if _, err := c.onPage("<p>Done for today</p>"); err == nil || errors.Unwrap(err) != nil {
		t.Errorf("a page without a question: %v", err)
	}
}
