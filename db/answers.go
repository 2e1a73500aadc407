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
// answered. It may be called more than once for one answer and runs inside the transaction, so it must be quick, depend on
// nothing but its arguments and do nothing but return. Returning before as it was leaves the memory alone.
//
// load counts the learner's memories due on each of the days from … to (both included), over all packs, without the one being
// answered; days with none are missing. The database is asked only when it is called, and it must not be called after Apply
// returned. Should the database fail, the counts are empty and the answer is not recorded.
type Apply func(before memory.Memory, load memory.Load) memory.Memory

// Recorded is what became of an answer.
type Recorded struct {
	Answer    quizzes.Answer // as stored: the first one handed in for its question
	Duplicate bool           // the question had been answered before; nothing changed
	Before    memory.Memory  // of Answer.Fact; equal to After for a duplicate
	After     memory.Memory
}

// RecordAnswer stores an answer and what it does to the learner's memory of its fact, and creates the learner, with zone, if
// this is their first. It returns when both are durable. A question already answered returns the stored answer as a duplicate,
// whatever a says. Times are kept to the millisecond; a caller whose apply uses a.AnsweredAt should have truncated it.
func (d *DB) RecordAnswer(ctx context.Context, a quizzes.Answer, zone Zone, apply Apply) (Recorded, error) {
	if err := checkAnswer(a, zone); err != nil {
		return Recorded{}, err
	}
	var r Recorded
	err := d.write(ctx, func(t *tx) (err error) {
		r, err = recordAnswer(t, a, zone, apply)
		return err
	})
	if err != nil {
		return Recorded{}, translate(err, notSaved)
	}
	return r, nil
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

// RecentAnswers returns the learner's latest answers of all packs, newest first, at most limit.
func (d *DB) RecentAnswers(ctx context.Context, learner quizzes.LearnerID, limit int) ([]quizzes.Answer, error) {
	if err := checkText(string(learner)); err != nil {
		return nil, err
	}
	var answers []quizzes.Answer
	err := d.read(ctx, func(t *tx) error {
		return t.rows(selectRecentAnswers, []any{string(learner), max(limit, 0)}, func(scan func(...any) error) error {
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

func recordAnswer(t *tx, a quizzes.Answer, zone Zone, apply Apply) (Recorded, error) {
	if _, err := t.exec(insertLearner, string(a.Learner), zone.Name, zone.Chosen, t.now.UnixMilli()); err != nil {
		return Recorded{}, err
	}
	stored, isNew, err := storeAnswer(t, a)
	if err != nil {
		return Recorded{}, err
	}
	before, version, err := findMemory(t, stored.Learner, stored.Pack, stored.Fact)
	if err != nil {
		return Recorded{}, err
	}
	if !isNew {
		return Recorded{Answer: stored, Duplicate: true, Before: before, After: before}, nil
	}
	after, err := applyWithLoad(t, a.Learner, before, apply)
	if err != nil {
		return Recorded{}, err
	}
	if after != before {
		if err := saveMemory(t, stored, after, version); err != nil {
			return Recorded{}, err
		}
	}
	return Recorded{Answer: stored, Before: before, After: after}, nil
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
