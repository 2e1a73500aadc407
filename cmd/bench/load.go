package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// Goals.
const (
	goalRatio  = 0.6 // of the ceiling
	goalMemory = 80  // MiB
)

// contestant is a server with its class and what it has done so far.
type contestant struct {
	name   string
	class  *class
	rounds map[way][]round
}

// measureAnswers lets Yalu and the ceiling take turns at being answered, and looks at Yalu's memory meanwhile.
func (b *bench) measureAnswers(ctx context.Context) (err error) {
	database := filepath.Join(b.dir, "answers.db")
	yalu, err := b.startYalu(ctx, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, yalu.stop()) }()
	class, err := seat(ctx, yalu, b.course, b.conns, b.learners)
	if err != nil {
		return err
	}
	defer class.close()
	ours := &contestant{name: "Yalu", class: class, rounds: map[way][]round{}}

	b.say("%d learners answer %d questions each", b.learners, b.history)
	if err := class.prepare(b.history); err != nil {
		return err
	}
	if _, err := class.answerEach(ctx, b.history, byScript); err != nil {
		return err
	}
	fragment, page, err := class.pageSizes()
	if err != nil {
		return err
	}

	ceilingServer, err := start(ctx, filepath.Join(b.dir, "ceiling.log"), b.self, roleCeiling, "-pack", b.pack,
		"-db", filepath.Join(b.dir, "ceiling.db"), "-fragment", strconv.Itoa(fragment), "-page", strconv.Itoa(page))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ceilingServer.stop()) }()
	ceilingClass, err := seat(ctx, ceilingServer, b.course, b.conns, b.learners)
	if err != nil {
		return err
	}
	defer ceilingClass.close()
	ceiling := &contestant{name: "Ceiling", class: ceilingClass, rounds: map[way][]round{}}

	for _, by := range []way{byScript, byForm} {
		rounds := b.rounds
		if by == byForm { // no goal hangs on it
			rounds = (rounds + 1) / 2
		}
		for n := range rounds + 1 {
			for _, c := range []*contestant{ours, ceiling} {
				if err := b.play(ctx, c, by, n == 0); err != nil {
					return fmt.Errorf("%s: %w", c.name, err)
				}
			}
		}
	}
	resident, err := yalu.memory("VmRSS")
	if err != nil {
		return err
	}
	highest, err := yalu.memory("VmHWM")
	if err != nil {
		return err
	}
	found, err := inspect(ctx, database, class.acknowledged())
	if err != nil {
		return err
	}
	if err := found.fault(); err != nil {
		return err
	}
	b.reportAnswers(ours, ceiling, fragment, page, found)
	b.table.judge("Memory of the server under this load", fmt.Sprintf("%.0f MiB at most, %.0f MiB at the end", mib(highest), mib(resident)),
		fmt.Sprintf("< %d MiB", goalMemory), mib(highest) < goalMemory)
	return nil
}

func mib(kib int) float64 { return float64(kib) / 1024 }

// play lets one contestant be answered for a round; a warm-up is not counted.
func (b *bench) play(ctx context.Context, c *contestant, by way, warmUp bool) error {
	played := c.rounds[by]
	expected := 0.0 // answers a second; what comes faster is filled in on the way
	if len(played) > 0 {
		expected = 1.3 * played[len(played)-1].perSecond()
	}
	if err := c.class.prepare(int(expected*b.round.Seconds())/b.learners + 1); err != nil {
		return err
	}
	length := b.round
	if warmUp {
		length /= 3
	}
	r, err := c.class.answerFor(ctx, length, by)
	if err != nil {
		return err
	}
	b.say("%s: %.0f answers/s, %s of the server's processor time each", c.name, r.perSecond(), milliseconds(r.each()))
	if !warmUp {
		c.rounds[by] = append(played, r)
	}
	return nil
}

// each is the server's processor time for one answer.
func (r round) each() time.Duration {
	return r.busy / time.Duration(max(r.answers, 1))
}

// pageSizes tells how large the feedback is, for the script and as a page, before compression: medians over the class.
func (r *class) pageSizes() (fragment, page int, err error) {
	var fragments, pages []int
	for _, d := range r.desks {
		a, err := d.pick()
		if err != nil {
			return 0, 0, err
		}
		resp, err := d.conn.ask(request{path: "/practice", cookie: a.cookie, form: a.sheet.form, fragment: true, plain: true})
		if err != nil {
			return 0, 0, err
		}
		whole, err := d.conn.ask(request{path: resp.header.Get("Content-Location"), cookie: a.cookie, plain: true})
		if err != nil {
			return 0, 0, err
		}
		if status := max(resp.status, whole.status); status != http.StatusOK {
			return 0, 0, &refusal{"the feedback on " + a.sheet.question, status}
		}
		d.acknowledged = append(d.acknowledged, a.sheet.question)
		fragments, pages = append(fragments, resp.size), append(pages, whole.size)
	}
	return median(fragments), median(pages), nil
}

func (b *bench) reportAnswers(ours, ceiling *contestant, fragment, page int, found stored) {
	b.reportWay("Answering by script", ours.rounds[byScript], ceiling.rounds[byScript], fragment, true)
	b.reportWay("Answering by form (Post/Redirect/Get)", ours.rounds[byForm], ceiling.rounds[byForm], page, false)
	b.table.add("– kept of these answers", fmt.Sprintf("all %s, each once; %d facts known per learner at the end", thousands(float64(found.answers)), found.memories/max(found.learners, 1)))
}

// reportWay reports the two contestants side by side.
func (b *bench) reportWay(what string, ours, ceiling []round, size int, goal bool) {
	var ratios []float64
	for i := range ours {
		ratios = append(ratios, ours[i].perSecond()/ceiling[i].perSecond())
	}
	ratio := median(speeds(ours)) / median(speeds(ceiling))
	measured := fmt.Sprintf("%.2f of the ceiling (rounds %.2f to %.2f)", ratio, slices.Min(ratios), slices.Max(ratios))
	if goal {
		b.table.judge(what, measured, fmt.Sprintf("≥ %.1f", goalRatio), ratio >= goalRatio)
	} else {
		b.table.add(what, measured)
	}
	b.table.add("– Yalu", describe(ours))
	b.table.add(fmt.Sprintf("– ceiling, pages of %.1f kB", float64(size)/1000), describe(ceiling))
}

func speeds(rounds []round) []float64 {
	var out []float64
	for _, r := range rounds {
		out = append(out, r.perSecond())
	}
	return out
}

// describe says how fast a contestant was.
func describe(rounds []round) string {
	var waits, each []time.Duration
	for _, r := range rounds {
		waits = append(waits, r.waits...)
		each = append(each, r.each())
	}
	return fmt.Sprintf("%s answers/s; p50 %s, p99 %s; %s of processor time each", thousands(median(speeds(rounds))),
		milliseconds(median(waits)), milliseconds(quantile(waits, 0.99)), milliseconds(median(each)))
}

// profileAnswers writes a profile of the server while it is answered by script, as in measureAnswers.
func (b *bench) profileAnswers(ctx context.Context) (err error) {
	server, err := start(ctx, filepath.Join(b.dir, "profiled.log"), b.self, roleProfiled, "-pack", b.pack,
		"-db", filepath.Join(b.dir, "profiled.db"), "-profile", b.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	class, err := seat(ctx, server, b.course, b.conns, b.learners)
	if err != nil {
		return err
	}
	defer class.close()
	if _, err := class.answerEach(ctx, b.history, byScript); err != nil {
		return err
	}
	c := &contestant{name: "Yalu, profiled", class: class, rounds: map[way][]round{}}
	for range b.rounds {
		if err := b.play(ctx, c, byScript, false); err != nil {
			return err
		}
	}
	b.say("%d answers profiled; read it with: go tool pprof -top -cum %s", len(class.acknowledged()), b.profile)
	return nil
}
