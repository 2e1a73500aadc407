package db

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"yalu/db/pgtest"
	"yalu/quizzes"
	"yalu/quizzes/memory"
)

// server is the PostgreSQL all tests share; each has databases of its own.
var server *pgtest.Server

func TestMain(m *testing.M) {
	if task := os.Getenv(childEnv); task != "" {
		if err := children[task](os.Getenv(childArg)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(testWithServer(m))
}

func testWithServer(m *testing.M) int {
	var err error
	// Durable, so that benchmarks compare what is promised.
	if server, err = pgtest.Start("fsync=on", "full_page_writes=on"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	return m.Run()
}

// onBoth runs a test on a new SQLite file and on a new PostgreSQL database.
func onBoth(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, newFile(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, server.Database(t)) })
}

func newFile(tb testing.TB) string { return filepath.Join(tb.TempDir(), "folder", "what? 100% #1.db") }

// clock is when tests play.
var clock = time.Date(2026, 3, 1, 9, 30, 0, 123e6, time.UTC)

func quiet() Options {
	return Options{Now: func() time.Time { return clock }, Log: slog.New(slog.DiscardHandler)}
}

func mustOpen(tb testing.TB, dsn string, opts Options) *DB {
	tb.Helper()
	d, err := Open(tb.Context(), dsn, opts)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Errorf("Close: %v", err)
		}
	})
	return d
}

// answer is one of a learner's answers; each n is a question, each fact ten of them.
func answer(learner quizzes.LearnerID, n int) quizzes.Answer {
	return quizzes.Answer{
		Learner:    learner,
		Question:   fmt.Sprintf("fact-%d/choice/%d", n/10, n),
		Pack:       "lips-and-teeth",
		Edition:    "e1",
		Fact:       fmt.Sprintf("fact-%d", n/10),
		Form:       "choice",
		Response:   []byte(`{"choice":"彭德怀"}`),
		Score:      0.5,
		Rating:     int(memory.Good),
		AnsweredAt: clock.Add(time.Duration(n) * time.Second),
		Took:       1500 * time.Millisecond,
	}
}

// schedule is the part of a Decide that most tests are about: what a memory becomes.
type schedule func(before memory.Memory, load memory.Load) memory.Memory

// recordBy records an answer with the rating it has, a schedule, and a zone for a new learner.
func recordBy(d *DB, ctx context.Context, a quizzes.Answer, zone Zone, apply schedule) (Recorded, error) {
	return d.RecordAnswer(ctx, a, func(t Turn, load memory.Load) (Decision, bool) {
		return Decision{Rating: a.Rating, Zone: zone, After: apply(t.Memory, load)}, true
	})
}

// counting is a schedule that counts its answers, so that one lost or counted twice shows.
func counting(a quizzes.Answer) schedule {
	return func(m memory.Memory, _ memory.Load) memory.Memory {
		m.State = memory.Review
		m.Stability, m.Difficulty = 1.5, 5
		m.Reps++
		m.DueDay = memory.Day(20000 + m.Reps)
		m.LastDay, m.LastAt, m.LastForm = 20000, a.AnsweredAt, a.Form
		return m
	}
}

func record(d *DB, a quizzes.Answer) (Recorded, error) {
	return recordBy(d, context.Background(), a, Zone{Name: "Asia/Seoul"}, counting(a))
}

func mustRecord(tb testing.TB, d *DB, a quizzes.Answer) Recorded {
	tb.Helper()
	r, err := record(d, a)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func wantCode(tb testing.TB, err error, want quizzes.Code) {
	tb.Helper()
	if got := quizzes.CodeOf(err); got != want {
		tb.Fatalf("code %q of error %v; want %q", got, err, want)
	}
}

// Some tests need a second process: to be killed, to hold a lock, to have fewer rights. It is this test binary again.
const (
	childEnv = "YALU_DB_TEST_CHILD"
	childArg = "YALU_DB_TEST_ARG"
)

var children = map[string]func(arg string) error{
	"answer":   childAnswers,
	"lock":     childLocks,
	"readonly": childReadOnly,
	"full":     childFullDisk,
}

type child struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func newChild(t *testing.T, task, arg string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(self)}
	c.Env = append(os.Environ(), childEnv+"="+task, childArg+"="+arg)
	c.Stderr = os.Stderr
	if c.in, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewScanner(out)
	return c
}

func (c *child) start(t *testing.T) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
}
