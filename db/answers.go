package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"yalu/quizzes"
	"yalu/quizzes/memory"
)

// Apply is a schedule: what a memory becomes by the answer being recorded. before is memory.Memory{Fact: …} for a fact never
// answered. It is called again, with the memory as it is then, when another answer about the fact was recorded meanwhile, so it
// must depend on nothing but its arguments and do nothing but return. Returning before as it was leaves the memory alone.
//
// load counts the learner's memories due on each of the days from … to (both included), over all packs, without the one being
// answered; days with none are missing. The database is asked only when it is called, and it must not be called after Apply
// returned. Should the database fail, the counts are empty and the answer is not recorded.
type Apply func(before memory.Memory, load memory.Load) memory.Memory

// Turn is what is known when a learner is about to answer: who they are and what they remember of the fact. Make one with
// DB.Turn, or let RecordAnswer read it by passing the zero Turn.
type Turn struct {
	Learner quizzes.Learner // only the ID is set for somebody who has not answered anything yet
	Memory  memory.Memory   // memory.Memory{Fact: …} for a fact never answered
	read    bool            // made by DB.Turn
	version int64           // of Memory, 0 when it is not stored
}

// Known reports whether the learner has answered anything yet.
func (t Turn) Known() bool { return !t.Learner.CreatedAt.IsZero() }

// Recorded is what became of an answer.
type Recorded struct {
	Answer    quizzes.Answer // as stored: the first one handed in for its question
	Duplicate bool           // the question had been answered before; nothing changed
	Before    memory.Memory  // of Answer.Fact; equal to After for a duplicate
	After     memory.Memory
}

// Turn reads what RecordAnswer and its caller have to know of a learner and a fact, at once.
func (d *DB) Turn(ctx context.Context, learner quizzes.LearnerID, pack, fact string) (Turn, error) {
	if err := checkText(string(learner), pack, fact); err != nil {
		return Turn{}, err
	}
	var turn Turn
	err := d.read(ctx, func(t *tx) (err error) {
		turn, err = findTurn(t, learner, pack, fact)
		return err
	})
	if err != nil {
		return Turn{}, translate(err, notRead)
	}
	return turn, nil
}

// RecordAnswer stores an answer and what it does to the learner's memory of its fact, and creates the learner, with zone, if
// this is their first. It returns when both are durable. A question already answered returns the stored answer as a duplicate,
// whatever a says. Times are kept to the millisecond; a caller whose apply uses a.AnsweredAt should have truncated it.
//
// Scheduling happens before the write, not in it: writes of one SQLite file stand in one line. If the turn has passed by then
// (the memory has another version), it is read and scheduled again.
func (d *DB) RecordAnswer(ctx context.Context, turn Turn, a quizzes.Answer, zone Zone, apply Apply) (Recorded, error) {
	if err := checkAnswer(a, zone); err != nil {
		return Recorded{}, err
	}
	for {
		r, err := d.record(ctx, turn, a, zone, apply)
		if errors.Is(err, errStale) && ctx.Err() == nil {
			turn = Turn{}
			continue // whoever was faster has moved on, so this ends
		}
		if err != nil {
			return Recorded{}, translate(err, notSaved)
		}
		return r, nil
	}
}

func (d *DB) record(ctx context.Context, turn Turn, a quizzes.Answer, zone Zone, apply Apply) (r Recorded, err error) {
	var after memory.Memory
	err = d.read(ctx, func(t *tx) error {
		if !turn.read {
			if turn, err = findTurn(t, a.Learner, a.Pack, a.Fact); err != nil {
				return err
			}
		}
		after, err = applyWithLoad(t, a.Learner, turn.Memory, apply)
		return err
	})
	if err != nil {
		return Recorded{}, err
	}
	err = d.write(ctx, func(t *tx) error {
		r, err = recordAnswer(t, turn, a, zone, after)
		return err
	})
	return r, err
}

// Answer returns what the learner answered to a question, quizzes.NotFound if nothing yet.
func (d *DB) Answer(ctx context.Context, learner quizzes.LearnerID, question string) (quizzes.Answer, error) {
	if err := checkText(string(learner), question); err != nil {
		return quizzes.Answer{}, err
	}
	var a quizzes.Answer
	err := d.read(ctx, func(t *tx) (err error) {
		a, err = findAnswer(t, learner, question)
		return err
	})
	if err != nil {
		return quizzes.Answer{}, translate(err, notRead)
	}
	return a, nil
}

// Answers returns everything a learner has answered, of all packs, ordered by question.
func (d *DB) Answers(ctx context.Context, learner quizzes.LearnerID) ([]quizzes.Answer, error) {
	if err := checkText(string(learner)); err != nil {
		return nil, err
	}
	var answers []quizzes.Answer
	err := d.read(ctx, func(t *tx) error {
		return t.rows(selectAnswers, []any{string(learner)}, func(scan func(...any) error) error {
			a, err := scanAnswer(scan)
			answers = append(answers, a)
			return err
		})
	})
	if err != nil {
		return nil, translate(err, notRead)
	}
	return answers, nil
}

func checkAnswer(a quizzes.Answer, zone Zone) error {
	if err := checkText(string(a.Learner), a.Question, a.Pack, a.Edition, a.Fact, a.Form, zone.Name); err != nil {
		return err
	}
	switch {
	case a.Learner == "" || a.Question == "" || a.Pack == "" || a.Fact == "":
		return quizzes.Errorf(quizzes.Invalid, "The answer does not say whose it is or to what question.")
	case !(a.Score >= 0 && a.Score <= 1): // so that NaN is refused too
		return quizzes.Errorf(quizzes.Invalid, "The score %v is not between 0 and 1.", a.Score)
	case a.AnsweredAt.IsZero():
		return quizzes.Errorf(quizzes.Invalid, "The answer does not say when it was given.")
	}
	return nil
}

func recordAnswer(t *tx, turn Turn, a quizzes.Answer, zone Zone, after memory.Memory) (Recorded, error) {
	if !turn.Known() {
		if _, err := t.exec(insertLearner, string(a.Learner), zone.Name, zone.Chosen, t.now.UnixMilli()); err != nil {
			return Recorded{}, err
		}
	}
	stored, isNew, err := storeAnswer(t, a)
	if err != nil {
		return Recorded{}, err
	}
	if !isNew {
		now, _, err := findMemory(t, stored.Learner, stored.Pack, stored.Fact)
		return Recorded{Answer: stored, Duplicate: true, Before: now, After: now}, err
	}
	if after != turn.Memory {
		if err := saveMemory(t, stored, after, turn.version); err != nil {
			return Recorded{}, err
		}
	}
	return Recorded{Answer: stored, Before: turn.Memory, After: after}, nil
}

func findTurn(t *tx, learner quizzes.LearnerID, pack, fact string) (Turn, error) {
	turn := Turn{Learner: quizzes.Learner{ID: learner}, Memory: memory.Memory{Fact: fact}, read: true}
	err := t.rows(selectTurn, []any{pack, fact, string(learner)}, func(scan func(...any) error) error {
		var created int64
		var state, step, dueDay, dueAt, reps, lapses, lastDay, lastAt, version sql.NullInt64
		var stability, difficulty sql.NullFloat64
		var form sql.NullString
		err := scan(&turn.Learner.Zone, &turn.Learner.ZoneSet, &created, &state, &stability, &difficulty, &step, &dueDay, &dueAt, &reps, &lapses,
			&lastDay, &lastAt, &form, &version)
		turn.Learner.CreatedAt, turn.version = instant(created), version.Int64
		if m := &turn.Memory; err == nil && version.Valid {
			m.State, m.Stability, m.Difficulty, m.Step = memory.State(state.Int64), stability.Float64, difficulty.Float64, int(step.Int64)
			m.DueDay, m.Reps, m.Lapses, m.LastDay = memory.Day(dueDay.Int64), int(reps.Int64), int(lapses.Int64), memory.Day(lastDay.Int64)
			m.LastAt, m.LastForm = instant(lastAt.Int64), form.String
			if dueAt.Valid {
				m.DueAt = instant(dueAt.Int64)
			}
		}
		return err
	})
	return turn, err
}

// applyWithLoad calls apply with a load that remembers its error, so that a schedule need not know that counting can fail.
func applyWithLoad(t *tx, learner quizzes.LearnerID, before memory.Memory, apply Apply) (memory.Memory, error) {
	var failed error
	after := apply(before, func(from, to memory.Day) map[memory.Day]int {
		counts, err := dueCounts(t, learner, from, to)
		if err != nil {
			failed = errors.Join(failed, err)
			return map[memory.Day]int{}
		}
		if before.Reps > 0 && counts[before.DueDay] > 0 { // its own due day is about to change
			if counts[before.DueDay]--; counts[before.DueDay] == 0 {
				delete(counts, before.DueDay)
			}
		}
		return counts
	})
	switch {
	case failed != nil:
		return memory.Memory{}, failed
	case !finite(after.Stability) || !finite(after.Difficulty):
		return memory.Memory{}, fmt.Errorf("the schedule of %s is not a number: %+v", before.Fact, after)
	}
	after.Fact = before.Fact
	if !after.DueAt.IsZero() {
		after.DueAt = instant(after.DueAt.UnixMilli()) // as it will be read
	}
	after.LastAt = instant(after.LastAt.UnixMilli())
	return after, nil
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// storeAnswer stores a, or returns the answer that was there before it.
func storeAnswer(t *tx, a quizzes.Answer) (stored quizzes.Answer, isNew bool, err error) {
	if a.Response == nil {
		a.Response = []byte{} // nil would be NULL
	}
	n, err := t.exec(insertAnswer, string(a.Learner), a.Question, a.Pack, a.Edition, a.Fact, a.Form, a.Response, a.Score,
		a.Rating, a.AnsweredAt.UnixMilli(), a.Took.Milliseconds())
	if err != nil {
		return quizzes.Answer{}, false, err
	}
	if n == 0 {
		stored, err = findAnswer(t, a.Learner, a.Question)
		return stored, false, err
	}
	a.AnsweredAt = instant(a.AnsweredAt.UnixMilli())
	a.Took = a.Took.Truncate(time.Millisecond)
	return a, true, nil
}

func findAnswer(t *tx, learner quizzes.LearnerID, question string) (quizzes.Answer, error) {
	a, err := scanAnswer(func(dest ...any) error {
		return t.row(selectAnswer, []any{string(learner), question}, dest...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return quizzes.Answer{}, quizzes.Wrap(err, quizzes.NotFound, "This question has not been answered yet.")
	}
	return a, err
}

func scanAnswer(scan func(...any) error) (quizzes.Answer, error) {
	var a quizzes.Answer
	var at, took int64
	err := scan((*string)(&a.Learner), &a.Question, &a.Pack, &a.Edition, &a.Fact, &a.Form, &a.Response, &a.Score, &a.Rating,
		&at, &took)
	a.AnsweredAt, a.Took = instant(at), time.Duration(took)*time.Millisecond
	return a, err
}
