package db

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"yalu/quizzes"
)

// migrationLock is the advisory lock an instance holds while it migrates. Any number will do that nobody else uses in the same
// database; this one is "yalu" in ASCII.
const migrationLock = 0x79616c75

// postgres is a PostgreSQL server. Each write is a transaction of its own at the server's default isolation level; what must
// not be lost is guarded by statements that change nothing when a row is not as it was read (see upsertMemory), so the
// server is free to group commits and instances need no lock between them.
type postgres struct {
	db       *sql.DB
	patience time.Duration
	log      *slog.Logger

	accepting sync.RWMutex // held for reading by every write, so that close waits for them
	closed    bool
}

func openPostgres(ctx context.Context, dsn string, opts Options) (*postgres, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil { // it names the fault and hides the password
		return nil, quizzes.Wrap(err, quizzes.Invalid, "The address of the database cannot be read.")
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "yalu"
	}
	config.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {} // "relation already exists, skipping"
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = opts.Patience
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(opts.Conns)
	db.SetMaxIdleConns(opts.Conns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(time.Hour) // so that a server that has moved is found again
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &postgres{db: db, patience: opts.Patience, log: opts.Log}, nil
}

func (p *postgres) tokens() *strings.Replacer {
	return strings.NewReplacer("{bytes}", "BYTEA", "{clustered}", "")
}

func (p *postgres) reads() querier { return p.db }

func (p *postgres) migrate(ctx context.Context, fn work) error {
	t, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback() // does nothing after a commit
	if _, err := t.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil {
		return err
	}
	if err := fn(ctx, t); err != nil {
		return err
	}
	return t.Commit()
}

// write tries until the transaction has been committed, has failed for good, or patience has run out.
func (p *postgres) write(ctx context.Context, fn work) error {
	p.accepting.RLock()
	defer p.accepting.RUnlock()
	if p.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// From here on the caller's leaving does not undo what may be half done; the clock still runs.
	inner, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.patience)
	defer cancel()
	for attempt := 1; ; attempt++ {
		err := p.attempt(ctx, inner, fn)
		var again againError
		if !errors.As(err, &again) {
			return err
		}
		if attempt == 10 {
			p.log.WarnContext(ctx, "database: a write has been tried ten times and is tried again", "error", err)
		}
		// Those who collided should not collide again in step.
		pause := time.Duration(rand.Int64N(int64(min(attempt, 20)) * int64(time.Millisecond)))
		select {
		case <-time.After(pause):
		case <-inner.Done():
			return again.error
		}
		ctx = inner
	}
}

// againError says that nothing was committed and that another attempt may succeed.
type againError struct{ error }

func (e againError) Unwrap() error { return e.error }

// attempt runs fn in one transaction. ctx governs the wait for a connection, inner what follows.
func (p *postgres) attempt(ctx, inner context.Context, fn work) error {
	acquire, cancel := context.WithTimeout(ctx, p.patience)
	defer cancel()
	conn, err := p.db.Conn(acquire)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := ctx.Err(); err != nil {
		return err
	}
	t, err := conn.BeginTx(inner, nil)
	if err != nil {
		return again(err)
	}
	defer t.Rollback() // does nothing after a commit
	if err := protect(inner, t, fn); err != nil {
		return again(err)
	}
	err = t.Commit()
	var pg *pgconn.PgError
	if errors.As(err, &pg) { // the server said no; of a connection that broke now nobody knows what has become
		return again(err)
	}
	return err
}

// again marks the errors of an uncommitted transaction that are worth another attempt: it lost against another one, or its
// connection.
func again(err error) error {
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg):
		switch pg.Code {
		case "40001", "40P01", "57P01", "57P02": // serialization_failure, deadlock_detected, admin_shutdown, crash_shutdown
			return againError{err}
		}
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errStale), lostConnection(err):
		return againError{err}
	}
	return err
}

// ping also fails on a standby, which could be read but takes no answers.
func (p *postgres) ping(ctx context.Context) error {
	var version sql.NullInt64
	if err := p.db.QueryRowContext(ctx, selectSchema).Scan(&version); err != nil {
		return err
	}
	var readOnly string
	if err := p.db.QueryRowContext(ctx, `SELECT current_setting('transaction_read_only')`).Scan(&readOnly); err != nil {
		return err
	}
	if readOnly == "on" {
		return errUnwritable
	}
	return nil
}

func (p *postgres) backup(context.Context, string, bool) error { return errUsePgDump() }

func (p *postgres) close() error {
	p.accepting.Lock()
	defer p.accepting.Unlock()
	p.closed = true
	return p.db.Close()
}
