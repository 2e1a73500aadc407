package db

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"yalu/quizzes"
)

func TestPostgresRetries(t *testing.T) {
	dsn := server.Database(t)
	d := mustOpen(t, dsn, quiet())
	mustRecord(t, d, answer("ann", 1))

	t.Run("WhenItLost", func(t *testing.T) {
		for name, lost := range map[string]error{
			"Serialization": &pgconn.PgError{Code: "40001"},
			"Deadlock":      &pgconn.PgError{Code: "40P01"},
			"Stale":         errStale,
		} {
			var attempts atomic.Int64
			err := d.write(t.Context(), func(t *tx) error {
				if _, err := t.exec(insertLearner, "once-"+name, "", false, 0); err != nil {
					return err
				}
				if attempts.Add(1) < 4 {
					return lost
				}
				return nil
			})
			if err != nil || attempts.Load() != 4 {
				t.Errorf("%s: %d attempts, %v", name, attempts.Load(), err)
			}
		}
	})
	t.Run("UntilPatienceEnds", func(t *testing.T) {
		opts := quiet()
		opts.Patience = 200 * time.Millisecond
		d := mustOpen(t, dsn, opts)
		begun := time.Now()
		err := translate(d.write(t.Context(), func(*tx) error { return &pgconn.PgError{Code: "40001"} }), notSaved)
		wantCode(t, err, quizzes.Busy)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("gave up after %v", took)
		}
	})
	t.Run("WhenItsConnectionWasCut", func(t *testing.T) {
		var attempts atomic.Int64
		err := d.write(t.Context(), func(t *tx) error {
			if attempts.Add(1) == 1 {
				_, err := t.q.ExecContext(t.ctx, `SELECT pg_terminate_backend(pg_backend_pid())`)
				return err
			}
			_, err := t.exec(insertLearner, "cut", "", false, 0)
			return err
		})
		if err != nil || attempts.Load() != 2 {
			t.Errorf("%d attempts, %v", attempts.Load(), err)
		}
	})
	t.Run("NotWhenItIsWrong", func(t *testing.T) {
		var attempts atomic.Int64
		err := d.write(t.Context(), func(t *tx) error {
			attempts.Add(1)
			_, err := t.exec(insertMigration, 1, "", "", 0)
			return err
		})
		if err == nil || attempts.Load() != 1 {
			t.Errorf("%d attempts, %v", attempts.Load(), err)
		}
	})
}

func TestPostgresReadOnly(t *testing.T) {
	dsn := server.Database(t)
	d := mustOpen(t, dsn, quiet())
	mustRecord(t, d, answer("ann", 1))
	standby := mustOpenReadOnly(t, dsn)
	err := standby.Ping(t.Context())
	wantCode(t, err, quizzes.Busy)
	if !errors.Is(err, errUnwritable) {
		t.Errorf("Ping: %v", err)
	}
	_, err = record(standby, answer("ann", 2))
	wantCode(t, err, quizzes.Busy)
	if _, err := standby.Answer(context.Background(), "ann", answer("ann", 1).Question); err != nil {
		t.Error(err)
	}
}

// mustOpenReadOnly opens a server that takes no writes, as a standby after a failover would be.
func mustOpenReadOnly(t *testing.T, dsn string) *DB {
	t.Helper()
	opts := quiet()
	opts.Patience, opts.Conns = time.Second, 2
	e, err := openPostgres(t.Context(), dsn+"&default_transaction_read_only=on", opts)
	if err != nil {
		t.Fatal(err)
	}
	d := &DB{engine: e, now: opts.Now, log: opts.Log}
	t.Cleanup(func() { d.Close() })
	_, err = Open(t.Context(), dsn+"&default_transaction_read_only=on", opts)
	wantCode(t, err, quizzes.Busy)
	return d
}
