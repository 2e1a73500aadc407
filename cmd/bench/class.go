package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// class is a room of learners who answer one server, taking turns on a number of connections.
type class struct {
	server *server
	course *course
	desks  []*desk
}

// desk is one connection and the learners who share it.
type desk struct {
	conn     *conn
	course   *course
	learners []*learner
	next     int // whose turn it is

	acknowledged []string // questions whose answers the server said it has
	underWay     *asked   // sent, but not acknowledged yet
}

// learner is one browser.
type learner struct {
	cookie string
	first  int     // where in the course they began
	turn   int     // how many facts they have been asked
	ready  []sheet // filled in before the round begins, so that the client has little to do in it
}

// asked is an answer that may or may not have arrived.
type asked struct {
	cookie string
	sheet  sheet
}

// way is how a browser hands an answer in.
type way int

const (
	byScript way = iota // one POST, which the feedback comes back on
	byForm              // Post/Redirect/Get
)

// seat fetches a session for every learner.
func seat(ctx context.Context, s *server, c *course, conns, learners int) (*class, error) {
	room := &class{server: s, course: c}
	for range conns {
		connection, err := dial(ctx, s.addr)
		if err != nil {
			room.close()
			return nil, err
		}
		room.desks = append(room.desks, &desk{conn: connection, course: c})
	}
	for i := range learners {
		d := room.desks[i%conns]
		cookie, err := d.session()
		if err != nil {
			room.close()
			return nil, err
		}
		// Everybody begins elsewhere (the step and the number of facts have rarely a common divisor), so that all facts and
		// forms are asked at any time.
		const step = 7919
		d.learners = append(d.learners, &learner{cookie: cookie, first: i * step})
	}
	return room, nil
}

func (r *class) close() {
	for _, d := range r.desks {
		d.conn.close()
	}
}

// moveTo goes on with another server on the same database.
func (r *class) moveTo(ctx context.Context, s *server) error {
	r.close()
	r.server = s
	for _, d := range r.desks {
		c, err := dial(ctx, s.addr)
		if err != nil {
			return err
		}
		d.conn = c
	}
	return nil
}

// refusal is a response that is not the one hoped for.
type refusal struct {
	what   string
	status int
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: status %d", r.what, r.status) }

// session opens the practice page without a cookie and returns the one it brings.
func (d *desk) session() (string, error) {
	resp, err := d.conn.ask(request{path: "/practice"})
	if err != nil {
		return "", err
	}
	if resp.status != http.StatusOK {
		return "", &refusal{"GET /practice", resp.status}
	}
	return resp.cookie()
}

// round is what a class did in a stretch of time.
type round struct {
	answers int
	took    time.Duration
	waits   []time.Duration // from handing in to the whole feedback
	busy    time.Duration   // processor time of the server
}

func (r round) perSecond() float64 { return float64(r.answers) / r.took.Seconds() }

// answerFor lets the class answer for a while.
func (r *class) answerFor(ctx context.Context, d time.Duration, by way) (round, error) {
	end := time.Now().Add(d)
	return r.answer(ctx, by, func(int) bool { return time.Now().Before(end) })
}

// answerEach lets every learner give n answers.
func (r *class) answerEach(ctx context.Context, n int, by way) (round, error) {
	return r.answer(ctx, by, func(given int) bool { return given < n })
}

// answer lets all desks answer until goOn, told how often each learner of the desk had a turn, says no.
func (r *class) answer(ctx context.Context, by way, goOn func(turns int) bool) (round, error) {
	busy, err := r.server.processor()
	if err != nil {
		return round{}, err
	}
	begun := time.Now()
	waits := make([][]time.Duration, len(r.desks))
	errs := make([]error, len(r.desks))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	for i, d := range r.desks {
		all.Go(func() {
			for n := 0; goOn(n/len(d.learners)) && ctx.Err() == nil; n++ {
				sent := time.Now()
				if errs[i] = d.answer(by); errs[i] != nil {
					cancel() // one failure is enough
					return
				}
				waits[i] = append(waits[i], time.Since(sent))
			}
		})
	}
	all.Wait()
	done := round{took: time.Since(begun)}
	for _, w := range waits {
		done.answers += len(w)
		done.waits = append(done.waits, w...)
	}
	if err := errors.Join(errs...); err != nil {
		return done, err
	}
	after, err := r.server.processor()
	done.busy = after - busy
	return done, errors.Join(err, context.Cause(ctx))
}

// prepare fills in n answers for every learner in advance, as far as their facts go.
func (r *class) prepare(n int) error {
	errs := make([]error, len(r.desks))
	var all sync.WaitGroup
	for i, d := range r.desks {
		all.Go(func() {
			for _, l := range d.learners {
				for len(l.ready) < n && l.turn < len(r.course.facts) && errs[i] == nil {
					errs[i] = l.fillIn(r.course)
				}
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// fillIn fills in an answer about the next fact.
func (l *learner) fillIn(c *course) error {
	s, err := c.fillIn(c.facts[(l.first+l.turn)%len(c.facts)], l.first+l.turn)
	if err != nil {
		return err
	}
	l.turn++
	l.ready = append(l.ready, s)
	return nil
}

// pick takes the next learner's next answer. Who has been asked everything makes room for somebody new: a fact asked for the
// second time must carry the question that the server chose.
func (d *desk) pick() (asked, error) {
	l := d.learners[d.next]
	d.next = (d.next + 1) % len(d.learners)
	if len(l.ready) == 0 && l.turn == len(d.course.facts) {
		cookie, err := d.session()
		if err != nil {
			return asked{}, err
		}
		l.cookie, l.turn = cookie, 0
	}
	if len(l.ready) == 0 {
		if err := l.fillIn(d.course); err != nil {
			return asked{}, err
		}
	}
	s := l.ready[0]
	l.ready = l.ready[1:]
	return asked{l.cookie, s}, nil
}

// answer hands in the next answer and reads the feedback.
func (d *desk) answer(by way) error {
	a, err := d.pick()
	if err != nil {
		return err
	}
	return d.handIn(a, by)
}

func (d *desk) handIn(a asked, by way) error {
	d.underWay = &a
	resp, err := d.conn.ask(request{path: "/practice", cookie: a.cookie, form: a.sheet.form, fragment: by == byScript})
	switch {
	case err != nil:
		return fmt.Errorf("answering %s: %w", a.sheet.question, err)
	case by == byScript && resp.status == http.StatusOK, by == byForm && resp.status == http.StatusSeeOther:
		d.acknowledged = append(d.acknowledged, a.sheet.question)
		d.underWay = nil
	default:
		return &refusal{"answering " + a.sheet.question, resp.status}
	}
	if by == byScript {
		return nil
	}
	page, err := d.conn.ask(request{path: resp.header.Get("Location"), cookie: a.cookie})
	switch {
	case err != nil:
		return fmt.Errorf("the feedback on %s: %w", a.sheet.question, err)
	case page.status != http.StatusOK:
		return &refusal{"the feedback on " + a.sheet.question, page.status}
	}
	return nil
}

// acknowledged lists the questions whose answers the server acknowledged.
func (r *class) acknowledged() []string {
	var questions []string
	for _, d := range r.desks {
		questions = append(questions, d.acknowledged...)
	}
	return questions
}
