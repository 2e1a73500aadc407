package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yalu/quizzes/memory"
	"yalu/quizzes/question"
)

func TestPracticeWithoutScript(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	forms := map[question.Form]bool{}
	for day := range 40 {
		for turn := 0; ; turn++ {
			p := v.get("/practice").want(http.StatusOK)
			if strings.Contains(p.text(), "Done for today") {
				break
			}
			if turn > 200 {
				t.Fatal("the day does not end")
			}
			if again := v.get("/practice"); again.form().Get("q") != p.form().Get("q") {
				t.Fatalf("a reload shows %s after %s", again.form().Get("q"), p.form().Get("q"))
			}
			form := p.form()
			q := s.rightly(form)
			forms[q.Form] = true
			if (day+turn)%5 == 4 {
				form = url.Values{"q": form["q"], "shown": form["shown"], "gave_up": {"1"}}
			}
			s.clock.add(7 * time.Second)
			sent := v.post("/practice", form).want(http.StatusSeeOther)
			feedback := v.get(sent.header.Get("Location")).want(http.StatusOK, q.Stem, "You will meet this", "Next question", "Sources")
			if form.Get("gave_up") == "" {
				feedback.want(http.StatusOK, "Right")
			} else {
				feedback.want(http.StatusOK, "Not known yet")
			}
			s.clock.add(20 * time.Second)
		}
		s.clock.add(24 * time.Hour)
	}
	for _, want := range []question.Form{question.Choose, question.When} {
		if !forms[want] {
			t.Errorf("forty days without a question of form %q, only %v", want, slices.Collect(maps.Keys(forms)))
		}
	}
	v.get("/progress").want(http.StatusOK, "You would recall about", "The days to come")
	v.get("/").want(http.StatusOK, "Go on practising")
}

// every question in every form can be asked, comes back with what was filled in, and can be answered from its own page
func TestEveryFormOfEveryFact(t *testing.T) {
	s := newSite(t)
	for _, f := range s.k.Facts {
		for _, form := range s.maker.Forms(f.ID) {
			v := s.visitor()
			v.get("/practice")
			id := question.NewID(f.ID, form, 3)
			asked := v.post("/practice", url.Values{"q": {id}}).want(http.StatusUnprocessableEntity)
			checkHTML(t, id, asked)
			filled := asked.form()
			s.rightly(filled)
			sent := v.post("/practice", filled).want(http.StatusSeeOther)
			feedback := v.get(sent.header.Get("Location")).want(http.StatusOK, "Right")
			checkHTML(t, id, feedback)
		}
	}
}

func TestSubmitTwice(t *testing.T) {
	t.Run("Sequentially", func(t *testing.T) {
		s := newSite(t)
		v := s.visitor()
		form := v.get("/practice").form()
		s.rightly(form)
		v.post("/practice", form).want(http.StatusSeeOther)
		second := url.Values{"q": form["q"], "gave_up": {"1"}} // another answer to the same question
		sent := v.post("/practice", second).want(http.StatusSeeOther)
		v.get(sent.header.Get("Location")).want(http.StatusOK, "Right", "You had answered this question before")
		if n := s.answers(""); n != 1 {
			t.Errorf("%d answers are stored", n)
		}
	})
	t.Run("Concurrently", func(t *testing.T) {
		s := newSite(t)
		v := s.visitor()
		form := v.get("/practice").form()
		s.rightly(form)
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if p := v.post("/practice", form); p.status != http.StatusSeeOther {
					t.Errorf("status %d: %s", p.status, p.text())
				}
			})
		}
		wg.Wait()
		if n := s.answers(""); n != 1 {
			t.Errorf("%d answers are stored", n)
		}
		v.get("/practice").want(http.StatusOK, "1 answered today")
	})
	t.Run("OtherQuestionsOfTheSameTurn", func(t *testing.T) {
		s := newSite(t)
		v := s.visitor()
		q, err := s.maker.FromID(v.get("/practice").form().Get("q"))
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for seed := range uint64(8) {
			wg.Go(func() {
				form := url.Values{"q": {question.NewID(q.Facts[0], q.Form, seed)}, "gave_up": {"1"}}
				if p := v.post("/practice", form); p.status != http.StatusSeeOther && p.status != http.StatusConflict {
					t.Errorf("status %d: %s", p.status, p.text())
				}
			})
		}
		wg.Wait()
		learner := s.learnerOf(v)
		memories, err := s.db.Memories(t.Context(), learner, s.k.Pack.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(memories) != 1 || memories[0].Reps != 1 {
			t.Errorf("one turn became %+v", memories)
		}
	})
}

func TestStaleForm(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	form := v.get("/practice").form()
	q := s.rightly(form)
	v.post("/practice", form).want(http.StatusSeeOther)
	other := url.Values{"q": {question.NewID(q.Facts[0], q.Form, 12345)}, "gave_up": {"1"}}
	v.post("/practice", other).want(http.StatusConflict, "from before your last answer", "Go on practising")
	if n := s.answers(""); n != 1 {
		t.Errorf("%d answers are stored", n)
	}
}

func TestBadSubmissions(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	good := v.get("/practice").form()
	id := good.Get("q")
	const urlencoded = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		name, contentType, body string
		status                  int
		words                   string
	}{
		{"RefusesNoQuestion", urlencoded, "choice=x", 400, "does not say which question"},
		{"RefusesEmptyBody", urlencoded, "", 400, "does not say which question"},
		{"RefusesBrokenEncoding", urlencoded, "q=%zz", 400, "could not be read"},
		{"RefusesJSON", "application/json", `{"q":"x"}`, 400, "does not say which question"},
		{"RefusesBrokenContentType", ";;;", "q=x", 400, "could not be read"},
		{"RefusesIDThatNeverWas", urlencoded, "q=nothing~choose~1", 404, "Go on practising"},
		{"RefusesNonsenseID", urlencoded, "q=" + url.QueryEscape("../../etc/passwd"), 404, "Go on practising"},
		{"RefusesFormTheFactHasNot", urlencoded, "q=boats.value~match~1", 404, "Go on practising"},
		{"RefusesOversized", urlencoded, "q=" + id + "&text=" + strings.Repeat("x", bodyLimit), 413, "too large"},
		{"ShowsAgainWithoutAnswer", urlencoded, "q=" + id, 422, "say that you don"},
		{"ShowsAgainUnknownChoice", urlencoded, "q=" + id + "&choice=nobody&text=%00&order=x&match.y=z", 422, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := v.do(http.MethodPost, "/practice", c.contentType, c.body)
			p.t = t
			p.want(c.status, c.words)
			checkHTML(t, c.name, p)
		})
	}
	t.Run("RefusesOversizedOfUnknownLength", func(t *testing.T) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.http.URL+"/practice", struct{ *strings.Reader }{strings.NewReader("q=" + strings.Repeat("x", 2*bodyLimit))})
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = -1
		r.Header.Set("Content-Type", urlencoded)
		resp, err := v.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d", resp.StatusCode)
		}
	})
	t.Run("KeepsWhatWasTyped", func(t *testing.T) {
		typed := "the 35th of May"
		form := url.Values{"q": {question.NewID("otto.born", question.When, 1)}, "text": {typed}}
		p := v.post("/practice", form).want(http.StatusUnprocessableEntity)
		if got := p.form().Get("text"); got != typed {
			t.Errorf("the form holds %q", got)
		}
		for _, in := range p.all("input") {
			if attr(in, "name") == "text" && (attr(in, "aria-invalid") != "true" || !strings.Contains(attr(in, "aria-describedby"), "fault")) {
				t.Error("the message does not belong to the field")
			}
		}
	})
	t.Run("CutsWhatIsFarTooLong", func(t *testing.T) {
		form := url.Values{"q": {question.NewID("otto.born", question.When, 1)}, "text": {strings.Repeat("ü", 5000)}}
		v.post("/practice", form).want(http.StatusUnprocessableEntity, "under 400 characters")
	})
	if n := s.answers(""); n != 0 {
		t.Errorf("%d answers are stored", n)
	}
}

func TestUnknownAnswerPage(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	id := v.get("/practice").form().Get("q")
	v.get("/practice/answers/"+id).want(http.StatusNotFound, "not been answered", "Go on practising")
	v.get("/practice/answers/nothing~choose~1").want(http.StatusNotFound)
	s.visitor().get("/practice/answers/"+id).want(http.StatusNotFound, "session could not be recognised")
}

func TestStoreCannotTakeIt(t *testing.T) {
	t.Run("Locked", func(t *testing.T) {
		s := newSite(t)
		v := s.visitor()
		form := v.get("/practice").form()
		s.rightly(form)
		unlock := s.lock()
		p := v.post("/practice", form).want(http.StatusServiceUnavailable, "Your answer was not saved", "Try again")
		if p.header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		kept := p.form()
		for name := range form {
			if !slices.Equal(kept[name], form[name]) {
				t.Errorf("%s was %q and is %q", name, form[name], kept[name])
			}
		}
		unlock()
		if n := s.answers(""); n != 0 {
			t.Errorf("%d answers are stored", n)
		}
		sent := v.post("/practice", kept).want(http.StatusSeeOther)
		v.get(sent.header.Get("Location")).want(http.StatusOK, "Right")
	})
	t.Run("Gone", func(t *testing.T) {
		s := newSite(t)
		v := s.visitor()
		form := v.get("/practice").form()
		s.rightly(form)
		_ = s.db.Close()
		p := v.post("/practice", form).want(http.StatusServiceUnavailable, "Your answer was not saved")
		if got := p.form().Get("choice"); got != form.Get("choice") {
			t.Errorf("the choice was %q and is %q", form.Get("choice"), got)
		}
		v.get("/practice").want(http.StatusServiceUnavailable, "Try again")
		v.get("/progress").want(http.StatusServiceUnavailable)
		v.get("/readyz").want(http.StatusServiceUnavailable)
		v.get("/healthz").want(http.StatusOK)
		v.get("/").want(http.StatusOK)
		v.get("/library").want(http.StatusOK)
	})
}

func TestFragments(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	form := v.get("/practice").form()
	s.rightly(form)
	p := v.post("/practice", form, fragmentHeader, "fragment").want(http.StatusOK, "Right", "Next question")
	if strings.Contains(p.body, "<header") || p.header.Get(pageHeader) == "" {
		t.Error("not a fragment")
	}
	at := p.header.Get("Content-Location")
	if want := "/practice/answers/" + form.Get("q"); at != want {
		t.Errorf("Content-Location %q, want %q", at, want)
	}
	v.get(at).want(http.StatusOK, "Right")
	next := v.get("/practice", fragmentHeader, "fragment").want(http.StatusOK, "1 answered today")
	if strings.Contains(next.body, "<header") {
		t.Error("not a fragment")
	}
}

func TestStudyAhead(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	for {
		p := v.get("/practice")
		if strings.Contains(p.text(), "Done for today") {
			break
		}
		form := p.form()
		s.rightly(form)
		v.post("/practice", form).want(http.StatusSeeOther)
		s.clock.add(time.Minute)
	}
	s.clock.add(24 * time.Hour)
	for {
		p := v.get("/practice?ahead=1").want(http.StatusOK)
		if strings.Contains(p.text(), "Done for today") {
			break
		}
		form := p.form()
		if form.Get("ahead") != "1" {
			t.Fatal("the form forgets that the learner studies ahead")
		}
		s.rightly(form)
		sent := v.post("/practice", form).want(http.StatusSeeOther)
		if !strings.Contains(sent.header.Get("Location"), "ahead=1") {
			t.Fatal("the feedback forgets that the learner studies ahead")
		}
		s.clock.add(time.Minute)
	}
}

func TestReturns(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	d := turn{now: now, calendar: memory.NewCalendar(nil)}
	d.day = d.calendar.Day(now)
	for want, m := range map[string]memory.Memory{
		"":                      {},
		"again in this sitting": {State: memory.Learning, DueAt: now.Add(10 * time.Minute), DueDay: d.day},
		"later today":           {State: memory.Learning, DueAt: now.Add(3 * time.Hour), DueDay: d.day},
		"tomorrow":              {State: memory.Review, DueDay: d.day + 1},
		"in 4 days":             {State: memory.Review, DueDay: d.day + 4},
		"in about 3 months":     {State: memory.Review, DueDay: d.day + 90},
		"in about 2 years":      {State: memory.Review, DueDay: d.day + 730},
	} {
		d.Memory = m
		if got := returns(d); got != want {
			t.Errorf("%+v comes back %q, want %q", m, got, want)
		}
	}
}
