// Package quizzes is the domain: people and their work, and the errors everything speaks.
//
// Nothing here or below knows HTTP, SQL or the clock; time comes in as a value.
package quizzes

import "time"

// LearnerID names a learner for ever: 26 characters of Crockford base 32 (128 random bits), also for guests.
type LearnerID string

// Learner is somebody who has answered at least one question, with or without an account.
type Learner struct {
	ID        LearnerID
	Zone      string // IANA time zone; "" until the browser or the learner has told it (then UTC is used)
	ZoneSet   bool   // the learner chose Zone; detection no longer changes it
	CreatedAt time.Time
}

// Answer is one answered question. (Learner, Question) is its identity: handing the same question in twice is the same answer.
type Answer struct {
	Learner    LearnerID
	Question   string // question.ID as a string: fact, form and seed
	Pack       string
	Edition    string // knowledge edition (hash) the answer was graded against
	Fact       string
	Form       string
	Response   []byte  // grade.Response as JSON, in terms that survive an edit of the pack
	Score      float64 // 0 … 1
	Rating     int     // memory.Rating the schedule was given
	AnsweredAt time.Time
	Took       time.Duration // from page to answer as far as known; 0 when not
}
