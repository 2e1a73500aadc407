package handlers

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"yalu/db"
	"yalu/quizzes"
)

const (
	cookieName  = "yalu"
	learnerKey  = "learner"
	zoneKey     = "zone"
	cookieAge   = 400 * 24 * 60 * 60 // seconds; browsers keep no cookie for longer
	learnerSize = 26                 // characters of a learner's id
)

// crockford is base 32 without letters that are taken for digits, or for curses.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newSessions makes the store of the cookie that names the learner and holds nothing but that and, until there is a row to
// keep it, a chosen time zone.
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
	for _, codec := range store.Codecs {
		codec.(*securecookie.SecureCookie).SetSerializer(plain{})
	}
	return store, nil
}

// plain writes the few words of a session as a URL query. gob, gorilla's own choice, describes its types anew in every cookie,
// and reading that takes longer than checking the signature.
type plain struct{}

// Serialize implements securecookie.Serializer.
func (plain) Serialize(src any) ([]byte, error) {
	session, ok := src.(map[any]any)
	if !ok {
		return nil, fmt.Errorf("a session is no %T", src)
	}
	query := url.Values{}
	for k, v := range session {
		key, isText := k.(string)
		value, alsoText := v.(string)
		if !isText || !alsoText {
			return nil, fmt.Errorf("a session holds words only, not %v: %v", k, v)
		}
		query.Set(key, value)
	}
	return []byte(query.Encode()), nil
}

// Deserialize implements securecookie.Serializer.
func (plain) Deserialize(src []byte, dst any) error {
	session, ok := dst.(*map[any]any)
	if !ok {
		return fmt.Errorf("a session is no %T", dst)
	}
	query, err := url.ParseQuery(string(src))
	if err != nil {
		return err
	}
	*session = make(map[any]any, len(query))
	for key := range query {
		(*session)[key] = query.Get(key)
	}
	return nil
}

// visitor is what a session says of who sits before the screen.
type visitor struct {
	id   quizzes.LearnerID // "" when there is no session, or none that can be trusted
	zone string            // a time zone chosen before the first answer; with the answer the learner's row takes it over
}

// visitor reads the session of a request.
func (s *server) visitor(c echo.Context) visitor {
	session, err := s.sessions.New(c.Request(), cookieName) // Get would keep it with the request, which nobody asks again
	if err != nil {
		return visitor{} // forged, expired, or made with a key that is gone
	}
	id, _ := session.Values[learnerKey].(string)
	if len(id) != learnerSize || strings.Trim(id, crockford) != "" {
		return visitor{}
	}
	zone, _ := session.Values[zoneKey].(string)
	return visitor{id: quizzes.LearnerID(id), zone: zone}
}

// keepSession sends the visitor's cookie, so that its 400 days begin again.
func (s *server) keepSession(c echo.Context, v visitor) error {
	session := sessions.NewSession(s.sessions, cookieName)
	options := *s.sessions.Options
	session.Options = &options
	session.Values[learnerKey] = string(v.id)
	if v.zone != "" {
		session.Values[zoneKey] = v.zone
	}
	return s.sessions.Save(c.Request(), c.Response(), session)
}

// mint makes the id of a new learner.
func mint() quizzes.LearnerID {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return quizzes.LearnerID(base32.NewEncoding(crockford).WithPadding(base32.NoPadding).EncodeToString(b[:]))
}
