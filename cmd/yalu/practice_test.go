package main

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"yalu/quizzes/question"
)

// TestPractice answers questions of every form, on both stores.
func TestPractice(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); practice(t, serve(t, "")) })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); practice(t, serve(t, postgres.database(t))) })
}

func practice(t *testing.T, s *server) {
	v := newVisitor(t, s.URL)
	v.get("/readyz").want(http.StatusOK)
	v.get("/practice").want(http.StatusOK) // brings the cookie, without which nothing is counted
	words := map[how]string{rightly: "Right", wrongly: "Not right", givesUp: "Not known yet"}
	asked := map[string]bool{}
	answered := 0
	// A fact that was never asked can be asked in any form; within one sitting the queue alone would show the easy ones.
	for i := 0; answered < 32; i++ {
		form := question.All()[i%len(question.All())]
		as := []how{rightly, wrongly, givesUp}[i/len(question.All())%3]
		q := theCourse().ask(t, form, uint64(i))
		if asked[q.Facts[0]] {
			continue
		}
		asked[q.Facts[0]] = true
		sent := v.post("/practice", fill(q, url.Values{"q": {q.ID}, "zone": {"Europe/Berlin"}}, as)).want(http.StatusSeeOther)
		page := v.get(sent.header.Get("Location")).want(http.StatusOK, q.Stem[:min(len(q.Stem), 20)], "Next question", "Sources")
		if !strings.Contains(page.text(), words[as]) {
			t.Errorf("%s answered %s: the page lacks %q:\n%s", q.ID, as, words[as], page.text())
		}
		answered++
	}
	if n := s.answers(""); n != answered {
		t.Errorf("%d answers are stored, not %d", n, answered)
	}
	v.get("/progress").want(http.StatusOK, "You would recall about")
	var zone string
	if s.row("SELECT zone FROM learners", nil, &zone); zone != "Europe/Berlin" {
		t.Errorf("the time zone is %q", zone)
	}
	s.restart()
	v.get("/practice").want(http.StatusOK, "32 answered today")
	t.Run("DuplicatesCountOnce", func(t *testing.T) { duplicates(t, s) })
}

// duplicates hands the same answer in twenty times at once: a double click, two tabs, a proxy that tries again.
func duplicates(t *testing.T, s *server) {
	v := newVisitor(t, s.URL)
	q, form := v.get("/practice").question()
	form = fill(q, form, rightly)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			r, err := v.send(http.MethodPost, "/practice", form)
			if err != nil || r.status != http.StatusSeeOther {
				t.Errorf("status %d, %v", r.status, err)
			}
		})
	}
	wg.Wait()
	if n := s.answers(q.ID); n != 1 {
		t.Errorf("the answer is stored %d times", n)
	}
	var reps int
	s.row("SELECT m.reps FROM memories m JOIN answers a ON a.learner_id = m.learner_id AND a.fact = m.fact WHERE a.question = $1", []any{q.ID}, &reps)
	if reps != 1 {
		t.Errorf("one turn counts as %d", reps)
	}
	v.get("/practice").want(http.StatusOK, "1 answered today")
}
