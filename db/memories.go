package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yalu/quizzes"
	"yalu/quizzes/memory"
)

// Memories returns everything the learner has answered of a pack, ordered by fact.
func (d *DB) Memories(ctx context.Context, learner quizzes.LearnerID, pack string) ([]memory.Memory, error) {
	if err := checkText(string(learner), pack); err != nil {
		return nil, err
	}
	var memories []memory.Memory
	err := d.read(ctx, func(t *tx) error {
		return t.rows(selectMemories, []any{string(learner), pack}, func(scan func(...any) error) error {
			m, _, err := scanMemory(scan)
			memories = append(memories, m)
			return err
		})
	})
	if err != nil {
		return nil, translate(err, notRead)
	}
	return memories, nil
}

// NewSince counts the facts of a pack the learner answered for the first time at since or later; with the beginning of the
// learner's day, what the daily limit of new facts has used up.
func (d *DB) NewSince(ctx context.Context, learner quizzes.LearnerID, pack string, since time.Time) (int, error) {
	if err := checkText(string(learner), pack); err != nil {
		return 0, err
	}
	var n int
	err := d.read(ctx, func(t *tx) error {
		return t.row(countNew, []any{string(learner), pack, since.UnixMilli()}, &n)
	})
	if err != nil {
		return 0, translate(err, notRead)
	}
	return n, nil
}

func dueCounts(t *tx, learner quizzes.LearnerID, from, to memory.Day) (map[memory.Day]int, error) {
	counts := make(map[memory.Day]int)
	err := t.rows(countDue, []any{string(learner), int64(from), int64(to)}, func(scan func(...any) error) error {
		var day memory.Day
		var n int
		err := scan(&day, &n)
		counts[day] = n
		return err
	})
	return counts, err
}

// findMemory returns the learner's memory of a fact and the version to hand to saveMemory, 0 when there is none.
func findMemory(t *tx, learner quizzes.LearnerID, pack, fact string) (m memory.Memory, version int64, err error) {
	m, version, err = scanMemory(func(dest ...any) error {
		return t.row(selectMemory, []any{string(learner), pack, fact}, dest...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return memory.Memory{Fact: fact}, 0, nil
	}
	return m, version, err
}

// saveMemory stores what a made of the memory read at version; errStale if it has changed since.
func saveMemory(t *tx, a quizzes.Answer, m memory.Memory, version int64) error {
	due := sql.NullInt64{Int64: m.DueAt.UnixMilli(), Valid: !m.DueAt.IsZero()}
	n, err := t.exec(upsertMemory, string(a.Learner), a.Pack, m.Fact, int64(m.State), m.Stability, m.Difficulty, m.Step,
		int64(m.DueDay), due, m.Reps, m.Lapses, int64(m.LastDay), m.LastAt.UnixMilli(), m.LastForm,
		a.AnsweredAt.UnixMilli(), version)
	if err == nil && n == 0 {
		return errStale
	}
	return err
}

func scanMemory(scan func(...any) error) (m memory.Memory, version int64, err error) {
	var due sql.NullInt64
	var last int64
	err = scan(&m.Fact, &m.State, &m.Stability, &m.Difficulty, &m.Step, &m.DueDay, &due, &m.Reps, &m.Lapses, &m.LastDay,
		&last, &m.LastForm, &version)
	if due.Valid {
		m.DueAt = instant(due.Int64)
	}
	m.LastAt = instant(last)
	return m, version, err
}
