package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/securecookie"

	"yalu/db"
	"yalu/quizzes"
)

// learnerOf reads a visitor's cookie as the server does.
func (s *site) learnerOf(v *browser) quizzes.LearnerID {
	s.t.Helper()
	keys, err := s.db.Keys(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	store, err := newSessions(keys, false)
	if err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: cookieName, Value: v.cookie()})
	session, err := store.Get(r, cookieName)
	if err != nil {
		s.t.Fatal(err)
	}
	id, _ := session.Values[learnerKey].(string)
	return quizzes.LearnerID(id)
}

func TestSessionCookie(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	if v.get("/"); v.cookie() != "" {
		t.Error("the start page sets a cookie")
	}
	if v.get("/about"); v.cookie() != "" {
		t.Error("a page of the library sets a cookie")
	}
	set := v.get("/practice").header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Max-Age=34560000", "Path=/"} {
		if !strings.Contains(set, want) {
			t.Errorf("%q lacks %s", set, want)
		}
	}
	if strings.Contains(set, "Secure") {
		t.Error("a cookie for HTTPS alone would never come back over HTTP")
	}
	if id := s.learnerOf(v); len(id) != learnerSize {
		t.Errorf("learner %q", id)
	}
	before := s.learnerOf(v)
	v.get("/practice")
	if s.learnerOf(v) != before {
		t.Error("a second look makes another learner")
	}
	if _, err := s.db.Learner(t.Context(), before); quizzes.CodeOf(err) != quizzes.NotFound {
		t.Errorf("a visitor has a row before the first answer: %v", err)
	}

	keys, err := s.db.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := s.config(keys)
	c.Secure = true
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/practice", nil))
	if !strings.Contains(w.Header().Get("Set-Cookie"), "; Secure") || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("headers over HTTPS: %v", w.Header())
	}
}

func TestSessionSurvivesRestart(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	form := v.get("/practice").form()
	s.rightly(form)
	sent := v.post("/practice", form).want(http.StatusSeeOther)
	next := v.get("/practice").form()

	cookie := v.cookie()
	s.stop()
	s.start()
	v.setCookie(cookie) // the port is another, so the jar takes it for another site
	v.get(sent.header.Get("Location")).want(http.StatusOK, "Right")
	if got := v.get("/practice").want(http.StatusOK, "1 answered today").form().Get("q"); got != next.Get("q") {
		t.Errorf("after the restart the question is %s, before it was %s", got, next.Get("q"))
	}
	s.rightly(next)
	v.post("/practice", next).want(http.StatusSeeOther)
}

func TestKeyRotation(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	v.get("/practice")
	before, old := s.learnerOf(v), v.cookie()
	if _, err := s.db.AddKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.stop()
	s.start()
	v.setCookie(old)
	v.get("/practice").want(http.StatusOK)
	if s.learnerOf(v) != before || v.cookie() == old {
		t.Error("a cookie of the old key is not taken, or not made anew with the new one")
	}
}

func TestSessionNotRecognised(t *testing.T) {
	s := newSite(t)
	regular := s.visitor()
	form := regular.get("/practice").form()
	s.rightly(form)
	for name, cookie := range map[string]string{
		"KeyGone":  s.cookieOf(db.Key{Hash: make([]byte, 64), Block: make([]byte, 32)}),
		"Missing":  "",
		"Garbage":  "garbage",
		"Tampered": regular.cookie()[:len(regular.cookie())-6] + "AAAAAA",
	} {
		t.Run(name, func(t *testing.T) {
			v := s.visitor()
			v.setCookie(cookie)
			v.get("/practice").want(http.StatusOK) // a reader is simply new
			v = s.visitor()
			v.setCookie(cookie)
			v.get("/progress").want(http.StatusOK, "not answered anything")

			p := v.post("/practice", form).want(http.StatusForbidden, "session could not be recognised", "Hand in again")
			checkHTML(t, name, p)
			kept := p.form()
			for field := range form {
				if field != "zone" && !slices.Equal(kept[field], form[field]) {
					t.Errorf("%s was %q and is %q", field, form[field], kept[field])
				}
			}
			if n := s.answers(form.Get("q")); n != 0 {
				t.Errorf("%d answers were counted", n)
			}
			sent := v.post("/practice", kept).want(http.StatusSeeOther)
			v.get(sent.header.Get("Location")).want(http.StatusOK, "Right")
			if _, err := s.db.Answer(t.Context(), s.learnerOf(v), form.Get("q")); err != nil {
				t.Error(err)
			}
			s.forget(v)
		})
	}
}

// cookieOf makes a cookie with a key that is not, or no longer, ours: what expires with its key looks the same.
func (s *site) cookieOf(k db.Key) string {
	s.t.Helper()
	store, err := newSessions([]db.Key{k}, false)
	if err != nil {
		s.t.Fatal(err)
	}
	value, err := securecookie.EncodeMulti(cookieName, map[any]any{learnerKey: string(mint())}, store.Codecs...)
	if err != nil {
		s.t.Fatal(err)
	}
	return value
}

// forget removes what a visitor answered, so that the next starts even.
func (s *site) forget(v *browser) {
	s.t.Helper()
	s.exec("DELETE FROM learners WHERE id = $1", string(s.learnerOf(v)))
}

// TestZoneBeforeTheFirstAnswer: who sets the clock before anything else finds it set, whatever the browser says later.
func TestZoneBeforeTheFirstAnswer(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	v.post("/settings", url.Values{"zone": {"Mars/Olympus"}}).want(http.StatusUnprocessableEntity, "no time zone of this name")
	v.post("/settings", url.Values{"zone": {"Asia/Seoul"}}).want(http.StatusSeeOther)
	v.get("/settings").want(http.StatusOK, "You chose this time zone")
	form := v.get("/practice").form()
	s.rightly(form)
	form.Set("zone", "Asia/Tokyo")
	v.post("/practice", form).want(http.StatusSeeOther)
	if l, err := s.db.Learner(t.Context(), s.learnerOf(v)); err != nil || l.Zone != "Asia/Seoul" || !l.ZoneSet {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestSettings(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	v.get("/settings").want(http.StatusOK, "with your first answer")

	form := v.get("/practice").form()
	s.rightly(form)
	form.Set("zone", "Asia/Tokyo")
	v.post("/practice", form).want(http.StatusSeeOther)
	v.get("/settings").want(http.StatusOK, "was detected")
	if l, err := s.db.Learner(t.Context(), s.learnerOf(v)); err != nil || l.Zone != "Asia/Tokyo" || l.ZoneSet {
		t.Errorf("%+v, %v", l, err)
	}

	for _, bad := range []string{"", "Mars/Olympus", "Local", "../../etc/passwd", strings.Repeat("x", 5000), "\x00"} {
		p := v.post("/settings", url.Values{"zone": {bad}}).want(http.StatusUnprocessableEntity, "no time zone of this name")
		checkHTML(t, "/settings", p)
		for _, in := range p.all("input") {
			if attr(in, "name") == "zone" && bad == "Mars/Olympus" && attr(in, "value") != bad {
				t.Errorf("what was typed is lost: %q", attr(in, "value"))
			}
		}
	}
	sent := v.post("/settings", url.Values{"zone": {" Asia/Pyongyang "}}).want(http.StatusSeeOther)
	v.get(sent.header.Get("Location")).want(http.StatusOK, "Saved", "You chose this time zone")
	v.post("/settings", url.Values{"zone": {"Asia/Pyongyang"}}).want(http.StatusSeeOther)

	unlock := s.lock()
	v.post("/settings", url.Values{"zone": {"Asia/Seoul"}}).want(http.StatusServiceUnavailable, "could not be saved")
	unlock()
	v.do(http.MethodPost, "/settings", "application/x-www-form-urlencoded", "zone=%zz").want(http.StatusBadRequest)
}
