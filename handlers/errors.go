package handlers

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"yalu/quizzes"
	"yalu/views"
)

// statusOf is the one place that says which status a domain error becomes. Handlers that show a form again with a message
// beside the field answer 422 themselves.
func statusOf(code quizzes.Code) int {
	switch code {
	case quizzes.Invalid:
		return http.StatusBadRequest
	case quizzes.NotFound:
		return http.StatusNotFound
	case quizzes.Forbidden:
		return http.StatusForbidden
	case quizzes.Conflict:
		return http.StatusConflict
	case quizzes.TooMany:
		return http.StatusTooManyRequests
	case quizzes.Busy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// retryAfter is when to ask again, in seconds, after busy or too many.
const retryAfter = "5"

// classify gives an error its status and the sentence for the person.
func classify(err error) (status int, message string) {
	var tooLarge *http.MaxBytesError
	var fromEcho *echo.HTTPError
	var ours *quizzes.Error
	switch {
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, &ours):
		return statusOf(ours.Code), quizzes.MessageOf(err)
	case errors.As(err, &fromEcho):
		status = fromEcho.Code
	default:
		status = http.StatusInternalServerError
	}
	return status, defaultMessage(status)
}

func defaultMessage(status int) string {
	switch status {
	case http.StatusNotFound:
		return "There is no page at this address. It may have been mistyped, or the page may have moved."
	case http.StatusMethodNotAllowed:
		return "This address cannot be used in that way. Please go on from one of the pages below."
	case http.StatusRequestEntityTooLarge:
		return "What was sent is too large, so nothing of it was kept. An answer needs a few hundred characters at most."
	case http.StatusBadRequest:
		return "What was sent could not be read, so nothing was done. Please go back, load the page again and try once more."
	}
	return quizzes.MessageOf(nil)
}

func titleOf(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "This could not be read"
	case http.StatusForbidden:
		return "This is not allowed"
	case http.StatusNotFound:
		return "Not found"
	case http.StatusMethodNotAllowed:
		return "This does not work here"
	case http.StatusConflict:
		return "Something has changed meanwhile"
	case http.StatusRequestEntityTooLarge:
		return "Too large"
	case http.StatusTooManyRequests:
		return "Too much at once"
	case http.StatusServiceUnavailable:
		return "Not possible just now"
	}
	return "Something went wrong"
}

// adviceFor says where to go on.
func adviceFor(status int, path string) []views.Link {
	practise := views.Link{Text: "Go on practising", URL: "/practice"}
	library := views.Link{Text: "Look in the library", URL: "/library"}
	home := views.Link{Text: "Start page", URL: "/"}
	switch {
	case status == http.StatusServiceUnavailable:
		return []views.Link{{Text: "Try again", URL: retryPath(path)}, home}
	case strings.HasPrefix(path, "/practice"):
		return []views.Link{practise, home}
	case status == http.StatusNotFound:
		return []views.Link{library, home}
	}
	return []views.Link{home, practise}
}

// retryPath is the page itself where it is one of ours; any other path is not put into a link.
func retryPath(path string) string {
	for _, known := range []string{"/practice", "/progress", "/settings"} {
		if path == known {
			return known
		}
	}
	return "/"
}

// showError is Echo's HTTPErrorHandler: every error of every handler ends here.
func (s *server) showError(err error, c echo.Context) {
	if c.Response().Committed {
		s.log.Error("error after the answer had begun", "route", c.Path(), "id", requestID(c), "error", err)
		return
	}
	status, message := classify(err)
	s.logError(c, status, err)
	noStore(c)
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		c.Response().Header().Set("Retry-After", retryAfter)
	}
	if status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
		s.showLastPage(c)
		return
	}
	page := views.Error{Status: status, Title: titleOf(status), Message: message, Advice: adviceFor(status, c.Request().URL.Path)}
	if err := s.render(c, status, views.ErrorPage(s.frame(c, page.Title, ""), page)); err != nil && !c.Response().Committed {
		s.log.Error("drawing an error page", "error", err)
		s.showLastPage(c)
	}
}

// logError notes the cause of what went wrong on our side; what a person mistyped is none of the log's business.
func (s *server) logError(c echo.Context, status int, err error) {
	if status < http.StatusInternalServerError {
		return
	}
	if errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil {
		return // the reader has gone
	}
	s.log.Error("request failed", "route", c.Path(), "status", status, "id", requestID(c), "error", err)
}

// drawLastPage draws the page for errors of ours.
func (s *server) drawLastPage() ([]byte, error) {
	page := views.Error{
		Status: http.StatusInternalServerError, Title: titleOf(http.StatusInternalServerError),
		Message: "Something went wrong on our side. What you had handed in before is safe. Please try again in a moment.",
		Advice:  []views.Link{{Text: "Start page", URL: "/"}},
	}
	var b bytes.Buffer
	err := views.ErrorPage(s.baseFrame(page.Title), page).Render(context.Background(), &b)
	return b.Bytes(), err
}

func (s *server) showLastPage(c echo.Context) {
	c.Response().Header().Set(pageHeader, "1")
	if err := c.Blob(http.StatusInternalServerError, htmlType, s.lastPage); err != nil {
		s.log.Info("the reader left before the error page", "id", requestID(c))
	}
}
