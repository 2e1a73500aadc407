package quizzes

import (
	"errors"
	"fmt"
)

// Code classifies an error for the person it is shown to. One place (handlers) maps codes to HTTP statuses and pages.
type Code string

const (
	Invalid   Code = "invalid"   // what was sent does not make sense; the person can mend it
	NotFound  Code = "not_found" // there is no such thing (any more)
	Forbidden Code = "forbidden" // it is there, but not for this person, or the session cannot be trusted
	Conflict  Code = "conflict"  // it clashes with what has happened meanwhile
	TooMany   Code = "too_many"  // too often, too much
	Busy      Code = "busy"      // the store cannot take it now (locked, full, read-only, gone); nothing was kept
	Internal  Code = "internal"  // our fault
)

// Error is an error that can be shown: Message is one plain sentence for the person, Err the cause for the log.
type Error struct {
	Code    Code
	Message string
	Err     error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error with a message for the person. A %w verb in format is not expanded; use Wrap for causes.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap gives err a code and a message for the person.
func Wrap(err error, code Code, message string) *Error {
	return &Error{Code: code, Message: message, Err: err}
}

// CodeOf returns the code of the outermost Error in err's chain, Internal for any other error, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// MessageOf returns the sentence for the person; errors without one get a general apology that reveals nothing.
func MessageOf(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Message != "" {
		return e.Message
	}
	return "Something went wrong on our side. Nothing you did is lost; please try again."
}
