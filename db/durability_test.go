package db

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yalu/quizzes"
)

// childAnswers opens a database (arg is "first-number dsn") and records answers from many goroutines until it is killed,
// printing the number of each once it is acknowledged.
func childAnswers(arg string) error {
	number, dsn, _ := strings.Cut(arg, " ")
	first, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	d, err := Open(context.Background(), dsn, quiet())
	if err != nil {
		return err
	}
	const goroutines = 32
	errs := make(chan error)
	var out sync.Mutex
	for g := range goroutines {
		go func() {
			for n := first + g; ; n += goroutines {
				if _, err := record(d, answer(learnerOf(n), n)); err != nil {
					errs <- err
					return
				}
				out.Lock()
				fmt.Println(n)
				out.Unlock()
			}
		}()
	}
	return <-errs
}

// learnerOf spreads answers over learners, ten facts of ten questions each.
func learnerOf(n int) quizzes.LearnerID { return quizzes.LearnerID(fmt.Sprintf("learner-%d", n/100)) }

// TestKilled kills a process with SIGKILL while it records answers: whatever it acknowledged is there, and nothing is there
// by halves or twice. (That the disk, too, has it when the power goes is synchronous=FULL's promise; no test here can cut it.)
func TestKilled(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		acknowledged := map[int]bool{}
		for round := range 4 {
			c := newChild(t, "answer", fmt.Sprintf("%d %s", round*1e6, dsn))
			c.start(t)
			for enough := 300 + 150*round; c.out.Scan(); {
				n, err := strconv.Atoi(c.out.Text())
				if err != nil {
					t.Fatal(err)
				}
				acknowledged[n] = true
				if enough--; enough == 0 { // it goes on working and printing meanwhile
					if err := c.Process.Kill(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := c.Wait(); err == nil || c.ProcessState.ExitCode() != -1 {
				t.Fatalf("round %d: the child ended by itself: %v", round, err)
			}
			checkAnswers(t, dsn, acknowledged)
		}
		if len(acknowledged) < 4*300 {
			t.Errorf("only %d answers were acknowledged", len(acknowledged))
		}
		t.Logf("%d acknowledged answers survived", len(acknowledged))
	})
}

func checkAnswers(t *testing.T, dsn string, acknowledged map[int]bool) {
	t.Helper()
	d := mustOpen(t, dsn, quiet())
	defer d.Close()
	learners := map[quizzes.LearnerID]bool{}
	for n := range acknowledged {
		learners[learnerOf(n)] = true
		if _, err := d.Answer(t.Context(), learnerOf(n), answer("", n).Question); err != nil {
			t.Errorf("acknowledged answer %d: %v", n, err)
		}
	}
	for learner := range learners {
		stored, err := d.Answers(t.Context(), learner)
		if err != nil {
			t.Fatal(err)
		}
		answers := map[string]int{}
		for _, a := range stored {
			answers[a.Fact]++
		}
		ms, err := d.Memories(t.Context(), learner, "lips-and-teeth")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ms {
			if m.Reps != answers[m.Fact] {
				t.Errorf("%s: memory of %s counts %d, stored are %d answers", learner, m.Fact, m.Reps, answers[m.Fact])
			}
			delete(answers, m.Fact)
		}
		if len(answers) > 0 {
			t.Errorf("%s: answers without a memory: %v", learner, answers)
		}
	}
	for n := range acknowledged {
		if r := mustRecord(t, d, answer(learnerOf(n), n)); !r.Duplicate {
			t.Errorf("answer %d counted twice", n)
		}
		break // one will do: the rest is the same statement
	}
	if s, ok := d.engine.(*sqlite); ok {
		if err := checkIntegrity(t.Context(), s.path); err != nil {
			t.Error(err)
		}
	}
}

// childLocks takes the lock that keeps writers out of the database arg names, until its input ends.
func childLocks(arg string) error {
	d, err := Open(context.Background(), arg, quiet())
	if err != nil {
		return err
	}
	defer d.Close()
	return d.engine.migrate(context.Background(), func(ctx context.Context, q querier) error {
		if isPostgres(arg) {
			if _, err := q.ExecContext(ctx, `LOCK TABLE answers IN EXCLUSIVE MODE`); err != nil {
				return err
			}
		}
		fmt.Println("locked")
		_, err := os.Stdin.Read(make([]byte, 1))
		_ = err // the end of the input is what it waits for
		return nil
	})
}

func TestLockedByAnotherProcess(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		opts := quiet()
		opts.Patience = 300 * time.Millisecond
		d := mustOpen(t, dsn, opts)
		mustRecord(t, d, answer("ann", 1))
		c := newChild(t, "lock", dsn)
		c.start(t)
		if !c.out.Scan() || c.out.Text() != "locked" {
			t.Fatalf("child said %q", c.out.Text())
		}
		begun := time.Now()
		var wg sync.WaitGroup
		for n := range 10 {
			wg.Go(func() {
				_, err := record(d, answer("ann", 10+n))
				if quizzes.CodeOf(err) != quizzes.Busy {
					t.Errorf("locked: %v; want busy", err)
				}
				if got := quizzes.MessageOf(err); got != notSaved {
					t.Errorf("message %q", got)
				}
			})
		}
		wg.Wait()
		if took := time.Since(begun); took < opts.Patience/2 || took > 10*opts.Patience {
			t.Errorf("gave up after %v; patience is %v", took, opts.Patience)
		}
		if _, err := d.Answer(t.Context(), "ann", answer("ann", 1).Question); err != nil {
			t.Errorf("reading while locked: %v", err)
		}
		if err := d.Ping(t.Context()); err != nil {
			t.Errorf("Ping while locked: %v", err)
		}
		c.in.Close()
		if err := c.Wait(); err != nil {
			t.Fatal(err)
		}
		for n := range 10 {
			if r := mustRecord(t, d, answer("ann", 10+n)); r.Duplicate {
				t.Error("an answer said to be lost was kept")
			}
		}
	})
}
