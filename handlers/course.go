package handlers

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"yalu/quizzes"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/memory"
	"yalu/quizzes/question"
)

// course is what of the knowledge can be practised, as memory sees it.
type course struct {
	items []memory.Item       // without memories, in course order; never changed
	place map[string]int      // fact → index in items
	forms map[string][]string // fact → the forms it can be asked in, easy to hard
}

// tooCommon is the share of facts above which a mention tells nothing: in a history of two countries nearly every fact
// names one of them, and a queue that kept those apart could not move.
const tooCommon = 0.15

func newCourse(k *knowledge.Knowledge, maker *question.Maker) course {
	c := course{place: map[string]int{}, forms: map[string][]string{}}
	common := commonMentions(k.Facts)
	for _, f := range k.Facts {
		var forms []string
		for _, form := range maker.Forms(f.ID) {
			forms = append(forms, string(form))
		}
		if len(forms) == 0 {
			continue // it can be read, not asked
		}
		c.forms[f.ID] = forms
		c.place[f.ID] = len(c.items)
		c.items = append(c.items, memory.Item{
			Fact: f.ID, Unit: k.UnitIndex(f.Unit), Importance: f.Importance, Topics: f.Themes,
			Mentions: slices.DeleteFunc(slices.Clone(f.Mentions), func(id string) bool { return common[id] }),
		})
	}
	return c
}

func commonMentions(facts []*knowledge.Fact) map[string]bool {
	counts := map[string]int{}
	for _, f := range facts {
		for _, id := range f.Mentions {
			counts[id]++
		}
	}
	common := map[string]bool{}
	for id, n := range counts {
		if float64(n) > tooCommon*float64(len(facts)) {
			common[id] = true
		}
	}
	return common
}

// desk is where a learner sits at a moment: what they know, what day it is, what is left of it.
type desk struct {
	learner  quizzes.Learner // without a row yet, ID and nothing else
	now      time.Time
	calendar memory.Calendar
	day      memory.Day
	items    []memory.Item // the course with the learner's memories
	newToday int
}

// sitDown reads what the store knows of a learner. A visitor who has answered nothing has a clean desk.
func (s *server) sitDown(ctx context.Context, v visitor) (*desk, error) {
	id := v.id
	d := &desk{learner: quizzes.Learner{ID: id, Zone: v.zone, ZoneSet: v.zone != ""}, now: s.moment(), items: s.layOut()}
	known := id != ""
	if known {
		learner, err := s.db.Learner(ctx, id)
		switch {
		case err == nil:
			d.learner = learner
		case quizzes.CodeOf(err) == quizzes.NotFound:
			known = false
		default:
			return nil, err
		}
	}
	d.calendar = s.calendar(d.learner.Zone)
	d.day = d.calendar.Day(d.now)
	if !known {
		return d, nil
	}
	memories, err := s.db.Memories(ctx, id, s.knowledge.Pack.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range memories {
		if i, ok := s.course.place[m.Fact]; ok { // else the fact has left the pack; its memory waits for its return
			d.items[i].Memory = m
		}
	}
	d.newToday, err = s.db.NewSince(ctx, id, s.knowledge.Pack.ID, d.calendar.Start(d.day))
	return d, err
}

// layOut copies the course's items, to be filled with somebody's memories. They are given back with leave.
func (s *server) layOut() []memory.Item {
	items, ok := s.desks.Get().(*[]memory.Item)
	if !ok {
		return slices.Clone(s.course.items)
	}
	copy(*items, s.course.items)
	return *items
}

// leave gives the desk's items back once nothing looks at them any more.
func (s *server) leave(d *desk) { s.desks.Put(&d.items) }

// moment is now, as finely as the store keeps time.
func (s *server) moment() time.Time { return s.now().Truncate(time.Millisecond) }

// calendar counts days in a zone; UTC's while nobody has told one.
func (s *server) calendar(zone string) memory.Calendar {
	location, _ := s.zones.location(zone)
	return memory.NewCalendar(location)
}

// known tells whether the learner has answered anything yet.
func (d *desk) known() bool { return !d.learner.CreatedAt.IsZero() }

// answeredToday counts the facts answered today.
func (d *desk) answeredToday() int {
	n := 0
	for i := range d.items {
		if m := &d.items[i].Memory; m.State != memory.New && m.LastDay == d.day {
			n++
		}
	}
	return n
}

// recentlyAsked is how many of the last facts the queue looks at.
const recentlyAsked = 5

// sitting is what the queue must know. Reviews are counted by fact rather than by answer: a fact that comes back within the
// day is finished today anyway, and so the memories tell all there is to know.
func (d *desk) sitting(limits memory.Limits, ahead bool) memory.Sitting {
	var asked []*memory.Item
	for i := range d.items {
		if d.items[i].Memory.State != memory.New {
			asked = append(asked, &d.items[i])
		}
	}
	slices.SortFunc(asked, func(a, b *memory.Item) int { return b.Memory.LastAt.Compare(a.Memory.LastAt) })
	recent := make([]memory.Asked, 0, recentlyAsked)
	for _, item := range asked[:min(recentlyAsked, len(asked))] {
		recent = append(recent, item.Asked())
	}
	return memory.Sitting{
		Now: d.now, Day: d.day, Recent: recent, NewToday: d.newToday, ReviewsToday: max(d.answeredToday()-d.newToday, 0),
		Limits: limits, StudyAhead: ahead, Seed: fingerprint(string(d.learner.ID), d.day.String()),
	}
}

// memoryOf returns what the learner keeps of a fact.
func (s *server) memoryOf(d *desk, fact string) memory.Memory {
	if i, ok := s.course.place[fact]; ok && d.items[i].Memory.State != memory.New {
		return d.items[i].Memory
	}
	return memory.Memory{Fact: fact}
}

// turnSeed makes a question of the how-many-th time a learner is asked a fact: the same after a reload and in two tabs,
// another one the next time. So (learner, question id) names one answering, and handing it in twice is the same answer.
func turnSeed(learner quizzes.LearnerID, m memory.Memory) uint64 {
	return fingerprint(string(learner), m.Fact, strconv.Itoa(m.Reps))
}

func fingerprint(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p)) // never fails
		h.Write([]byte{0})
	}
	return h.Sum64()
}
