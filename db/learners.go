package db

import (
	"context"
	"database/sql"
	"errors"

	"yalu/quizzes"
)

// Zone is a time zone and how it is known.
type Zone struct {
	Name   string // IANA name, "" when nothing is known
	Chosen bool   // by the learner, not detected
}

// Learner returns the learner called id, quizzes.NotFound if nobody is: a visitor who has answered nothing yet has no row.
func (d *DB) Learner(ctx context.Context, id quizzes.LearnerID) (quizzes.Learner, error) {
	if err := checkText(string(id)); err != nil {
		return quizzes.Learner{}, err
	}
	var l quizzes.Learner
	err := d.read(ctx, func(t *tx) (err error) {
		l, err = findLearner(t, id)
		return err
	})
	if err != nil {
		return quizzes.Learner{}, translate(err, notRead)
	}
	return l, nil
}

// SetZone gives a learner a time zone. A detected one (chosen unset) changes neither a zone the learner chose nor, when it is
// "", anything at all. An unknown learner is quizzes.NotFound. Setting what is there already costs a read only.
func (d *DB) SetZone(ctx context.Context, id quizzes.LearnerID, zone string, chosen bool) error {
	if err := checkText(string(id), zone); err != nil {
		return err
	}
	if chosen && zone == "" {
		return quizzes.Errorf(quizzes.Invalid, "Please choose a time zone.")
	}
	l, err := d.Learner(ctx, id)
	switch {
	case err != nil:
		return err
	case !chosen && (l.ZoneSet || zone == ""), l.Zone == zone && l.ZoneSet == chosen:
		return nil
	}
	return translate(d.write(ctx, func(t *tx) error { return setZone(t, id, zone, chosen) }), notKept)
}

// setZone leaves it to the statement that detection does not undo a choice made a moment ago in another tab.
func setZone(t *tx, id quizzes.LearnerID, zone string, chosen bool) error {
	n, err := t.exec(updateZone, zone, chosen, string(id))
	if err == nil && n == 0 {
		_, err = findLearner(t, id)
	}
	return err
}

func findLearner(t *tx, id quizzes.LearnerID) (quizzes.Learner, error) {
	var l quizzes.Learner
	var created int64
	err := t.row(selectLearner, []any{string(id)}, (*string)(&l.ID), &l.Zone, &l.ZoneSet, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return quizzes.Learner{}, quizzes.Wrap(err, quizzes.NotFound, "There is no such learner.")
	}
	l.CreatedAt = instant(created)
	return l, err
}
