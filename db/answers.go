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

// Decision is what an answer does.
type Decision struct {
	Rating int           // memory.Rating, stored with the answer
	After  memory.Memory // what the memory becomes; the one before leaves it alone
	Zone   Zone          // for the row of somebody whose first answer this is; of no account otherwise
}

// Decide judges an answer by the turn it was given in. ok is false when the turn has passed: the answer is not stored. It runs
// inside the transaction and may run more than once for one answer, so it must be quick, depend on nothing but its arguments
// and do nothing but return.
//
// load counts the learner's memories due on each of the days from … to (both included), over all packs, without the one being
// answered; days with none are missing. The database is asked only when it is called, and it must not be called after Decide
// returned. Should the database fail, the counts are empty and the answer is not recorded.
type Decide func(before Turn, load memory.Load) (d Decision, ok bool)

// Turn is what is known when a learner answers: who they are and what they remember of the fact.
type Turn struct {
	Learner quizzes.Learner // only the ID is set for somebody who has not answered anything yet
	Memory  memory.Memory   // memory.Memory{Fact: …} for a fact never answered
	version int64           // of Memory, 0 when it is not stored
}

// Known reports whether the learner has answered anything yet.
func (t Turn) Known() bool { return !t.Learner.CreatedAt.IsZero() }

// Recorded is what became of an answer.
type Recorded struct {
	Answer    quizzes.Answer // as stored: the first one handed in for its question; the zero Answer when Passed
	Duplicate bool           // the question had been answered before; nothing changed
	Passed    bool           // Decide refused it; nothing changed
	Before    Turn
	After     memory.Memory // of Answer.Fact; the one before when nothing changed
}

// Turn reads where a learner stands with a fact.
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

// RecordAnswer stores an answer and what it does to the learner's memory of its fact, and creates the learner if this is their
// first. It returns when both are durable. a.Rating is decided by decide. A question already answered returns the stored answer
// as a duplicate, whatever a says. Times are kept to the millisecond; a caller whose decide uses a.AnsweredAt should have
// truncated it.
func (d *DB) RecordAnswer(ctx context.Context, a quizzes.Answer, decide Decide) (Recorded, error) {
	if err := checkAnswer(a); err != nil {
		return Recorded{}, err
	}
	var r Recorded
	err := d.write(ctx, func(t *tx) (err error) {
		r, err = recordAnswer(t, a, decide)
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

func checkAnswer(a quizzes.Answer) error {
	if err := checkText(string(a.Learner), a.Question, a.Pack, a.Edition, a.Fact, a.Form); err != nil {
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

func recordAnswer(t *tx, a quizzes.Answer, decide Decide) (Recorded, error) {
	turn, err := findTurn(t, a.Learner, a.Pack, a.Fact)
	if err != nil {
		return Recorded{}, err
	}
	decision, ok, err := decideWithLoad(t, turn, decide)
	if err != nil {
		return Recorded{}, err
	}
	if !ok {
		return unchanged(t, turn, a)
	}
	if !turn.Known() {
		if err := checkText(decision.Zone.Name); err != nil {
			return Recorded{}, err
		}
		if _, err := t.exec(insertLearner, string(a.Learner), decision.Zone.Name, decision.Zone.Chosen, t.now.UnixMilli()); err != nil {
			return Recorded{}, err
		}
	}
	a.Rating = decision.Rating
	stored, isNew, err := storeAnswer(t, a)
	if err != nil {
		return Recorded{}, err
	}
	if !isNew {
		return unchanged(t, turn, a)
	}
	if decision.After != turn.Memory {
		if err := saveMemory(t, stored, decision.After, turn.version); err != nil {
			return Recorded{}, err
		}
	}
	return Recorded{Answer: stored, Before: turn, After: decision.After}, nil
}

// unchanged is what became of an answer that is not stored: the same question was answered before, or the turn has passed.
func unchanged(t *tx, turn Turn, a quizzes.Answer) (Recorded, error) {
	stored, err := findAnswer(t, a.Learner, a.Question)
	if quizzes.CodeOf(err) == quizzes.NotFound {
		return Recorded{Passed: true, Before: turn, After: turn.Memory}, nil
	}
	if err != nil {
		return Recorded{}, err
	}
	if stored.Pack != a.Pack || stored.Fact != a.Fact { // the question's memory, not that of what was handed in
		if turn, err = findTurn(t, stored.Learner, stored.Pack, stored.Fact); err != nil {
			return Recorded{}, err
		}
	}
	return Recorded{Answer: stored, Duplicate: true, Before: turn, After: turn.Memory}, nil
}

// findTurn reads twice, because SQLite plans a join of the two anew each time it is bound, which takes longer than both.
func findTurn(t *tx, learner quizzes.LearnerID, pack, fact string) (turn Turn, err error) {
	turn.Learner, err = findLearner(t, learner)
	if quizzes.CodeOf(err) == quizzes.NotFound {
		return Turn{Learner: quizzes.Learner{ID: learner}, Memory: memory.Memory{Fact: fact}}, nil
	}
	if err != nil {
		return Turn{}, err
	}
	turn.Memory, turn.version, err = findMemory(t, learner, pack, fact)
	return turn, err
}

// decideWithLoad calls decide with a load that remembers its error, so that a schedule need not know that counting can fail.
func decideWithLoad(t *tx, turn Turn, decide Decide) (Decision, bool, error) {
	var failed error
	before := turn.Memory
	d, ok := decide(turn, func(from, to memory.Day) map[memory.Day]int {
		counts, err := dueCounts(t, turn.Learner.ID, from, to)
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
	after := &d.After
	switch {
	case failed != nil:
		return Decision{}, false, failed
	case !ok:
		return Decision{}, false, nil
	case !finite(after.Stability) || !finite(after.Difficulty):
		return Decision{}, false, fmt.Errorf("the schedule of %s is not a number: %+v", before.Fact, *after)
	}
	after.Fact = before.Fact
	if !after.DueAt.IsZero() {
		after.DueAt = instant(after.DueAt.UnixMilli()) // as it will be read
	}
	after.LastAt = instant(after.LastAt.UnixMilli())
	return d, true, nil
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
