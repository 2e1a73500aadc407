package memory

import "time"

// Item is a fact that may be asked, with what the learner keeps of it.
type Item struct {
	Fact       string
	Memory     Memory // zero if never answered
	Unit       int    // place of the fact's unit in the course, ascending
	Importance int    // 1 core, 2 supporting, 3 detail
	Topics     []string
	// Mentions are the ids of the persons, events, places … that a question on the fact names or asks for: of two facts
	// with a mention in common, one may give the other away. Leave out what nearly every fact of the pack mentions
	// (its two countries, say): it tells nothing, and with it there is no order that keeps facts apart.
	Mentions []string
}

// Asked returns the item as an entry of [Sitting.Recent].
func (i Item) Asked() Asked {
	return Asked{Fact: i.Fact, Unit: i.Unit, Topics: i.Topics, Mentions: i.Mentions}
}

// Asked is a fact that was asked a moment ago.
type Asked struct {
	Fact     string
	Unit     int
	Topics   []string
	Mentions []string
}

// Limits bounds what a learner's day may bring. Zero means none at all; questions in steps are never limited, because
// what was begun today is finished today.
type Limits struct {
	New     int // facts answered for the first time
	Reviews int // answers to facts in Review
}

// DefaultLimits returns the limits of a learner who has changed nothing. In simulations at the default retention, every
// new fact a day brings 4 to 6 reviews a day within the first three months, so 20 new facts a day stay within 200.
func DefaultLimits() Limits { return Limits{New: 20, Reviews: 200} }

// Sitting is what [Next] must know besides the facts.
type Sitting struct {
	Now          time.Time
	Day          Day     // Calendar.Day(Now)
	Recent       []Asked // the last facts asked, most recent first; 5 are enough, none is fine
	NewToday     int     // facts first answered on Day
	ReviewsToday int     // answers given on Day to facts that were in Review
	Limits       Limits
	StudyAhead   bool   // the learner wants to go on after all that is due is done
	Seed         uint64 // the same within a sitting; breaks ties, spreads reviews of like urgency
}

// Reason says why a fact is asked.
type Reason int

const (
	Done  Reason = iota // nothing is left for today; there is no fact
	Step                // it is being learned or was forgotten a moment ago
	Due                 // its day has come
	First               // it is new; named for the learner, since New is a State
	Ahead               // before its day: the learner asked for more, or a pause is being filled
)

func (r Reason) String() string {
	switch r {
	case Done:
		return "done"
	case Step:
		return "step"
	case Due:
		return "due"
	case First:
		return "new"
	case Ahead:
		return "ahead"
	}
	return "unknown"
}

const (
	// newEvery mixes new facts among reviews: one question in four is new while there are both.
	newEvery = 4
	// rest is how many other questions come between two of a fact whose step is not due yet by the clock: fewer, and
	// the answer would be read off working memory.
	rest = 4
	// learnAhead is how long before its time a step may be taken when nothing else is left (Anki's default). A step
	// further off than this is for a later sitting.
	learnAhead = 20 * time.Minute
	// apart is how many questions back a common mention matters. Only the last is a law; the others are a preference.
	apart = 3
)

// Next chooses the fact to ask. It is pure, takes the items in any order, and its laws are, in falling precedence:
//
//  1. A fact that shares a mention with the fact just asked is not chosen while another candidate exists. If only such
//     remain, the one answered longest ago is taken.
//  2. A step that is due comes first, the earliest before the others: errors come back in the same sitting.
//  3. Reviews due today come the least retrievable first (a tenth of the urgency is left to the seed, lest facts that
//     were learned together stay together for ever), new facts in course order (unit, importance). One question in
//     four is new while there are both; neither exceeds its limit.
//  4. Among reviews, and among new facts of one unit and importance, mentions stay clear of the last three questions,
//     and topic and unit change from question to question.
//  5. When nothing else is left, a step is taken before its time, though not until four other questions have been asked
//     since. Facts ahead of their day fill that pause; if there are none, the step is taken all the same.
//  6. Then the reason is Done, or Ahead if the learner wants to go on: the least retrievable fact not yet answered
//     today. FSRS credits an answer ahead of its day only with what was forgotten until then, so intervals do not
//     inflate.
//
// With Done the item is empty.
func Next(items []Item, st Sitting) (Item, Reason) {
	q := queue{items: items, st: &st}
	for i := range items {
		q.offer(i)
	}
	i, reason := q.choose()
	if i < 0 {
		return Item{}, Done
	}
	return items[i], reason
}

// class is a reason to ask a fact, or to ask it if need be.
type class int

const (
	stepDue  class = iota // its step is due
	reviewed              // its day has come
	fresh                 // never answered
	early                 // its step is near, and it has rested
	resting               // its step is near, but it has been asked a moment ago
	ahead                 // its day is yet to come, and it was not answered today
	classes
	none class = -1
)

// queue holds the best candidates during one pass over the items.
type queue struct {
	items []Item
	st    *Sitting
	best  [classes]candidate // clear of the fact just asked
	last  [classes]candidate // sharing a mention with it
}

// candidate is an item with its place among those of its class; the zero value is no candidate.
type candidate struct {
	found   bool
	item    int
	class   class
	first   int64   // compared first, lower is better: instant of a step, place in the course
	crowded int     // how near the last common mention is; 0 is clear
	same    int     // how alike the fact just asked is in topic and unit; 0 is different
	urgency float64 // higher is better: retrievability lost
}

// offer sorts one item into its class. Looking at mentions and topics costs most, so it is left for those items that
// take the lead if they are clear of both. What is skipped can only be worse than a candidate that is already there.
func (q *queue) offer(i int) {
	item := &q.items[i]
	c := candidate{found: true, item: i}
	if c.class = q.classify(item, &c); c.class == none {
		return
	}
	best := &q.best[c.class]
	if best.found && !q.before(&c, best) {
		return
	}
	near := q.nearest(item)
	if near == 0 {
		if last := &q.last[c.class]; !last.found || q.older(&c, last) {
			*last = c
		}
		return
	}
	c.crowded = apart - near
	c.same = q.likeness(item)
	if !best.found || q.before(&c, best) {
		*best = c
	}
}

// classify returns why the item might be asked and fills in how much that presses.
func (q *queue) classify(item *Item, c *candidate) class {
	m := &item.Memory
	switch m.State {
	case New:
		if q.st.NewToday >= q.st.Limits.New {
			return none
		}
		c.first = int64(item.Unit)<<8 + int64(item.Importance)
		return fresh
	case Review:
		// R = (1 + factor·t/S)^decay falls with t/S, so t/S orders as R does and costs no power.
		c.urgency = float64(q.st.Day.Sub(m.LastDay)) / max(m.Stability, 0.001)
		kind := reviewed
		if m.DueDay > q.st.Day {
			if m.LastDay >= q.st.Day {
				return none
			}
			kind = ahead
		} else if q.st.ReviewsToday >= q.st.Limits.Reviews {
			return none
		}
		c.urgency *= 1 + 0.1*unit(hash(item.Fact, q.st.Seed))
		return kind
	}
	c.first = m.DueAt.UnixMilli()
	wait := m.DueAt.Sub(q.st.Now)
	switch {
	case wait <= 0:
		return stepDue
	case wait > learnAhead:
		return none
	case q.rested(item.Fact):
		return early
	}
	return resting
}

// before reports whether a is to be asked before b of the same class. Ties end at the fact's id, so the order of the
// items does not matter.
func (q *queue) before(a, b *candidate) bool {
	switch {
	case a.first != b.first:
		return a.first < b.first
	case a.crowded != b.crowded:
		return a.crowded < b.crowded
	case a.same != b.same:
		return a.same < b.same
	case a.urgency != b.urgency:
		return a.urgency > b.urgency
	}
	x, y := q.items[a.item].Fact, q.items[b.item].Fact
	if h, k := hash(x, q.st.Seed), hash(y, q.st.Seed); h != k {
		return h < k
	}
	return x < y
}

// older reports whether a rather than b is the one asked longest ago. The fact just asked is never that, even if it was
// passed over and its memory is old.
func (q *queue) older(a, b *candidate) bool {
	x, y := &q.items[a.item], &q.items[b.item]
	if j, k := q.justAsked(x.Fact), q.justAsked(y.Fact); j != k {
		return k
	}
	if c := x.Memory.LastAt.Compare(y.Memory.LastAt); c != 0 {
		return c < 0
	}
	return q.before(a, b)
}

// choose applies the laws to the best of each class.
func (q *queue) choose() (int, Reason) {
	// One question in four is new, by place rather than by catching up: a morning of reviews alone is not followed by
	// an afternoon of new facts alone.
	order := [...]class{stepDue, reviewed, fresh, early}
	if (q.st.NewToday+q.st.ReviewsToday)%newEvery == newEvery-1 {
		order = [...]class{stepDue, fresh, reviewed, early}
	}
	for _, kind := range order {
		if c := &q.best[kind]; c.found {
			return c.item, reasons[kind]
		}
	}
	// Whatever is left for today shares a mention with the fact just asked, or is that fact itself.
	var oldest *candidate
	for _, kind := range order {
		c := &q.last[kind]
		if !c.found || q.justAsked(q.items[c.item].Fact) {
			continue
		}
		if oldest == nil || q.items[c.item].Memory.LastAt.Before(q.items[oldest.item].Memory.LastAt) {
			oldest = c
		}
	}
	if oldest != nil {
		return oldest.item, reasons[oldest.class]
	}
	// What is left should rest, or was just asked: fill the pause, or ask it all the same.
	left := &candidate{}
	for _, c := range [...]*candidate{
		&q.best[resting], &q.last[resting], &q.last[stepDue], &q.last[reviewed], &q.last[fresh],
	} {
		if c.found {
			left = c
			break
		}
	}
	if c := &q.best[ahead]; c.found && (left.found || q.st.StudyAhead) {
		return c.item, Ahead
	}
	if left.found {
		return left.item, reasons[left.class]
	}
	if c := &q.last[ahead]; c.found && q.st.StudyAhead {
		return c.item, Ahead
	}
	return -1, Done
}

var reasons = [classes]Reason{stepDue: Step, reviewed: Due, fresh: First, early: Step, resting: Step, ahead: Ahead}

// nearest returns how many questions ago a fact with a mention in common (or the fact itself) was asked, at most apart.
func (q *queue) nearest(item *Item) int {
	for i := range q.st.Recent[:min(apart, len(q.st.Recent))] {
		asked := &q.st.Recent[i]
		if asked.Fact == item.Fact || share(asked.Mentions, item.Mentions) {
			return i
		}
	}
	return apart
}

// likeness compares the item with the fact just asked: 2 for a common topic, 1 for the same unit.
func (q *queue) likeness(item *Item) int {
	if len(q.st.Recent) == 0 {
		return 0
	}
	same := 0
	if share(q.st.Recent[0].Topics, item.Topics) {
		same += 2
	}
	if q.st.Recent[0].Unit == item.Unit {
		same++
	}
	return same
}

// rested reports whether enough other questions have been asked since the fact.
func (q *queue) rested(fact string) bool {
	for i := range q.st.Recent[:min(rest, len(q.st.Recent))] {
		if q.st.Recent[i].Fact == fact {
			return false
		}
	}
	return true
}

func (q *queue) justAsked(fact string) bool {
	return len(q.st.Recent) > 0 && q.st.Recent[0].Fact == fact
}

// share reports whether two short lists have an element in common.
func share(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}
