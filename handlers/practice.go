package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"yalu/db"
	"yalu/quizzes"
	"yalu/quizzes/grade"
	"yalu/quizzes/memory"
	"yalu/quizzes/question"
	"yalu/views"
)

// longestTook is the longest pause that still counts as thinking: the page of somebody who went for lunch says nothing.
const longestTook = 10 * time.Minute

// longestText is the most characters a typed answer may have.
const longestText = 400

// showPractice asks the next question, or says that the day's work is done.
func (s *server) showPractice(c echo.Context) error {
	noStore(c)
	ahead := c.QueryParam("ahead") != ""
	v := s.visitor(c)
	if v.id == "" {
		v.id = mint()
	}
	if err := s.keepSession(c, v); err != nil {
		return err
	}
	d, err := s.sitDown(c.Request().Context(), v)
	if err != nil {
		return err
	}
	defer s.leave(d)
	c.Response().Header().Set("Content-Location", practicePath(ahead))
	q, err := s.nextQuestion(d, ahead)
	if err != nil {
		return err
	}
	if q == nil {
		return s.show(c, views.DonePage(s.frame(c, "Done for today", "/practice"), s.done(d)))
	}
	page := views.Practice{Day: s.dayOf(d), DayKnown: true, Question: *q, Shown: d.now.UnixMilli(), Ahead: ahead, HandIn: "Hand in"}
	return s.show(c, views.PracticePage(s.frame(c, "Practice", "/practice"), page))
}

func practicePath(ahead bool) string {
	if ahead {
		return "/practice?ahead=1"
	}
	return "/practice"
}

// nextQuestion returns nil when nothing is left for today.
func (s *server) nextQuestion(d *desk, ahead bool) (*question.Question, error) {
	item, reason := memory.Next(d.items, d.sitting(s.limits, ahead))
	if reason == memory.Done {
		return nil, nil
	}
	m := s.memoryOf(d, item.Fact)
	seed := turnSeed(d.learner.ID, m)
	form := memory.ChooseForm(s.course.forms[item.Fact], m, seed)
	q, err := s.maker.Generate(item.Fact, question.Form(form), seed)
	if err != nil {
		return nil, fmt.Errorf("asking %s as %s: %w", item.Fact, form, err)
	}
	return &q, nil
}

// dayOf says how far today's work has come.
func (s *server) dayOf(d *desk) views.Day {
	day := views.Day{Answered: d.answeredToday()}
	untouched := 0
	for i := range d.items {
		switch m := &d.items[i].Memory; {
		case m.State == memory.New:
			untouched++
		case m.DueDay <= d.day:
			day.Due++
		}
	}
	day.New = max(min(untouched, s.limits.New-d.newToday), 0)
	return day
}

// submission is what a practice form says.
type submission struct {
	question question.Question
	fact     string
	seed     uint64
	response grade.Response
	fault    *grade.Fault // found before grading
	shown    time.Time    // zero when not known
	zone     string       // IANA name as the browser told it; "" when it told none or nonsense
	ahead    bool
}

// turn is one answering: who answers, what they remember of the fact, and the moment.
type turn struct {
	db.Turn
	now      time.Time
	calendar memory.Calendar
	day      memory.Day
}

// turnOf adds the learner's calendar to what the store knows. Somebody without answers counts days in the zone they chose, or
// else in the one their browser told.
func (s *server) turnOf(read db.Turn, v visitor, told string, now time.Time) turn {
	if !read.Known() {
		read.Learner.Zone, read.Learner.ZoneSet = cmp.Or(v.zone, told), v.zone != ""
	}
	t := turn{Turn: read, now: now, calendar: s.calendar(read.Learner.Zone)}
	t.day = t.calendar.Day(now)
	return t
}

// takeAnswer takes one answer: it is graded, stored, and only then acknowledged.
func (s *server) takeAnswer(c echo.Context) error {
	noStore(c)
	sub, err := s.readSubmission(c)
	if err != nil {
		return err
	}
	v := s.visitor(c)
	if v.id == "" {
		return s.askAgainUnknown(c, sub)
	}
	verdict, err := s.judge(sub)
	var fault *grade.Fault
	if errors.As(err, &fault) {
		return s.askAgainFault(c, v, sub, fault)
	} else if err != nil {
		return err
	}
	ctx, now := c.Request().Context(), s.moment()
	recorded, err := s.record(ctx, v, sub, verdict, now)
	switch {
	case quizzes.CodeOf(err) == quizzes.Busy:
		return s.askAgainBusy(c, v, sub, err)
	case err != nil:
		return err
	case recorded.Passed:
		return quizzes.Errorf(quizzes.Conflict, "This question is from before your last answer on the same matter, perhaps in another tab. Nothing is lost and nothing was counted twice.")
	}
	t := s.turnOf(recorded.Before, v, sub.zone, now)
	s.noteZone(ctx, t, sub.zone)
	switch {
	case !isFragment(c):
		return c.Redirect(http.StatusSeeOther, answerPath(sub.question.ID, sub.ahead, recorded.Duplicate))
	case recorded.Duplicate: // what counted is the first response, not this one
		return s.showFeedback(c, v, sub.question.ID, sub.ahead, true)
	}
	t.Memory = recorded.After
	return s.drawFeedback(c, t, answered{question: sub.question, given: sub.response, verdict: verdict, ahead: sub.ahead})
}

// readSubmission reads a practice form. What names no question is refused; what is no answer becomes a fault.
func (s *server) readSubmission(c echo.Context) (submission, error) {
	form, err := readForm(c)
	if err != nil {
		return submission{}, err
	}
	id := form.Get("q")
	if id == "" {
		return submission{}, quizzes.Errorf(quizzes.Invalid, "The form does not say which question it answers, so nothing was counted. Please load the question again.")
	}
	fact, _, seed, err := question.ParseID(id)
	if err != nil {
		return submission{}, err
	}
	q, err := s.maker.FromID(id)
	if err != nil {
		return submission{}, quizzes.Wrap(err, quizzes.NotFound, "This question has changed or has been taken out since you opened it. Nothing was counted; the next one is waiting.")
	}
	sub := submission{question: q, fact: fact, seed: seed, ahead: form.Get("ahead") != ""}
	sub.response, sub.fault = readResponse(q, form)
	if ms, err := strconv.ParseInt(form.Get("shown"), 10, 64); err == nil && ms > 0 {
		sub.shown = time.UnixMilli(ms)
	}
	if _, ok := s.zones.location(form.Get("zone")); ok {
		sub.zone = form.Get("zone")
	}
	return sub, nil
}

// readResponse takes from a form what its question asks for, and nothing else.
func readResponse(q question.Question, form url.Values) (grade.Response, *grade.Fault) {
	if form.Get("gave_up") != "" {
		return grade.Response{GaveUp: true}, nil
	}
	var r grade.Response
	switch q.Form {
	case question.Choose, question.Compare:
		r.Choice = form.Get("choice")
	case question.Order:
		r.Places = make(map[string]int, len(q.Options))
		r.Order = make([]string, len(q.Options))
		for _, o := range q.Options {
			place, _ := strconv.Atoi(form.Get("place." + o.Key)) // what is no number is no place
			if place >= 1 && place <= len(q.Options) {
				r.Places[o.Key], r.Order[place-1] = place, o.Key
			}
		}
	case question.Match:
		r.Match = make(map[string]string, len(q.Rows))
		for _, row := range q.Rows {
			if chosen := form.Get("match." + row.Key); chosen != "" {
				r.Match[row.Key] = chosen
			}
		}
	case question.Recall:
		r.Knew = form.Get("knew")
	default:
		r.Text = form.Get("text")
		if len([]rune(r.Text)) > longestText {
			r.Text = string([]rune(r.Text)[:longestText])
			return r, &grade.Fault{Field: "text", Message: fmt.Sprintf("Please keep the answer under %d characters; the rest was cut off.", longestText)}
		}
	}
	return r, nil
}

// judge grades a submission. The error is a *grade.Fault when there is nothing to grade.
func (s *server) judge(sub submission) (grade.Verdict, error) {
	if sub.fault != nil {
		return grade.Verdict{}, sub.fault
	}
	return s.grader.Grade(sub.question, sub.response)
}

// record stores the answer and moves the memory of its fact. It refuses a question from before the fact was last answered: the
// seed of a question tells which turn it belongs to.
func (s *server) record(ctx context.Context, v visitor, sub submission, verdict grade.Verdict, now time.Time) (db.Recorded, error) {
	response, err := json.Marshal(sub.response)
	if err != nil {
		return db.Recorded{}, err
	}
	q := &sub.question
	answer := quizzes.Answer{
		Learner: v.id, Question: q.ID, Pack: s.knowledge.Pack.ID, Edition: s.knowledge.Edition, Fact: sub.fact, Form: string(q.Form),
		Response: response, Score: verdict.Score, AnsweredAt: now, Took: took(sub.shown, now),
	}
	return s.db.RecordAnswer(ctx, answer, func(before db.Turn, load memory.Load) (db.Decision, bool) {
		if before.Memory.Reps > 0 && sub.seed != turnSeed(v.id, before.Memory) {
			return db.Decision{}, false
		}
		t := s.turnOf(before, v, sub.zone, now)
		rating := verdict.Rating
		if q.Form == question.Choose || q.Form == question.Compare {
			rating = memory.Recognized(rating, s.settings.Expect(t.Memory, t.day), len(q.Options))
		}
		return db.Decision{
			Rating: int(rating), Zone: db.Zone{Name: t.Learner.Zone, Chosen: t.Learner.ZoneSet},
			After: s.settings.Apply(t.Memory, rating, now, answer.Form, t.calendar, load),
		}, true
	})
}

func took(shown, now time.Time) time.Duration {
	if shown.IsZero() {
		return 0
	}
	return min(max(now.Sub(shown), 0), longestTook)
}

// noteZone keeps up with a learner who travels. The answer is safe by now, so a failure here is only logged.
func (s *server) noteZone(ctx context.Context, t turn, zone string) {
	if zone == "" || !t.Known() || t.Learner.ZoneSet || t.Learner.Zone == zone {
		return
	}
	if err := s.db.SetZone(ctx, t.Learner.ID, zone, false); err != nil {
		s.log.Warn("the time zone was not kept", "error", err)
	}
}

// askAgain shows the question with everything that was chosen or typed, and how far the day has come if the store can say.
func (s *server) askAgain(c echo.Context, status int, v visitor, sub submission, page views.Practice) error {
	page.Question, page.Given, page.Zone, page.Ahead = sub.question, sub.response, sub.zone, sub.ahead
	if !sub.shown.IsZero() {
		page.Shown = sub.shown.UnixMilli()
	}
	if status != http.StatusServiceUnavailable && v.id != "" {
		if d, err := s.sitDown(c.Request().Context(), v); err == nil {
			page.Day, page.DayKnown = s.dayOf(d), true
			s.leave(d)
		}
	}
	return s.render(c, status, views.PracticePage(s.frame(c, "Practice", "/practice"), page))
}

func (s *server) askAgainFault(c echo.Context, v visitor, sub submission, fault *grade.Fault) error {
	return s.askAgain(c, http.StatusUnprocessableEntity, v, sub, views.Practice{Fault: fault, HandIn: "Hand in"})
}

// askAgainBusy says that the answer was not saved, and keeps it in the form.
func (s *server) askAgainBusy(c echo.Context, v visitor, sub submission, cause error) error {
	s.logError(c, http.StatusServiceUnavailable, cause)
	c.Response().Header().Set("Retry-After", retryAfter)
	return s.askAgain(c, http.StatusServiceUnavailable, v, sub, views.Practice{HandIn: "Try again", Notice: &views.Notice{
		Title:   "Your answer was not saved.",
		Message: "The store cannot take it just now. It still stands in the form below; please hand it in again in a moment.",
	}})
}

// askAgainUnknown answers a form whose session is missing, expired or forged: nothing is counted under a name that cannot be
// trusted, and nothing is lost, for the form comes back under a new one.
func (s *server) askAgainUnknown(c echo.Context, sub submission) error {
	if err := s.keepSession(c, visitor{id: mint()}); err != nil {
		return err
	}
	return s.askAgain(c, http.StatusForbidden, visitor{}, sub, views.Practice{HandIn: "Hand in again", Notice: &views.Notice{
		Title:   "Your session could not be recognised.",
		Message: "Nothing was counted yet. Your answer still stands in the form below: please hand it in again. If this comes back, your browser does not keep our cookie; practice needs that one.",
	}})
}
