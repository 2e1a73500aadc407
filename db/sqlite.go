package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

	"yalu/quizzes"
)

var (
	errMoved      = errors.New("db: the database file is not where it was opened: it has been moved, replaced or deleted")
	errUnwritable = errors.New("db: the database file must not be written to")
)

// maxGroup is how many writes share one transaction at most. A write of an answer takes some 50 µs, so that a full group keeps
// the first of its writes waiting for about 10 ms.
const maxGroup = 256

// sqlite is a SQLite file with one writer and many readers.
//
// The price of a durable write is the fsync of its commit, not the write. So all writes go to one goroutine, which takes
// whatever has gathered while the last commit was under way, runs all of it in one transaction, commits, and only then tells
// each of them. Alone a write waits for nobody; many together share an fsync.
type sqlite struct {
	path    string
	opened  fs.FileInfo // the file at path when it was opened
	writes  *sql.DB     // lends writer
	writer  *sql.Conn   // used by the goroutine run only, and by close after it has ended
	readers *sql.DB
	copier  *sql.DB // moves what the log holds into the file; one connection
	log     *slog.Logger

	queue   chan *pending
	stopped chan struct{} // closed when run has ended
	copy    chan struct{} // asks the copier to work; closed by run when it ends
	copied  chan struct{} // closed when the copier has ended

	accepting sync.RWMutex // held for reading while a write enters the queue, so that close does not close it underneath
	closed    bool
}

// pending is a write in the queue.
type pending struct {
	fn    work
	state atomic.Int32 // waiting; then started by the writer or dropped by the caller, whoever is first
	err   error        // for the caller to read once done is closed
	done  chan struct{}
}

const (
	waiting int32 = iota
	started
	dropped
)

func openSQLite(ctx context.Context, path string, opts Options) (_ *sqlite, err error) {
	if path == "" || strings.HasPrefix(path, ":memory:") || strings.Contains(path, "://") {
		return nil, quizzes.Errorf(quizzes.Invalid, "The database %q is neither a file nor a postgres:// URL.", path)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	if err := createPrivate(path); err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	s := &sqlite{path: path, log: opts.Log, queue: make(chan *pending, 4*maxGroup),
		stopped: make(chan struct{}), copy: make(chan struct{}, 1), copied: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("open %s: %w", path, err), s.closeConnections())
		}
	}()
	s.writes, err = sql.Open("sqlite3", sqliteDSN(path, opts.Patience, url.Values{
		"_synchronous":  {"FULL"}, // fsync at every commit: what is acknowledged survives a power cut
		"_foreign_keys": {"on"},
		"_cache_size":   {"-16384"}, // KiB
	}))
	if err != nil {
		return nil, err
	}
	s.readers, err = sql.Open("sqlite3", sqliteDSN(path, opts.Patience, url.Values{
		"_query_only": {"on"},
		"_cache_size": {"-1024"}, // KiB; every commit empties a reader's cache, so a large one would never be full
	}))
	if err != nil {
		return nil, err
	}
	s.copier, err = sql.Open("sqlite3", sqliteDSN(path, opts.Patience, url.Values{"_synchronous": {"FULL"}, "_cache_size": {"-64"}}))
	if err != nil {
		return nil, err
	}
	s.copier.SetMaxOpenConns(1)
	// Reading is work for a processor, and more readers than those would only hold more memory.
	conns := min(opts.Conns, 2*runtime.GOMAXPROCS(0))
	s.readers.SetMaxOpenConns(conns)
	s.readers.SetMaxIdleConns(conns)
	if s.writer, err = s.writes.Conn(ctx); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	if s.opened, err = os.Stat(path); err != nil {
		return nil, err
	}
	go s.run()
	go s.copyLog()
	return s, nil
}

// prepare sets up the writer's connection beyond what the DSN can.
func (s *sqlite) prepare(ctx context.Context) error {
	var mode string
	if err := s.writer.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" { // for example on a network file system, where readers and the writer would lock each other out
		return quizzes.Errorf(quizzes.Invalid,
			"The database %s cannot keep a write-ahead log where it is; it needs a local file system.", s.path)
	}
	for _, pragma := range []string{
		`PRAGMA temp_store = MEMORY`,           // where savepoints keep the pages to go back to
		`PRAGMA wal_autocheckpoint = 16000`,    // pages; by then the copier has left little to do
		`PRAGMA journal_size_limit = 67108864`, // bytes: a log grown behind a long backup shrinks again
	} {
		if _, err := s.writer.ExecContext(ctx, pragma); err != nil {
			return err
		}
	}
	return nil
}

// createPrivate makes an empty file for SQLite to open, readable by its owner only, for session keys are kept in it. A file
// that is there is not even opened: closing it would drop the locks SQLite holds on it elsewhere in this process.
func createPrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// sqliteDSN adds to params what every connection has. Statements are kept prepared, by their text.
func sqliteDSN(path string, patience time.Duration, params url.Values) string {
	params.Set("_busy_timeout", strconv.FormatInt(max(patience.Milliseconds(), 1), 10))
	params.Set("_stmt_cache_size", "64")
	u := url.URL{Scheme: "file", Path: path, RawQuery: params.Encode()}
	return u.String()
}

func (s *sqlite) tokens() *strings.Replacer {
	return strings.NewReplacer("{bytes}", "BLOB", "{clustered}", "WITHOUT ROWID")
}

func (s *sqlite) reads() querier { return reader{s.readers} }

// reader finishes what it has begun to read: to be able to interrupt it, the driver would start a goroutine for every row, which
// takes longer than reading it.
type reader struct{ *sql.DB }

func (r reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r.DB.QueryContext(context.WithoutCancel(ctx), query, args...)
}

// migrate is a write like others: BEGIN IMMEDIATE keeps other processes out.
func (s *sqlite) migrate(ctx context.Context, fn work) error { return s.write(ctx, fn) }

func (s *sqlite) write(ctx context.Context, fn work) error {
	p := &pending{fn: fn, done: make(chan struct{})}
	if err := s.enqueue(ctx, p); err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		if p.state.CompareAndSwap(waiting, dropped) {
			return ctx.Err()
		}
		<-p.done
	}
	return p.err
}

func (s *sqlite) enqueue(ctx context.Context, p *pending) error {
	s.accepting.RLock()
	defer s.accepting.RUnlock()
	if s.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.queue <- p:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run is the writer. It ends when the queue is closed and empty.
func (s *sqlite) run() {
	defer close(s.stopped)
	defer close(s.copy)
	written := 0
	for p := range s.queue {
		group := s.gather(p)
		s.finish(group)
		if written += len(group); written >= copyEvery {
			written = 0
			select {
			case s.copy <- struct{}{}:
			default: // it is at work
			}
		}
	}
}

// copyEvery is how many writes the log takes before it is copied into the file, some 40 MB of it.
const copyEvery = 4000

// copyLog copies the log into the file beside the writer. Left to the writer, as SQLite would have it, the copying would hold
// up everybody for tens of milliseconds every time.
func (s *sqlite) copyLog() {
	defer close(s.copied)
	for range s.copy {
		if _, err := s.copier.Exec(`PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
			s.log.Warn("database: the log was not copied", "error", err) // nothing is lost: the writer does it when the log is long
		}
	}
}

// gather takes what is waiting behind first, without waiting for more.
func (s *sqlite) gather(first *pending) []*pending {
	// Those told of the last commit are about to hand in their next write; let them, so that they share this commit.
	runtime.Gosched()
	var group []*pending
	for p, more := first, true; more; {
		if p.state.CompareAndSwap(waiting, started) {
			group = append(group, p)
		}
		if len(group) == maxGroup {
			break
		}
		select {
		case p, more = <-s.queue:
		default:
			more = false
		}
	}
	return group
}

// finish commits a group and tells its members. A group that fails as a whole (say, the disk is full and one of its writes was
// large) is tried again one by one, so that nobody pays for another.
func (s *sqlite) finish(group []*pending) {
	if len(group) == 0 {
		return
	}
	err := s.commit(group)
	if err != nil {
		s.log.Error("database: a group of writes failed", "writes", len(group), "error", err)
	}
	for i := 0; i < len(group) && err != nil; i++ {
		if locked(err) || len(group) == 1 {
			// Each would wait in vain as long as this one did.
			for _, p := range group[i:] {
				p.err = err
			}
			break
		}
		if alone := s.commit(group[i : i+1]); alone != nil {
			group[i].err = alone
			if locked(alone) {
				err = alone
			}
		}
	}
	for _, p := range group {
		close(p.done)
	}
}

// lockedError says that a transaction could not begin.
type lockedError struct{ error }

func (e lockedError) Unwrap() error { return e.error }

func locked(err error) bool {
	_, ok := err.(lockedError)
	return ok
}

// commit runs a group in one transaction and gives each write its own error. An error of its own means that nothing of the
// group is kept.
//
// Nearly always no write fails, so the group runs bare first. Only when one does is all of it undone and run again with a
// savepoint around each, so that the others are kept.
func (s *sqlite) commit(group []*pending) error {
	err := s.attempt(group, s.bare)
	var one failedError
	if !errors.As(err, &one) {
		return err
	}
	if len(group) == 1 {
		group[0].err = one.error
		return nil
	}
	return s.attempt(group, s.savepoint)
}

// failedError says that one write failed by itself, and the transaction with it.
type failedError struct{ error }

func (e failedError) Unwrap() error { return e.error }

// attempt runs each write of a group by way of run, and commits.
func (s *sqlite) attempt(group []*pending, run func(work) (failed, broken error)) error {
	if err := s.do(`BEGIN IMMEDIATE`); err != nil {
		return lockedError{err}
	}
	for _, p := range group {
		var err error
		if p.err, err = run(p.fn); err != nil {
			return s.rollback(err)
		}
	}
	// SQLite notices this in other journal modes only. A commit to a file that has been deleted would be a promise nobody keeps.
	if err := s.unmoved(); err != nil {
		return s.rollback(err)
	}
	if err := s.do(`COMMIT`); err != nil {
		return s.rollback(err)
	}
	return nil
}

// bare runs one write and takes its failure for that of the whole transaction.
func (s *sqlite) bare(fn work) (failed, broken error) {
	if err := protect(context.Background(), s.writer, fn); err != nil {
		return nil, failedError{err}
	}
	return nil, nil
}

// unmoved tells whether the file at path is still the one that was opened.
func (s *sqlite) unmoved() error {
	if now, err := os.Stat(s.path); err != nil || !os.SameFile(s.opened, now) {
		return errors.Join(errMoved, err)
	}
	return nil
}

// savepoint runs one write. failed is its own error, after which the transaction is as if it had not been; broken means that
// there is no transaction any more: on a full disk or an I/O error SQLite may undo all of it.
func (s *sqlite) savepoint(fn work) (failed, broken error) {
	if err := s.do(`SAVEPOINT one`); err != nil {
		return nil, err
	}
	if failed = protect(context.Background(), s.writer, fn); failed != nil {
		if err := s.do(`ROLLBACK TO one`); err != nil {
			return nil, failed
		}
	}
	return failed, s.do(`RELEASE one`)
}

// rollback ends a transaction that failed with err, if SQLite has not ended it already.
func (s *sqlite) rollback(err error) error {
	_ = s.do(`ROLLBACK`) // fails when there is nothing to roll back, which is what we want
	return err
}

// do runs a statement on the writer. Like all its work it cannot be interrupted, which also spares a goroutine per statement.
func (s *sqlite) do(statement string) error {
	_, err := s.writer.ExecContext(context.Background(), statement)
	return err
}

// protect turns a panic of fn into an error: it would not end a request here, as in a handler, but the writer.
func protect(ctx context.Context, q querier, fn work) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic while writing: %v\n%s", r, debug.Stack())
		}
	}()
	return fn(ctx, q)
}

// ping reads, and looks whether the file is still the one that was opened and may be written to. It takes no lock, and does
// not open the file (see createPrivate).
func (s *sqlite) ping(ctx context.Context) error {
	var version sql.NullInt64
	if err := s.readers.QueryRowContext(ctx, selectSchema).Scan(&version); err != nil {
		return err
	}
	if err := s.unmoved(); err != nil {
		return err
	}
	if err := writable(s.path); err != nil {
		return fmt.Errorf("%w: %s: %w", errUnwritable, s.path, err)
	}
	return nil
}

func (s *sqlite) close() error {
	s.accepting.Lock()
	if s.closed {
		s.accepting.Unlock()
		return nil
	}
	s.closed = true
	close(s.queue)
	s.accepting.Unlock()
	<-s.stopped
	<-s.copied
	return s.closeConnections()
}

// closeConnections ends the readers first, for they keep the log from being emptied.
func (s *sqlite) closeConnections() error {
	var errs []error
	for _, others := range []*sql.DB{s.readers, s.copier} {
		if others != nil {
			errs = append(errs, others.Close())
		}
	}
	if s.writer != nil {
		if s.opened != nil {
			errs = append(errs, s.do(`PRAGMA wal_checkpoint(TRUNCATE)`))
		}
		errs = append(errs, s.writer.Close())
	}
	if s.writes != nil {
		errs = append(errs, s.writes.Close())
	}
	return errors.Join(errs...)
}
