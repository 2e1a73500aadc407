package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"yalu/quizzes"
)

var (
	errClosed = errors.New("db: the database is closed")

	// errStale undoes a transaction that built on a row another one has changed meanwhile, so that it starts again.
	errStale = errors.New("db: a row changed between reading and writing it")
)

// What the person is told when the store cannot serve.
const (
	notSaved = "The answer could not be saved just now. Please hand it in again in a moment; nothing is counted twice."
	notKept  = "That could not be saved just now. Please try again in a moment."
	notRead  = "That could not be looked up just now. Please try again in a moment."
)

// translate is the seam where drivers' errors become ours; busy is the sentence for the person when the store cannot serve
// now. The cause stays in the chain for errors.Is and the log. An error that already is ours passes unchanged.
func translate(err error, busy string) error {
	var ours *quizzes.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return err
	}
	switch classify(err) {
	case quizzes.NotFound:
		return quizzes.Wrap(err, quizzes.NotFound, "There is no such thing here (any more).")
	case quizzes.Conflict:
		return quizzes.Wrap(err, quizzes.Conflict, "Somebody else has just saved the same thing.")
	case quizzes.Invalid:
		var lite sqlite3.Error
		if errors.As(err, &lite) {
			return quizzes.Wrap(err, quizzes.Invalid, "The file is no SQLite database.")
		}
		return quizzes.Wrap(err, quizzes.Invalid, "That contains characters that cannot be stored.")
	case quizzes.Busy:
		return quizzes.Wrap(err, quizzes.Busy, busy)
	default:
		return quizzes.Wrap(err, quizzes.Internal, quizzes.MessageOf(err))
	}
}

// classify gives the code of a driver's error.
func classify(err error) quizzes.Code {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		return classifySQLite(lite)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return classifyPostgres(pg.Code)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return quizzes.NotFound
	case errors.Is(err, errClosed), errors.Is(err, errStale), errors.Is(err, errMoved), errors.Is(err, errUnwritable),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), lostConnection(err):
		return quizzes.Busy
	}
	return quizzes.Internal
}

func classifySQLite(err sqlite3.Error) quizzes.Code {
	switch err.ExtendedCode {
	case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey:
		return quizzes.Conflict
	}
	switch err.Code {
	case sqlite3.ErrNotADB:
		return quizzes.Invalid
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrReadonly, sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrCantOpen,
		sqlite3.ErrPerm, sqlite3.ErrProtocol, sqlite3.ErrNomem, sqlite3.ErrInterrupt:
		return quizzes.Busy
	}
	return quizzes.Internal
}

// classifyPostgres follows PostgreSQL's appendix A, "Error Codes".
func classifyPostgres(state string) quizzes.Code {
	switch state {
	case "23505": // unique_violation
		return quizzes.Conflict
	case "22021": // character_not_in_repertoire
		return quizzes.Invalid
	case "40001", "40P01", // serialization_failure, deadlock_detected
		"55P03", "57014", // lock_not_available, query_canceled
		"25006",                            // read_only_sql_transaction
		"57P01", "57P02", "57P03", "57P05", // shutting down, crashed, starting, idle session ended
		"58030": // io_error
		return quizzes.Busy
	}
	switch state[:min(2, len(state))] {
	case "08", "53": // connection exceptions; insufficient resources: disk full, out of memory, too many connections
		return quizzes.Busy
	}
	return quizzes.Internal
}

// lostConnection tells whether err means that the server could not be reached (any more).
func lostConnection(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.Timeout(err) || pgconn.SafeToRetry(err)
}
