package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"yalu/quizzes"
)

func TestTranslate(t *testing.T) {
	lite := func(n sqlite3.ErrNo) error { return sqlite3.Error{Code: n, ExtendedCode: n.Extend(0)} }
	pg := func(state string) error { return &pgconn.PgError{Code: state} }
	for _, c := range []struct {
		err  error
		want quizzes.Code
	}{
		{nil, ""},
		{sql.ErrNoRows, quizzes.NotFound},
		{lite(sqlite3.ErrBusy), quizzes.Busy},
		{sqlite3.Error{Code: sqlite3.ErrBusy, ExtendedCode: sqlite3.ErrBusySnapshot}, quizzes.Busy},
		{lite(sqlite3.ErrLocked), quizzes.Busy},
		{lite(sqlite3.ErrReadonly), quizzes.Busy},
		{lite(sqlite3.ErrFull), quizzes.Busy},
		{lite(sqlite3.ErrIoErr), quizzes.Busy},
		{lite(sqlite3.ErrCantOpen), quizzes.Busy},
		{sqlite3.Error{Code: sqlite3.ErrConstraint, ExtendedCode: sqlite3.ErrConstraintUnique}, quizzes.Conflict},
		{sqlite3.Error{Code: sqlite3.ErrConstraint, ExtendedCode: sqlite3.ErrConstraintPrimaryKey}, quizzes.Conflict},
		{sqlite3.Error{Code: sqlite3.ErrConstraint, ExtendedCode: sqlite3.ErrConstraintNotNull}, quizzes.Internal},
		{lite(sqlite3.ErrCorrupt), quizzes.Internal},
		{pg("23505"), quizzes.Conflict},
		{pg("23503"), quizzes.Internal},
		{pg("40001"), quizzes.Busy},
		{pg("53100"), quizzes.Busy},
		{pg("53300"), quizzes.Busy},
		{pg("57P03"), quizzes.Busy},
		{pg("25006"), quizzes.Busy},
		{pg("08006"), quizzes.Busy},
		{pg("22021"), quizzes.Invalid},
		{pg("42601"), quizzes.Internal},
		{pg(""), quizzes.Internal},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, quizzes.Busy},
		{context.Canceled, quizzes.Busy},
		{context.DeadlineExceeded, quizzes.Busy},
		{errClosed, quizzes.Busy},
		{errors.New("else"), quizzes.Internal},
		{quizzes.Errorf(quizzes.Forbidden, "ours"), quizzes.Forbidden},
	} {
		if c.err == nil {
			if got := translate(nil, notSaved); got != nil {
				t.Errorf("translate(nil) = %v", got)
			}
			continue
		}
		got := translate(fmt.Errorf("around: %w", c.err), notSaved)
		if code := quizzes.CodeOf(got); code != c.want {
			t.Errorf("%v: code %s; want %s", c.err, code, c.want)
		}
		if !errors.Is(got, c.err) {
			t.Errorf("%v is lost in %v", c.err, got)
		}
		if busy := quizzes.MessageOf(got) == notSaved; busy != (c.want == quizzes.Busy) {
			t.Errorf("%v: message %q", c.err, quizzes.MessageOf(got))
		}
	}
}
