package handlers

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"yalu/quizzes"
)

// contentPolicy lets a page load our own style sheet, script and images, send forms to us, and nothing else.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// setHeaders sends what every answer of ours carries. What governs a document goes with documents only: a fragment is read by
// our own script, inside a page that has its policies already, and a browser cannot be made to navigate to one.
func (s *server) setHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	fragment := http.Header{}
	fragment.Set("X-Content-Type-Options", "nosniff")
	fragment.Set("Cross-Origin-Resource-Policy", "same-origin")
	if s.secure {
		fragment.Set("Strict-Transport-Security", "max-age=31536000")
	}
	document := fragment.Clone()
	document.Set("Content-Security-Policy", contentPolicy)
	document.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	document.Set("Referrer-Policy", "same-origin")
	document.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()")
	document.Set("Cross-Origin-Opener-Policy", "same-origin")
	return func(c echo.Context) error {
		policies := document
		if isFragment(c) {
			policies = fragment
		}
		maps.Copy(c.Response().Header(), policies) // the values are shared, and replaced rather than changed
		return next(c)
	}
}

// logAccess writes one line per request. It holds nothing personal: no address, no query, no learner; the route's pattern
// stands for the path.
func (s *server) logAccess(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		if err := next(c); err != nil {
			c.Error(err) // here, so that the status is known
		}
		status := c.Response().Status
		level := slog.LevelInfo
		if status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		route := c.Path()
		if route == "" {
			route = "(none)"
		}
		s.log.LogAttrs(c.Request().Context(), level, "request", slog.String("method", knownMethod(c.Request().Method)), slog.String("route", route),
			slog.Int("status", status), slog.Duration("duration", time.Since(start)), slog.String("id", requestID(c)))
		return nil
	}
}

// knownMethod keeps what a stranger invented out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// nameRequest gives every request an id of ours, sent along and logged. What a client claims to be one is not taken over.
func nameRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, strings.ToLower(rand.Text()[:16]))
		return next(c)
	}
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// recoverPanic makes an error of a panic, with the stack in the log.
func (s *server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if r == http.ErrAbortHandler { // net/http's own way to drop a connection
				panic(r)
			}
			s.log.Error("panic", "route", c.Path(), "id", requestID(c), "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = errors.New("a handler panicked")
		}()
		return next(c)
	}
}

// limitBody refuses what announces itself as too large and cuts off what turns out to be.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > bodyLimit {
			return echo.ErrStatusRequestEntityTooLarge
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, bodyLimit)
		return next(c)
	}
}

// crossOrigin refuses forms that other sites send in a reader's name. baseURL is trusted besides the host that is asked.
func crossOrigin(baseURL string) (echo.MiddlewareFunc, error) {
	protection := http.NewCrossOriginProtection()
	if baseURL != "" {
		if err := protection.AddTrustedOrigin(strings.TrimSuffix(baseURL, "/")); err != nil {
			return nil, fmt.Errorf("the base URL: %w", err)
		}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return quizzes.Wrap(err, quizzes.Forbidden, "This form was sent from another site, so nothing was done. Please open the page here and try again.")
			}
			return next(c)
		}
	}, nil
}
