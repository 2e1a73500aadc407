// Package db keeps what learners did: their answers, what they remember, and the keys of their sessions.
//
// One database, two engines: a SQLite file (the embedded default) or PostgreSQL, behind one text per query and one set of
// methods. Exported methods open a transaction (or read), call unexported functions that take it, and translate the
// driver's errors into those of package quizzes; no driver's type or error text leaves this room. What a question is, when a
// fact is due and what an HTTP request looks like must not enter it: schedules come in as functions, time as a value.
package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"yalu/quizzes"
)

// Options are the values a database works with. The zero value is ready for use.
type Options struct {
	// Now is the clock, read once per transaction. nil: time.Now.
	Now func() time.Time

	// Log receives what an operator should know and no caller is told: applied migrations, groups of writes that failed as a
	// whole. nil: slog.Default().
	Log *slog.Logger

	// Patience is how long a write waits for somebody else's lock before it is given up as quizzes.Busy. 0: five seconds.
	Patience time.Duration

	// Conns is the greatest number of connections this instance opens to PostgreSQL, or of readers of a SQLite file. 0: 16.
	// All instances together must stay below the server's max_connections.
	Conns int
}

// DB is an open database, safe for use by many goroutines. Make one with Open.
type DB struct {
	engine engine
	now    func() time.Time
	log    *slog.Logger
	closed atomic.Bool
}

// engine is what SQLite and PostgreSQL do differently.
type engine interface {
	// write runs fn in a transaction of its own (or in what looks like one) and returns once it is durable or undone. A ctx
	// that ends before fn began drops the write; later it has no effect. fn may run again from the start and must therefore
	// do nothing but use q and assign its results.
	write(ctx context.Context, fn work) error

	// reads is where single statements read what has been committed.
	reads() querier

	// migrate runs fn in one transaction that no other instance's migration can be beside, however long it takes.
	migrate(ctx context.Context, fn work) error

	// column types and table options by the names migrations give them
	tokens() *strings.Replacer

	ping(ctx context.Context) error
	backup(ctx context.Context, path string, overwrite bool) error

	// close finishes the writes accepted so far and refuses others.
	close() error
}

// work is what happens inside a transaction. Its ctx is the transaction's, not the caller's.
type work func(ctx context.Context, q querier) error

// querier is the part *sql.DB, *sql.Conn and *sql.Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Open opens the database dsn names, a postgres:// (or postgresql://) URL or the path of a SQLite file, which is created, with
// its folders, if it is not there. It brings the schema up to date, several instances at once doing so one after the other,
// and refuses a database whose schema is newer than this program or was not made by its migrations (quizzes.Conflict).
// A database that cannot be written to now is quizzes.Busy.
func Open(ctx context.Context, dsn string, opts Options) (*DB, error) {
	return open(ctx, dsn, opts, migrations)
}

func open(ctx context.Context, dsn string, opts Options, migrations fs.FS) (*DB, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Patience <= 0 {
		opts.Patience = 5 * time.Second
	}
	if opts.Conns <= 0 {
		opts.Conns = 16
	}
	e, err := openEngine(ctx, dsn, opts)
	if err != nil {
		return nil, translate(err, "The database cannot be opened just now.")
	}
	d := &DB{engine: e, now: opts.Now, log: opts.Log}
	if err := d.migrate(ctx, migrations); err != nil {
		return nil, errors.Join(translate(err, "The database cannot be brought up to date just now."), d.Close())
	}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func openEngine(ctx context.Context, dsn string, opts Options) (engine, error) {
	if isPostgres(dsn) {
		return openPostgres(ctx, dsn, opts)
	}
	return openSQLite(ctx, dsn, opts)
}

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// Close finishes every write that was accepted, refuses others, and leaves a SQLite file complete in itself, without a log
// beside it. Closing twice is harmless.
func (d *DB) Close() error {
	if d.closed.Swap(true) {
		return nil
	}
	return translate(d.engine.close(), "The database could not be closed properly.")
}

// Ping tells whether the database can be read and, as far as can be known without taking a lock, written to. It is what
// /readyz asks.
func (d *DB) Ping(ctx context.Context) error {
	const message = "The database cannot be used just now."
	if d.closed.Load() {
		return translate(errClosed, message)
	}
	return translate(d.engine.ping(ctx), message)
}

// Backup writes a complete, checked copy of a SQLite database to path while others read and write. The copy appears under its
// name only when it is whole and on disk. A path that is taken is quizzes.Conflict unless overwrite is set; PostgreSQL is
// quizzes.Invalid, for pg_dump does it better.
func (d *DB) Backup(ctx context.Context, path string, overwrite bool) error {
	return translate(d.engine.backup(ctx, path, overwrite), "The backup could not be made.")
}

// tx is a transaction: its querier and its time, which stands still. Functions that take it run inside it.
type tx struct {
	ctx context.Context
	q   querier
	now time.Time
}

func (d *DB) write(ctx context.Context, fn func(*tx) error) error {
	return d.engine.write(ctx, func(ctx context.Context, q querier) error {
		return fn(&tx{ctx: ctx, q: q, now: d.now()})
	})
}

// read runs fn outside a transaction: each of its statements sees what is committed when it starts.
func (d *DB) read(ctx context.Context, fn func(*tx) error) error {
	if d.closed.Load() {
		return errClosed
	}
	return fn(&tx{ctx: ctx, q: d.engine.reads(), now: d.now()})
}

// exec runs a statement and returns the number of rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	res, err := t.q.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// row scans the first row of a query's result into dest; sql.ErrNoRows if there is none.
func (t *tx) row(query string, args []any, dest ...any) error {
	found := false
	err := t.rows(query, args, func(scan func(...any) error) error {
		found = true
		return scan(dest...)
	})
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// rows calls each for every row of a query's result.
func (t *tx) rows(query string, args []any, each func(scan func(...any) error) error) error {
	rows, err := t.q.QueryContext(t.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}

// instant is the inverse of time.Time.UnixMilli.
func instant(milli int64) time.Time { return time.UnixMilli(milli).UTC() }

// checkText refuses what only one of the engines would store: PostgreSQL's text holds neither NUL nor broken UTF-8.
func checkText(fields ...string) error {
	for _, s := range fields {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			return quizzes.Errorf(quizzes.Invalid, "The text %q has characters that cannot be stored.", s)
		}
	}
	return nil
}
