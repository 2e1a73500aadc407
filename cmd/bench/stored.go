package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
)

// stored is what a database holds of the answers that were acknowledged.
type stored struct {
	answers, learners, memories int

	acknowledged int
	lost         int    // acknowledged, but not there
	twice        int    // there under two learners, or counted more than once in a memory
	integrity    string // what PRAGMA integrity_check says; "ok" when all is well
}

// fault is the reason why this database broke a promise; nil when it did not.
func (s stored) fault() error {
	if s.lost > 0 || s.twice > 0 || s.integrity != "ok" {
		return fmt.Errorf("of %d acknowledged answers %d are lost and %d are counted twice; integrity: %s", s.acknowledged, s.lost, s.twice, s.integrity)
	}
	return nil
}

// inspect looks for acknowledged answers in the database of a running server, with SQL of its own. Their ids must be those of
// questions asked once in the whole run.
func inspect(ctx context.Context, file string, acknowledged []string) (stored, error) {
	u := url.URL{Scheme: "file", Path: file, RawQuery: "mode=ro&_busy_timeout=5000"}
	d, err := sql.Open("sqlite3", u.String())
	if err != nil {
		return stored{}, err
	}
	defer d.Close()
	found := stored{acknowledged: len(acknowledged)}
	times, err := countQuestions(ctx, d)
	if err != nil {
		return stored{}, err
	}
	for _, n := range times {
		if n > 1 {
			found.twice++
		}
	}
	for _, q := range acknowledged {
		if times[q] == 0 {
			found.lost++
		}
	}
	var miscounted int
	for query, into := range map[string]*int{
		`SELECT COUNT(*) FROM answers`:  &found.answers,
		`SELECT COUNT(*) FROM learners`: &found.learners,
		`SELECT COUNT(*) FROM memories`: &found.memories,
		// Nobody was asked a fact for the second time, so that every memory has seen exactly one answer.
		`SELECT COUNT(*) FROM memories WHERE reps <> 1`: &miscounted,
	} {
		if err := d.QueryRowContext(ctx, query).Scan(into); err != nil {
			return stored{}, err
		}
	}
	found.twice += miscounted
	if found.memories != found.answers {
		return stored{}, fmt.Errorf("%d answers left %d memories", found.answers, found.memories)
	}
	err = d.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&found.integrity)
	return found, err
}

// countQuestions tells how often each question was answered.
func countQuestions(ctx context.Context, d *sql.DB) (map[string]int, error) {
	rows, err := d.QueryContext(ctx, `SELECT question FROM answers`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	times := map[string]int{}
	for rows.Next() {
		var q string
		if err := rows.Scan(&q); err != nil {
			return nil, err
		}
		times[q]++
	}
	return times, rows.Err()
}
