package db

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"yalu/quizzes"
)

func mustOpenSQLite(t *testing.T) (*DB, *sqlite) {
	t.Helper()
	d := mustOpen(t, newFile(t), quiet())
	return d, d.engine.(*sqlite)
}

// hold keeps the writer busy, so that what is written meanwhile gathers into one group. It returns when the writer is held.
func hold(t *testing.T, d *DB) (release func()) {
	t.Helper()
	held, released, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- d.write(context.Background(), func(*tx) error {
			close(held)
			<-released
			return nil
		})
	}()
	<-held
	return func() {
		t.Helper()
		close(released)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestSQLiteSettings(t *testing.T) {
	_, s := mustOpenSQLite(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		if err := s.writer.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %s, %v; want %s", pragma, got, err, want)
		}
	}
	if _, err := s.readers.ExecContext(t.Context(), insertMigration, 99, "", "", 0); err == nil {
		t.Error("a reader can write")
	}
	for _, file := range []string{s.path, s.path + "-wal"} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want it readable by its owner only", file, info.Mode(), err)
		}
	}
}

func TestGroupCommit(t *testing.T) {
	t.Run("OneFailingWriteHarmsNoOther", func(t *testing.T) {
		d, s := mustOpenSQLite(t)
		mustRecord(t, d, answer("ann", 0))
		release := hold(t, d)
		const writes = 30
		errs := make([]error, writes)
		var wg sync.WaitGroup
		for i := range writes {
			wg.Go(func() {
				switch i {
				case 7:
					errs[i] = d.write(context.Background(), func(*tx) error { panic("seven") })
				case 11:
					errs[i] = d.write(context.Background(), func(*tx) error { return errors.New("eleven") })
				default:
					_, errs[i] = record(d, answer("ann", i))
				}
			})
		}
		for len(s.queue) < writes {
			runtime.Gosched()
		}
		release()
		wg.Wait()
		for i, err := range errs {
			if bad := i == 7 || i == 11; bad != (err != nil) {
				t.Errorf("write %d: %v", i, err)
			}
			_, err := d.Answer(t.Context(), "ann", answer("ann", i).Question)
			if bad := i == 7 || i == 11; bad != (err != nil) {
				t.Errorf("answer %d afterwards: %v", i, err)
			}
		}
	})
	t.Run("DroppedWhileWaiting", func(t *testing.T) {
		d, s := mustOpenSQLite(t)
		release := hold(t, d)
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error)
		a := answer("ann", 1)
		go func() {
			_, err := recordBy(d, ctx, a, Zone{}, counting(a))
			result <- err
		}()
		for len(s.queue) == 0 {
			runtime.Gosched()
		}
		cancel()
		wantCode(t, <-result, quizzes.Busy) // while the writer is still held
		release()
		mustRecord(t, d, answer("ann", 2))
		_, err := d.Answer(t.Context(), "ann", a.Question)
		wantCode(t, err, quizzes.NotFound)
	})
	t.Run("SharesCommits", func(t *testing.T) {
		d, s := mustOpenSQLite(t)
		mustRecord(t, d, answer("ann", 0))
		before := walFrames(t, s)
		release := hold(t, d)
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() { mustRecord(t, d, answer("ann", i+1)) })
		}
		for len(s.queue) < 100 {
			runtime.Gosched()
		}
		release()
		wg.Wait()
		// Alone, each would write at least the four pages it changes.
		if pages := walFrames(t, s) - before; pages > 100 {
			t.Errorf("100 writes wrote %d pages", pages)
		}
	})
}

func walFrames(t *testing.T, s *sqlite) int64 {
	t.Helper()
	info, err := os.Stat(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size() / 4096
}

// TestFull gives the file a limit: one huge write does not fit, and takes the transaction of its group with it.
func TestFull(t *testing.T) {
	d, s := mustOpenSQLite(t)
	mustRecord(t, d, answer("ann", 0))
	err := d.write(t.Context(), func(t *tx) error {
		return t.row(`PRAGMA max_page_count = 200`, nil, new(int))
	})
	if err != nil {
		t.Fatal(err)
	}
	release := hold(t, d)
	const writes, huge = 20, 10
	errs := make([]error, writes)
	var wg sync.WaitGroup
	for i := range writes {
		wg.Go(func() {
			a := answer("bob", i)
			if i == huge {
				a.Response = bytes.Repeat([]byte("x"), 2<<20)
			}
			_, errs[i] = record(d, a)
		})
	}
	for len(s.queue) < writes {
		runtime.Gosched()
	}
	release()
	wg.Wait()
	for i, err := range errs {
		if i == huge {
			wantFull(t, err)
		} else if err != nil {
			t.Errorf("small write %d: %v", i, err)
		}
	}
	answers, err := d.Answers(t.Context(), "bob")
	if err != nil || len(answers) != writes-1 {
		t.Errorf("%d answers, %v; want %d", len(answers), err, writes-1)
	}
}

func wantFull(t *testing.T, err error) {
	t.Helper()
	wantCode(t, err, quizzes.Busy)
	var cause sqlite3.Error
	if !errors.As(err, &cause) || cause.Code != sqlite3.ErrFull {
		t.Errorf("the cause is lost in %v", err)
	}
	if got := quizzes.MessageOf(err); got != notSaved {
		t.Errorf("message: %s", got)
	}
}

// childFullDisk fills a real file system, a tmpfs of 8 MB that it mounts on the folder arg for itself only.
func childFullDisk(arg string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	if err := syscall.Mount("tmpfs", arg, "tmpfs", 0, "size=8m"); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	filler := filepath.Join(arg, "filler")
	if err := os.WriteFile(filler, make([]byte, 4<<20), 0o600); err != nil {
		return err
	}
	d, err := Open(context.Background(), filepath.Join(arg, "yalu.db"), quiet())
	if err != nil {
		return err
	}
	var full error
	stored := 0
	for ; full == nil; stored++ {
		_, full = record(d, answer(learnerOf(stored), stored))
	}
	stored--
	if quizzes.CodeOf(full) != quizzes.Busy {
		return fmt.Errorf("on the full disk: %w", full)
	}
	if cause := (sqlite3.Error{}); !errors.As(full, &cause) || cause.Code != sqlite3.ErrFull {
		return fmt.Errorf("on the full disk, not SQLITE_FULL: %w", full)
	}
	for n := range stored {
		if _, err := d.Answer(context.Background(), learnerOf(n), answer("", n).Question); err != nil {
			return fmt.Errorf("answer %d while full: %w", n, err)
		}
	}
	if err := os.Remove(filler); err != nil {
		return err
	}
	if _, err := record(d, answer(learnerOf(stored), stored)); err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	if err := d.Close(); err != nil {
		return err
	}
	if stored < 100 {
		return fmt.Errorf("only %d answers fitted", stored)
	}
	return checkIntegrity(context.Background(), filepath.Join(arg, "yalu.db"))
}

func TestFullDisk(t *testing.T) {
	c := newChild(t, "full", t.TempDir())
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if uid := os.Getuid(); uid != 0 {
		c.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
	}
	var stderr bytes.Buffer
	c.Stderr = &stderr
	err := c.Start()
	if err == nil {
		err = c.Wait()
	}
	switch {
	case os.Getuid() != 0 && (errors.Is(err, syscall.EPERM) || bytes.HasPrefix(stderr.Bytes(), []byte("mount: "))):
		// make test says so before it starts.
		t.Skipf("nothing may be mounted here (TestFull covers the rest): %v %s", err, stderr.String())
	case err != nil:
		t.Errorf("%v: %s", err, stderr.String())
	}
}

// childReadOnly opens the database arg names as somebody who may read it only, and says so if it came as far as being refused
// a write.
func childReadOnly(arg string) error {
	if os.Getuid() == 0 { // to whom permissions mean nothing
		const nobody = 65534
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return err
		}
	}
	d, err := Open(context.Background(), arg, quiet())
	if err == nil {
		return errors.Join(errors.New("it opened"), d.Close())
	}
	if code := quizzes.CodeOf(err); code != quizzes.Busy {
		return fmt.Errorf("Open: code %s: %w", code, err)
	}
	// As if the file had become read-only under a running server.
	e, err := openSQLite(context.Background(), arg, Options{Log: quiet().Log, Patience: time.Second, Conns: 1})
	if err != nil {
		return nil
	}
	d = &DB{engine: e, now: quiet().Now, log: quiet().Log}
	defer d.Close()
	_, err = record(d, answer("ann", 2))
	if cause := (sqlite3.Error{}); quizzes.CodeOf(err) != quizzes.Busy || !errors.As(err, &cause) || cause.Code != sqlite3.ErrReadonly {
		return fmt.Errorf("RecordAnswer: %w", err)
	}
	if _, err := d.Answer(context.Background(), "ann", answer("ann", 1).Question); err != nil {
		return err
	}
	fmt.Println("refused")
	return nil
}

func TestReadOnly(t *testing.T) {
	t.Run("Open", func(t *testing.T) {
		dir, err := os.MkdirTemp("", "yalu-readonly-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = os.Chmod(dir, 0o700)
			_ = os.RemoveAll(dir)
		})
		file := filepath.Join(dir, "yalu.db")
		d := mustOpen(t, file, quiet())
		mustRecord(t, d, answer("ann", 1))
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []struct {
			dir, file os.FileMode
			opens     bool // far enough to be refused a write
		}{{0o777, 0o444, true}, {0o555, 0o444, true}, {0o555, 0o666, true}, {0o555, 0o000, false}} {
			if err := errors.Join(os.Chmod(file, mode.file), os.Chmod(dir, mode.dir)); err != nil {
				t.Fatal(err)
			}
			c := newChild(t, "readonly", file)
			c.start(t)
			if refused := c.out.Scan(); refused != mode.opens {
				t.Errorf("folder %o, file %o: refused a write = %v; want %v", mode.dir, mode.file, refused, mode.opens)
			}
			if err := c.Wait(); err != nil {
				t.Errorf("folder %o, file %o: %v", mode.dir, mode.file, err)
			}
		}
	})
	t.Run("MovedAway", func(t *testing.T) {
		file := newFile(t)
		d := mustOpen(t, file, quiet())
		mustRecord(t, d, answer("ann", 1))
		if err := os.Rename(file, file+".away"); err != nil {
			t.Fatal(err)
		}
		_, err := record(d, answer("ann", 2))
		wantCode(t, err, quizzes.Busy)
		if !errors.Is(err, errMoved) {
			t.Errorf("the cause is lost in %v", err)
		}
		err = d.Ping(t.Context())
		wantCode(t, err, quizzes.Busy)
		if !errors.Is(err, errMoved) {
			t.Errorf("Ping: %v", err)
		}
		if err := os.Rename(file+".away", file); err != nil {
			t.Fatal(err)
		}
		if err := d.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		if r := mustRecord(t, d, answer("ann", 2)); r.Duplicate {
			t.Error("a refused answer was kept")
		}
	})
}

func TestNotADatabase(t *testing.T) {
	file := filepath.Join(t.TempDir(), "letter.txt")
	letter := bytes.Repeat([]byte("Dear Comrade, "), 1000)
	if err := os.WriteFile(file, letter, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), file, quiet())
	wantCode(t, err, quizzes.Invalid)
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, letter) {
		t.Errorf("the file was changed, %v", err)
	}
}

func TestCloseLeavesOneFile(t *testing.T) {
	d, s := mustOpenSQLite(t)
	mustRecord(t, d, answer("ann", 1))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil || len(files) != 1 {
		t.Errorf("left: %v, %v", files, err)
	}
}
