package handlers

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"yalu/quizzes"
	"yalu/quizzes/grade"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/memory"
	"yalu/quizzes/pack"
	"yalu/quizzes/question"
	"yalu/views"
)

// answerPath is the page with the feedback on an answer.
func answerPath(id string, ahead, again bool) string {
	query := url.Values{}
	if ahead {
		query.Set("ahead", "1")
	}
	if again {
		query.Set("again", "1")
	}
	path := "/practice/answers/" + url.PathEscape(id)
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// showAnswer shows what an answer was worth, graded anew from what is stored.
func (s *server) showAnswer(c echo.Context) error {
	noStore(c)
	return s.showFeedback(c, s.visitor(c), c.Param("question"), c.QueryParam("ahead") != "", c.QueryParam("again") != "")
}

func (s *server) showFeedback(c echo.Context, v visitor, id string, ahead, again bool) error {
	ctx := c.Request().Context()
	if v.id == "" {
		return quizzes.Errorf(quizzes.NotFound, "Your session could not be recognised, so there is no answer to show. Practice goes on with a new one.")
	}
	answer, err := s.db.Answer(ctx, v.id, id)
	if err != nil {
		return err
	}
	q, err := s.maker.FromID(id)
	if err != nil {
		return quizzes.Wrap(err, quizzes.NotFound, "This question has been changed or taken out since you answered it. Your answer is kept.")
	}
	var given grade.Response
	if err := json.Unmarshal(answer.Response, &given); err != nil {
		return fmt.Errorf("the stored answer to %s: %w", id, err)
	}
	verdict, err := s.grader.Grade(q, given)
	if err != nil {
		return quizzes.Wrap(err, quizzes.NotFound, "This question has been changed since you answered it. Your answer is kept.")
	}
	read, err := s.db.Turn(ctx, v.id, answer.Pack, answer.Fact)
	if err != nil {
		return err
	}
	return s.drawFeedback(c, s.turnOf(read, v, "", s.moment()), answered{question: q, given: given, verdict: verdict, ahead: ahead, again: again})
}

// answered is an answer with all that its feedback says.
type answered struct {
	question question.Question
	given    grade.Response
	verdict  grade.Verdict
	ahead    bool // the learner studies ahead
	again    bool // it had been handed in before
}

// drawFeedback shows what an answer was worth and when its fact comes back; t holds the memory as the answer left it.
func (s *server) drawFeedback(c echo.Context, t turn, a answered) error {
	c.Response().Header().Set("Content-Location", answerPath(a.question.ID, a.ahead, a.again))
	page := views.Feedback{
		Question: a.question, Given: a.given, Verdict: a.verdict, Unit: s.unitOf(a.question.Facts[0]), Cites: s.fullCites(a.question.Cites),
		Mentions: s.mentions(a.question), Returns: returns(t), Again: a.again, NextURL: practicePath(a.ahead),
	}
	return s.show(c, views.FeedbackPage(s.frame(c, "Your answer", "/practice"), page))
}

// returns says when a fact comes back: "again in this sitting", "tomorrow", "in 4 days".
func returns(t turn) string {
	m := t.Memory
	switch {
	case m.State == memory.New:
		return ""
	case m.InSteps() && m.DueAt.Sub(t.now) < time.Hour:
		return "again in this sitting"
	case m.InSteps() && m.DueDay <= t.day:
		return "later today"
	}
	return inDays(m.DueDay.Sub(t.day))
}

func inDays(days int) string {
	switch {
	case days <= 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days < 60:
		return fmt.Sprintf("in %d days", days)
	case days < 700:
		return fmt.Sprintf("in about %d months", (days+15)/30)
	}
	return fmt.Sprintf("in about %d years", (days+182)/365)
}

// done fills the page that ends a day.
func (s *server) done(d *desk) views.Done {
	page := views.Done{Day: s.dayOf(d)}
	sum := memory.Summarize(d.items, s.settings, d.day)
	page.Mature = sum.Mature
	for in := 1; in < len(sum.Forecast) && len(page.Later) < 5; in++ {
		if n := sum.Forecast[in]; n > 0 {
			page.Later = append(page.Later, views.Soon{When: dayName(d.day, in), Count: n})
		}
	}
	if at := nextStep(d.items, d.day); !at.IsZero() {
		page.Wait = inMinutes(at.Sub(d.now))
	}
	_, reason := memory.Next(d.items, d.sitting(s.limits, true))
	page.Ahead = reason != memory.Done
	return page
}

// nextStep is when the first fact in steps comes back on day; zero when none does.
func nextStep(items []memory.Item, day memory.Day) (at time.Time) {
	for i := range items {
		m := &items[i].Memory
		if m.InSteps() && m.DueDay <= day && (at.IsZero() || m.DueAt.Before(at)) {
			at = m.DueAt
		}
	}
	return at
}

func inMinutes(wait time.Duration) string {
	minutes := int(wait.Round(time.Minute).Minutes())
	switch {
	case minutes <= 1:
		return "in a minute"
	case minutes < 90:
		return fmt.Sprintf("in %d minutes", minutes)
	}
	return fmt.Sprintf("in %d hours", (minutes+30)/60)
}

// dayName is the day that many days from today, as a person would say it.
func dayName(today memory.Day, in int) string {
	switch in {
	case 0:
		return "Today"
	case 1:
		return "Tomorrow"
	}
	day := today.Add(in)
	_, month, date := day.Date()
	return fmt.Sprintf("%s, %d %s", day.Weekday(), date, month)
}

// fullCites names the sources of an answer in full.
func (s *server) fullCites(list []pack.Cite) []views.Cite {
	out := s.cites(list)
	for i, c := range list {
		if source, ok := s.knowledge.Source(c.Source); ok {
			out[i].Title = source.Title
		}
	}
	return out
}

// cites turns citations into links to the pages of their sources.
func (s *server) cites(list []pack.Cite) []views.Cite {
	out := make([]views.Cite, len(list))
	for i, c := range list {
		out[i] = views.Cite{Source: c.Source, URL: "/sources/" + url.PathEscape(c.Source), At: c.At}
		if source, ok := s.knowledge.Source(c.Source); ok {
			out[i].Source = source.Short
		}
	}
	return out
}

// mostMentions keeps the list under the feedback short: four options and what was asked.
const mostMentions = 6

// mentions are the pages a reader may want to visit after a question.
func (s *server) mentions(q question.Question) []views.Link {
	var links []views.Link
	for _, id := range q.Mentions {
		if r, ok := s.knowledge.Record(id); ok && len(links) < mostMentions {
			links = append(links, recordLink(r))
		}
	}
	return links
}

// unitOf links to the unit a fact belongs to; the zero Link when it belongs to none.
func (s *server) unitOf(fact string) views.Link {
	f, ok := s.knowledge.Fact(fact)
	if !ok {
		return views.Link{}
	}
	for _, u := range s.knowledge.Pack.Units {
		if u.ID == f.Unit {
			return views.Link{Text: u.Title, URL: "/units/" + url.PathEscape(u.ID)}
		}
	}
	return views.Link{}
}

// recordLink leads to the page of a record.
func recordLink(r knowledge.Record) views.Link {
	return views.Link{Text: r.Name, URL: recordPath(r), What: r.What}
}
