package handlers

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"net/http"
	"strings"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"yalu/db"
	"yalu/quizzes"
)

const (
	cookieName  = "yalu"
	learnerKey  = "learner"
	cookieAge   = 400 * 24 * 60 * 60 // seconds; browsers keep no cookie for longer
	learnerSize = 26                 // characters of a learner's id
)

// crockford is base 32 without letters that are taken for digits, or for curses.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newSessions makes the store of the cookie that names the learner and holds nothing else.
func newSessions(keys []db.Key, secure bool) (*sessions.CookieStore, error) {
	if len(keys) == 0 {
		return nil, errors.New("the web needs session keys")
	}
	pairs := make([][]byte, 0, 2*len(keys))
	for _, k := range keys {
		pairs = append(pairs, k.Hash, k.Block)
	}
	store := sessions.NewCookieStore(pairs...)
	// gorilla leaves SameSite unset and lets codecs expire after 30 days unless both are told.
	store.Options = &sessions.Options{Path: "/", MaxAge: cookieAge, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
	store.MaxAge(cookieAge)
	return store, nil
}

// learner returns who the request's session belongs to, "" when there is none or it cannot be trusted.
func (s *server) learner(c echo.Context) quizzes.LearnerID {
	session, err := s.sessions.Get(c.Request(), cookieName)
	if err != nil {
		return "" // forged, expired, or made with a key that is gone
	}
	id, _ := session.Values[learnerKey].(string)
	if len(id) != learnerSize || strings.Trim(id, crockford) != "" {
		return ""
	}
	return quizzes.LearnerID(id)
}

// keepSession sends the learner's cookie, so that its 400 days begin again.
func (s *server) keepSession(c echo.Context, id quizzes.LearnerID) error {
	session := sessions.NewSession(s.sessions, cookieName)
	options := *s.sessions.Options
	session.Options = &options
	session.Values[learnerKey] = string(id)
	return s.sessions.Save(c.Request(), c.Response(), session)
}

// mint makes the id of a new learner.
func mint() quizzes.LearnerID {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return quizzes.LearnerID(base32.NewEncoding(crockford).WithPadding(base32.NoPadding).EncodeToString(b[:]))
}
