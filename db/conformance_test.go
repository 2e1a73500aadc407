package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yalu/quizzes"
	"yalu/quizzes/memory"
)

// TestConformance is what both engines do alike.
func TestConformance(t *testing.T) {
	for name, test := range map[string]func(*testing.T, *DB){
		"Keys":          testKeys,
		"Learner":       testLearner,
		"SetZone":       testSetZone,
		"RecordAnswer":  testRecordAnswer,
		"Refusals":      testRefusals,
		"Load":          testLoad,
		"Reading":       testReading,
		"ManyAtOnce":    testManyAtOnce,
		"Cancelled":     testCancelled,
		"FailingWrites": testFailingWrites,
		"Model":         testModel,
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, dsn string) { test(t, mustOpen(t, dsn, quiet())) })
		})
	}
}

func testKeys(t *testing.T, d *DB) {
	first, err := d.Keys(t.Context())
	if err != nil || len(first) != 1 {
		t.Fatalf("Keys = %v, %v; want the first pair", first, err)
	}
	if len(first[0].Hash) != 64 || len(first[0].Block) != 32 || !first[0].CreatedAt.Equal(clock) {
		t.Errorf("first key %d, %d bytes of %v", len(first[0].Hash), len(first[0].Block), first[0].CreatedAt)
	}
	added, err := d.AddKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := d.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Key{added, first[0]}, keys); diff != "" {
		t.Errorf("the newest should come first (-want +got):\n%s", diff)
	}
}

func TestFirstKeysAreTheSameEverywhere(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		const instances = 8
		var got [instances][]Key
		var wg sync.WaitGroup
		for i := range instances {
			wg.Go(func() { // each starts on an empty database, so this is the race of migrations too
				d, err := Open(t.Context(), dsn, quiet())
				if err != nil {
					t.Error(err)
					return
				}
				defer d.Close()
				if got[i], err = d.Keys(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := range instances {
			if len(got[i]) != 1 || !cmp.Equal(got[i], got[0]) {
				t.Errorf("instance %d has other keys than instance 0", i)
			}
		}
	})
}

func testLearner(t *testing.T, d *DB) {
	_, err := d.Learner(t.Context(), "nobody")
	wantCode(t, err, quizzes.NotFound)
	if !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("the cause is lost in %v", err)
	}
	mustRecord(t, d, answer("ann", 1))
	got, err := d.Learner(t.Context(), "ann")
	want := quizzes.Learner{ID: "ann", Zone: "Asia/Seoul", CreatedAt: clock}
	if err != nil || got != want {
		t.Errorf("Learner = %+v, %v; want %+v", got, err, want)
	}
	a := answer("bob", 1)
	if _, err := recordBy(d, t.Context(), a, Zone{"Europe/Berlin", true}, counting(a)); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Learner(t.Context(), "bob"); err != nil || got.Zone != "Europe/Berlin" || !got.ZoneSet {
		t.Errorf("a zone chosen before the first answer is kept as %+v, %v", got, err)
	}
}

func testSetZone(t *testing.T, d *DB) {
	wantCode(t, d.SetZone(t.Context(), "nobody", "Asia/Seoul", false), quizzes.NotFound)
	wantCode(t, d.SetZone(t.Context(), "nobody", "Asia/Seoul", true), quizzes.NotFound)
	_, err := d.Learner(t.Context(), "nobody")
	wantCode(t, err, quizzes.NotFound)

	mustRecord(t, d, answer("ann", 1))
	wantCode(t, d.SetZone(t.Context(), "ann", "", true), quizzes.Invalid)
	for i, step := range []struct {
		zone   string
		chosen bool
		want   Zone
	}{
		{"Asia/Tokyo", false, Zone{"Asia/Tokyo", false}},
		{"", false, Zone{"Asia/Tokyo", false}},
		{"Europe/Paris", true, Zone{"Europe/Paris", true}},
		{"Asia/Seoul", false, Zone{"Europe/Paris", true}},
		{"Asia/Seoul", true, Zone{"Asia/Seoul", true}},
	} {
		if err := d.SetZone(t.Context(), "ann", step.zone, step.chosen); err != nil {
			t.Fatal(err)
		}
		l, err := d.Learner(t.Context(), "ann")
		if got := (Zone{l.Zone, l.ZoneSet}); err != nil || got != step.want {
			t.Errorf("step %d: %+v, %v; want %+v", i, got, err, step.want)
		}
	}
	// The statement itself knows the rule too, for a choice between its read and its write.
	if err := d.write(t.Context(), func(t *tx) error { return setZone(t, "ann", "Asia/Tokyo", false) }); err != nil {
		t.Fatal(err)
	}
	if l, _ := d.Learner(t.Context(), "ann"); l.Zone != "Asia/Seoul" {
		t.Errorf("detection changed a chosen zone to %q", l.Zone)
	}
	err = d.write(t.Context(), func(t *tx) error { return setZone(t, "nobody", "Asia/Tokyo", false) })
	wantCode(t, err, quizzes.NotFound)
}

func testRecordAnswer(t *testing.T, d *DB) {
	a := answer("ann", 7)
	a.AnsweredAt = a.AnsweredAt.In(time.FixedZone("KST", 9*3600)).Add(999 * time.Microsecond)
	stored := a
	stored.AnsweredAt = clock.Add(7 * time.Second)
	full := func(m memory.Memory, _ memory.Load) memory.Memory {
		if want := (memory.Memory{Fact: "fact-0"}); m != want {
			t.Errorf("before = %+v; want %+v", m, want)
		}
		return memory.Memory{Fact: "another", State: memory.Learning, Stability: 0.001, Difficulty: 9.87654321, Step: 1,
			DueDay: -3, DueAt: a.AnsweredAt.Add(10 * time.Minute), Reps: 1, Lapses: 2, LastDay: 20513, LastAt: a.AnsweredAt,
			LastForm: "choice"}
	}
	after := memory.Memory{Fact: "fact-0", State: memory.Learning, Stability: 0.001, Difficulty: 9.87654321, Step: 1,
		DueDay: -3, DueAt: stored.AnsweredAt.Add(10 * time.Minute), Reps: 1, Lapses: 2, LastDay: 20513,
		LastAt: stored.AnsweredAt, LastForm: "choice"}

	first, err := recordBy(d, t.Context(), a, Zone{}, full)
	if err != nil {
		t.Fatal(err)
	}
	want := Recorded{Answer: stored, Before: Turn{Learner: quizzes.Learner{ID: "ann"}, Memory: memory.Memory{Fact: "fact-0"}}, After: after}
	if diff := cmp.Diff(want, first, cmp.AllowUnexported(Turn{})); diff != "" {
		t.Errorf("first time (-want +got):\n%s", diff)
	}
	got, err := d.Answer(t.Context(), "ann", a.Question)
	if diff := cmp.Diff(stored, got); diff != "" || err != nil {
		t.Errorf("Answer: %v (-want +got):\n%s", err, diff)
	}

	t.Run("AgainChangesNothing", func(t *testing.T) {
		again := a
		again.Response, again.Score, again.Fact, again.Pack = []byte("other"), 1, "other", "other"
		again.AnsweredAt = a.AnsweredAt.Add(time.Hour)
		r, err := recordBy(d, t.Context(), again, Zone{"Asia/Tokyo", true}, func(memory.Memory, memory.Load) memory.Memory {
			return memory.Memory{Reps: 99} // a schedule made for a duplicate comes to nothing
		})
		now, turnErr := d.Turn(t.Context(), "ann", stored.Pack, stored.Fact)
		if turnErr != nil || now.Memory != after || !now.Known() {
			t.Errorf("Turn = %+v, %v", now, turnErr)
		}
		want := Recorded{Answer: stored, Duplicate: true, Before: now, After: after}
		if diff := cmp.Diff(want, r, cmp.AllowUnexported(Turn{})); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if l, err := d.Learner(t.Context(), "ann"); err != nil || l.Zone != "" {
			t.Errorf("Learner = %+v, %v; want the zone as it was", l, err)
		}
	})
	t.Run("RefusedIsNotStored", func(t *testing.T) {
		refuse := func(before Turn, _ memory.Load) (Decision, bool) {
			return Decision{Rating: 4, After: memory.Memory{Reps: 99}}, false
		}
		newcomer := answer("cleo", 1)
		r, err := d.RecordAnswer(t.Context(), newcomer, refuse)
		if err != nil || !r.Passed || r.Duplicate || r.After.Reps != 0 {
			t.Errorf("%+v, %v", r, err)
		}
		_, err = d.Answer(t.Context(), "cleo", newcomer.Question)
		wantCode(t, err, quizzes.NotFound)
		_, err = d.Learner(t.Context(), "cleo")
		wantCode(t, err, quizzes.NotFound)
		r, err = d.RecordAnswer(t.Context(), a, refuse) // but what has been answered is known as such
		if err != nil || !r.Duplicate || r.Passed || r.After != after {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("DecidedRatingIsStored", func(t *testing.T) {
		a := answer("dora", 1)
		r, err := d.RecordAnswer(t.Context(), a, func(before Turn, _ memory.Load) (Decision, bool) {
			return Decision{Rating: 4, After: before.Memory, Zone: Zone{"Asia/Seoul", true}}, true
		})
		if err != nil || r.Answer.Rating != 4 {
			t.Errorf("%+v, %v", r, err)
		}
		if got, err := d.Answer(t.Context(), "dora", a.Question); err != nil || got.Rating != 4 {
			t.Errorf("%+v, %v", got, err)
		}
		if l, err := d.Learner(t.Context(), "dora"); err != nil || l.Zone != "Asia/Seoul" || !l.ZoneSet {
			t.Errorf("%+v, %v", l, err)
		}
	})
	t.Run("SecondQuestionBuildsOnTheFirst", func(t *testing.T) {
		r := mustRecord(t, d, answer("ann", 8))
		if r.Before.Memory != after || r.After.Reps != 2 || !r.After.DueAt.Equal(after.DueAt) {
			t.Errorf("%+v", r)
		}
	})
	t.Run("LearnersAreSeparate", func(t *testing.T) {
		if r := mustRecord(t, d, answer("bob", 7)); r.Duplicate || r.After.Reps != 1 {
			t.Errorf("%+v", r)
		}
	})
	t.Run("UnchangedMemoryLeavesNoTrace", func(t *testing.T) {
		a := answer("cat", 1)
		a.Response = nil
		same := func(m memory.Memory, _ memory.Load) memory.Memory { return m }
		if _, err := recordBy(d, t.Context(), a, Zone{}, same); err != nil {
			t.Fatal(err)
		}
		ms, err := d.Memories(t.Context(), "cat", a.Pack)
		if err != nil || len(ms) != 0 {
			t.Errorf("Memories = %v, %v", ms, err)
		}
		if got, err := d.Answer(t.Context(), "cat", a.Question); err != nil || len(got.Response) != 0 {
			t.Errorf("Answer = %+v, %v", got, err)
		}
	})
	t.Run("WithTheRealSchedule", func(t *testing.T) {
		var s memory.Settings
		for n := range 10 {
			a := answer("dan", n)
			a.AnsweredAt = clock.AddDate(0, 0, 10*n)
			_, err := recordBy(d, t.Context(), a, Zone{}, func(m memory.Memory, load memory.Load) memory.Memory {
				return s.Apply(m, memory.Good, a.AnsweredAt, a.Form, memory.Calendar{}, load)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		ms, err := d.Memories(t.Context(), "dan", "lips-and-teeth")
		if err != nil || len(ms) != 1 || ms[0].Reps != 10 || ms[0].State != memory.Review {
			t.Errorf("Memories = %+v, %v", ms, err)
		}
	})
}

func testRefusals(t *testing.T, d *DB) {
	for name, spoil := range map[string]func(*quizzes.Answer){
		"NoLearner":  func(a *quizzes.Answer) { a.Learner = "" },
		"NoQuestion": func(a *quizzes.Answer) { a.Question = "" },
		"NoPack":     func(a *quizzes.Answer) { a.Pack = "" },
		"NoFact":     func(a *quizzes.Answer) { a.Fact = "" },
		"NoTime":     func(a *quizzes.Answer) { a.AnsweredAt = time.Time{} },
		"NaN":        func(a *quizzes.Answer) { a.Score = math.NaN() },
		"Above1":     func(a *quizzes.Answer) { a.Score = 1.01 },
		"NUL":        func(a *quizzes.Answer) { a.Question = "a\x00b" },
		"NotUTF8":    func(a *quizzes.Answer) { a.Form = "\xff" },
	} {
		t.Run(name, func(t *testing.T) {
			a := answer("ann", 1)
			spoil(&a)
			_, err := record(d, a)
			wantCode(t, err, quizzes.Invalid)
		})
	}
	_, err := d.Learner(t.Context(), "a\x00")
	wantCode(t, err, quizzes.Invalid)
	_, err = d.Answer(t.Context(), "ann", "\xff")
	wantCode(t, err, quizzes.Invalid)
	_, err = d.Answer(t.Context(), "ann", "no such question")
	wantCode(t, err, quizzes.NotFound)

	a := answer("ann", 1)
	_, err = recordBy(d, t.Context(), a, Zone{}, func(m memory.Memory, _ memory.Load) memory.Memory {
		m.Stability = math.Inf(1)
		return m
	})
	wantCode(t, err, quizzes.Internal)
	_, err = d.Learner(t.Context(), "ann")
	wantCode(t, err, quizzes.NotFound) // nothing of the answer is left
}

func testLoad(t *testing.T, d *DB) {
	due := func(learner quizzes.LearnerID, n int, pack string, day memory.Day) {
		t.Helper()
		a := answer(learner, 10*n)
		a.Pack = pack
		_, err := recordBy(d, t.Context(), a, Zone{}, func(m memory.Memory, _ memory.Load) memory.Memory {
			m.Reps, m.DueDay, m.State = 1, day, memory.Review
			return m
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	due("ann", 1, "korea", 100)
	due("ann", 2, "korea", 101)
	due("ann", 3, "china", 101)
	due("ann", 4, "korea", 103)
	due("bob", 1, "korea", 101)

	a := answer("ann", 19) // fact-1, due on 100
	a.Pack = "korea"
	_, err := recordBy(d, t.Context(), a, Zone{}, func(m memory.Memory, load memory.Load) memory.Memory {
		if empty := load(0, 50); len(empty) != 0 {
			t.Errorf("load of days with nothing due: %v", empty)
		}
		if diff := cmp.Diff(map[memory.Day]int{101: 2, 103: 1}, load(100, 103)); diff != "" {
			t.Errorf("load, without the fact itself (-want +got):\n%s", diff)
		}
		m.DueDay = 103
		return m
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testReading(t *testing.T, d *DB) {
	for n := 39; n >= 0; n-- { // facts 3 … 0, ten answers each
		mustRecord(t, d, answer("ann", n))
	}
	mustRecord(t, d, answer("bob", 5))
	other := answer("ann", 100)
	other.Pack = "other"
	mustRecord(t, d, other)

	ms, err := d.Memories(t.Context(), "ann", "lips-and-teeth")
	if err != nil {
		t.Fatal(err)
	}
	var facts []string
	for _, m := range ms {
		facts = append(facts, m.Fact)
		if m.Reps != 10 {
			t.Errorf("%s has %d answers", m.Fact, m.Reps)
		}
	}
	if want := []string{"fact-0", "fact-1", "fact-2", "fact-3"}; !slices.Equal(facts, want) {
		t.Errorf("Memories of %v; want %v", facts, want)
	}

	all, err := d.Answers(t.Context(), "ann")
	if err != nil || len(all) != 41 {
		t.Fatalf("%d answers, %v", len(all), err)
	}
	for i := range all[1:] {
		if all[i].Question >= all[i+1].Question {
			t.Errorf("%s stands before %s", all[i].Question, all[i+1].Question)
		}
	}
	at := slices.IndexFunc(all, func(a quizzes.Answer) bool { return a.Question == answer("ann", 38).Question })
	if diff := cmp.Diff(answer("ann", 38), all[at]); diff != "" {
		t.Errorf("an answer (-want +got):\n%s", diff)
	}
	if none, err := d.Answers(t.Context(), "nobody"); err != nil || len(none) != 0 {
		t.Errorf("the answers of nobody: %v, %v", none, err)
	}

	turn, err := d.Turn(t.Context(), "ann", "lips-and-teeth", ms[2].Fact)
	if diff := cmp.Diff(ms[2], turn.Memory); err != nil || diff != "" || !turn.Known() {
		t.Errorf("Turn: %v (-want +got):\n%s", err, diff)
	}
	if turn, err := d.Turn(t.Context(), "ann", "lips-and-teeth", "never-asked"); err != nil || turn.Memory != (memory.Memory{Fact: "never-asked"}) || !turn.Known() {
		t.Errorf("the turn of a new fact: %+v, %v", turn, err)
	}
	if turn, err := d.Turn(t.Context(), "nobody", "lips-and-teeth", "fact-1"); err != nil || turn.Known() || turn.Learner.ID != "nobody" {
		t.Errorf("the turn of a visitor: %+v, %v", turn, err)
	}

	// first answered, in this order, at seconds 39, 29, 19, 9
	for _, c := range []struct {
		second, want int
	}{{0, 4}, {19, 3}, {20, 2}, {39, 1}, {40, 0}} {
		n, err := d.NewSince(t.Context(), "ann", "lips-and-teeth", clock.Add(time.Duration(c.second)*time.Second))
		if err != nil || n != c.want {
			t.Errorf("NewSince second %d = %d, %v; want %d", c.second, n, err, c.want)
		}
	}
}

// testManyAtOnce: 200 goroutines, every question handed in twice at the same time, most about the same few facts of the same
// learner, so that they collide wherever they can.
func testManyAtOnce(t *testing.T, d *DB) {
	const questions = 100
	var fresh, twice atomic.Int64
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range 2 * questions {
		wg.Go(func() {
			<-begin
			r, err := record(d, answer("ann", i/2))
			switch {
			case err != nil:
				t.Error(err)
			case r.Duplicate:
				twice.Add(1)
			default:
				fresh.Add(1)
			}
		})
	}
	close(begin)
	wg.Wait()
	if fresh.Load() != questions || twice.Load() != questions {
		t.Errorf("%d fresh, %d duplicates; want %d each", fresh.Load(), twice.Load(), questions)
	}
	ms, err := d.Memories(t.Context(), "ann", "lips-and-teeth")
	if err != nil || len(ms) != questions/10 {
		t.Fatalf("%d memories, %v", len(ms), err)
	}
	for _, m := range ms {
		if m.Reps != 10 {
			t.Errorf("%s counted %d answers; want 10", m.Fact, m.Reps)
		}
	}
}

func testCancelled(t *testing.T, d *DB) {
	t.Run("BeforeItStarts", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		a := answer("ann", 1)
		_, err := recordBy(d, ctx, a, Zone{}, counting(a))
		wantCode(t, err, quizzes.Busy)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the cause is lost in %v", err)
		}
		_, err = d.Answer(t.Context(), "ann", a.Question)
		wantCode(t, err, quizzes.NotFound)
	})
	t.Run("AfterItStarted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.write(ctx, func(t *tx) error {
			cancel()
			_, err := t.exec(insertLearner, "leaver", "", false, 0)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Learner(t.Context(), "leaver"); err != nil {
			t.Error(err)
		}
	})
	t.Run("WhileReading", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := d.Memories(ctx, "ann", "lips-and-teeth")
		wantCode(t, err, quizzes.Busy)
	})
}

func testFailingWrites(t *testing.T, d *DB) {
	mustRecord(t, d, answer("ann", 1))
	t.Run("UniqueViolationIsConflict", func(t *testing.T) {
		err := translate(d.write(t.Context(), func(t *tx) error {
			_, err := t.exec(insertMigration, 1, "", "", 0)
			return err
		}), notKept)
		wantCode(t, err, quizzes.Conflict)
	})
	t.Run("OtherViolationIsInternal", func(t *testing.T) {
		err := translate(d.write(t.Context(), func(t *tx) error {
			_, err := t.exec(insertLearner, "new", nil, false, 0)
			return err
		}), notKept)
		wantCode(t, err, quizzes.Internal)
	})
	t.Run("PanicIsInternal", func(t *testing.T) {
		a := answer("ann", 2)
		_, err := d.RecordAnswer(t.Context(), a, func(Turn, memory.Load) (Decision, bool) { panic("oh") })
		wantCode(t, err, quizzes.Internal)
		_, err = d.Answer(t.Context(), "ann", a.Question)
		wantCode(t, err, quizzes.NotFound)
	})
	t.Run("LoadFails", func(t *testing.T) {
		a := answer("ann", 3)
		err := translate(d.read(t.Context(), func(t *tx) error {
			t.q = failingReads{t.q}
			_, _, err := decideWithLoad(t, Turn{Learner: quizzes.Learner{ID: a.Learner}}, func(before Turn, load memory.Load) (Decision, bool) {
				return Decision{After: before.Memory}, len(load(0, 1)) == 0
			})
			return err
		}), notSaved)
		wantCode(t, err, quizzes.Internal)
		_, err = d.Answer(t.Context(), "ann", a.Question)
		wantCode(t, err, quizzes.NotFound)
	})
	t.Run("TheNextWriteSucceeds", func(t *testing.T) { mustRecord(t, d, answer("ann", 2)) })
}

type failingReads struct{ querier }

func (failingReads) QueryContext(context.Context, string, ...any) (*sql.Rows, error) {
	return nil, errors.New("broken")
}

// testModel hands in questions in any order, some again, and compares with maps.
func testModel(t *testing.T, d *DB) {
	var cases int
	rapid.Check(t, func(t *rapid.T) {
		cases++
		questions := map[quizzes.LearnerID]map[string]quizzes.Answer{}
		reps := map[quizzes.LearnerID]map[string]int{}
		for range rapid.IntRange(1, 30).Draw(t, "answers") {
			learner := quizzes.LearnerID(fmt.Sprintf("%d-%d", cases, rapid.IntRange(0, 2).Draw(t, "learner")))
			a := answer(learner, rapid.IntRange(0, 40).Draw(t, "question"))
			a.Response = rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "response")
			a.Score = rapid.Float64Range(0, 1).Draw(t, "score")
			a.Took = time.Duration(rapid.IntRange(0, 1e6).Draw(t, "took")) * time.Millisecond
			if questions[learner] == nil {
				questions[learner], reps[learner] = map[string]quizzes.Answer{}, map[string]int{}
			}
			r, err := record(d, a)
			if err != nil {
				t.Fatal(err)
			}
			first, duplicate := questions[learner][a.Question]
			if !duplicate {
				first = a
				questions[learner][a.Question] = a
				reps[learner][a.Fact]++
			}
			if diff := cmp.Diff(first, r.Answer); diff != "" || r.Duplicate != duplicate || r.After.Reps != reps[learner][a.Fact] {
				t.Fatalf("%+v, want duplicate = %v, %d answers (-want +got):\n%s", r, duplicate, reps[learner][a.Fact], diff)
			}
		}
		for learner, want := range reps {
			ms, err := d.Memories(context.Background(), learner, "lips-and-teeth")
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			for _, m := range ms {
				got[m.Fact] = m.Reps
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("memories of %s (-want +got):\n%s", learner, diff)
			}
			answers, err := d.Answers(context.Background(), learner)
			if err != nil || len(answers) != len(questions[learner]) {
				t.Fatalf("%d answers of %s, %v; want %d", len(answers), learner, err, len(questions[learner]))
			}
		}
	})
}

func TestClose(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		d := mustOpen(t, dsn, quiet())
		var acknowledged [100]bool
		var wg sync.WaitGroup
		for i := range acknowledged {
			wg.Go(func() {
				_, err := record(d, answer("ann", i))
				acknowledged[i] = err == nil
				if err != nil && quizzes.CodeOf(err) != quizzes.Busy {
					t.Error(err)
				}
			})
		}
		time.Sleep(5 * time.Millisecond)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		_, err := record(d, answer("ann", 1000))
		wantCode(t, err, quizzes.Busy)
		_, err = d.Learner(t.Context(), "ann")
		wantCode(t, err, quizzes.Busy)
		wantCode(t, d.Ping(t.Context()), quizzes.Busy)

		again := mustOpen(t, dsn, quiet())
		for i, was := range acknowledged {
			_, err := again.Answer(t.Context(), "ann", answer("ann", i).Question)
			if is := err == nil; is != was {
				t.Errorf("answer %d: acknowledged %v, stored %v", i, was, is)
			}
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		dsn  string
		want quizzes.Code
	}{
		"Nothing":        {"", quizzes.Invalid},
		"Memory":         {":memory:", quizzes.Invalid},
		"BadURL":         {"postgres://user:secret@host:port/x", quizzes.Invalid},
		"NobodyListens":  {"postgres://postgres@/x?host=" + t.TempDir(), quizzes.Busy},
		"NoSuchDatabase": {"postgres://postgres@127.0.0.1:1/x", quizzes.Busy},
		"Folder":         {t.TempDir(), quizzes.Busy},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Open(t.Context(), c.dsn, quiet())
			if err == nil {
				d.Close()
			}
			wantCode(t, err, c.want)
		})
	}
}
