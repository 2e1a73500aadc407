package main

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"yalu/quizzes/knowledge"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

// course is what the clients know of the pack: enough to answer like somebody who has read the page.
type course struct {
	k     *knowledge.Knowledge
	maker *question.Maker
	facts []string // that can be asked
	seeds atomic.Uint64
}

func loadCourse(pack string) (*course, error) {
	fsys, err := packs.Open(pack)
	if err != nil {
		return nil, err
	}
	k, faults := packs.Compile(fsys)
	if len(faults) > 0 {
		return nil, fmt.Errorf("the pack %s has %d faults, the first: %v", pack, len(faults), faults[0])
	}
	c := &course{k: k, maker: question.NewMaker(k)}
	for _, f := range k.Facts {
		if len(c.maker.Forms(f.ID)) > 0 {
			c.facts = append(c.facts, f.ID)
		}
	}
	if len(c.facts) == 0 {
		return nil, fmt.Errorf("no fact of the pack %s can be asked", pack)
	}
	return c, nil
}

// sheet is a filled-in practice form.
type sheet struct {
	question string
	form     string // URL-encoded
}

// fillIn answers a question about the fact that nobody was asked before: no two have the same seed, so that in the whole run
// one id is one answer. The turn decides form and answer.
func (c *course) fillIn(fact string, turn int) (sheet, error) {
	forms := c.maker.Forms(fact)
	q, err := c.maker.Generate(fact, forms[turn%len(forms)], c.seeds.Add(1))
	if err != nil {
		return sheet{}, err
	}
	return sheet{q.ID, answer(q, turn).Encode()}, nil
}

// answer fills in the form of a question as a browser sends it: every fifth time the learner does not know, every third
// they choose whatever stands first.
func answer(q question.Question, turn int) url.Values {
	shown := time.Now().Add(-8 * time.Second).UnixMilli()
	v := url.Values{"q": {q.ID}, "shown": {strconv.FormatInt(shown, 10)}, "zone": {"Europe/Berlin"}}
	careless := turn%3 == 2
	switch q.Form {
	case question.Choose, question.Compare:
		chosen := q.Options[0].Key
		for _, o := range q.Options {
			if o.Correct && !careless {
				chosen = o.Key
			}
		}
		v.Set("choice", chosen)
	case question.Order:
		for i, o := range q.Options {
			place := o.Rank
			if careless {
				place = i + 1
			}
			v.Set("place."+o.Key, strconv.Itoa(place))
		}
	case question.Match:
		for _, row := range q.Rows {
			chosen := row.Answer
			if careless {
				chosen = q.Options[0].Key
			}
			v.Set("match."+row.Key, chosen)
		}
	case question.Recall:
		v.Set("knew", "yes")
	case question.When:
		v.Set("text", strconv.Itoa(q.Date.Start.Year())) // right, but less precise than asked
	case question.Number:
		v.Set("text", strconv.FormatFloat(q.Value, 'f', -1, 64))
	default:
		v.Set("text", strings.Join(q.Answers[:1], ""))
	}
	if turn%5 == 4 {
		v.Del("choice") // left alone, like every radio button nobody touched
		v.Del("knew")
		v.Set("gave_up", "1")
	}
	return v
}
