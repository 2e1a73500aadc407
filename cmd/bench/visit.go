package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"yalu/quizzes/question"
)

const (
	goalVisit = 60_000 // bytes
	goalStart = 300 * time.Millisecond
)

var (
	asset    = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)
	askedFor = regexp.MustCompile(`name="q" value="([^"]+)"`)
)

// measureVisit counts what somebody downloads who comes for the first time and goes from the start page to a question.
func (b *bench) measureVisit(ctx context.Context) (err error) {
	s, err := b.startYalu(ctx, filepath.Join(b.dir, "visit.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	c, err := dial(ctx, s.addr)
	if err != nil {
		return err
	}
	defer c.close()
	var sizes []string
	total := 0
	seen := map[string]bool{}
	for queue := []string{"/", "/practice"}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		if seen[path] {
			continue // the browser keeps it
		}
		seen[path] = true
		resp, body, err := c.read(request{path: path})
		if err != nil {
			return err
		}
		if resp.status != http.StatusOK {
			return &refusal{"GET " + path, resp.status}
		}
		total += resp.size
		sizes = append(sizes, fmt.Sprintf("%s %s", nameOf(path), thousands(float64(resp.size))))
		if strings.HasPrefix(resp.header.Get("Content-Type"), "text/html") {
			page, err := unzip(resp, body)
			if err != nil {
				return err
			}
			for _, m := range asset.FindAllStringSubmatch(page, -1) {
				queue = append(queue, html.UnescapeString(m[1]))
			}
		}
	}
	b.table.judge("First visit, start page to question", fmt.Sprintf("%s bytes (%s)", thousands(float64(total)), strings.Join(sizes, ", ")),
		fmt.Sprintf("< %s bytes", thousands(goalVisit)), total < goalVisit)
	return nil
}

// nameOf is a path as the table shows it: without the hash in it.
func nameOf(path string) string {
	name, found := strings.CutPrefix(path, "/static/")
	if !found {
		return path
	}
	parts := strings.Split(name, ".")
	return parts[0] + "." + parts[len(parts)-1]
}

func unzip(r response, body string) (string, error) {
	if r.header.Get("Content-Encoding") != "gzip" {
		return body, nil
	}
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(z)
	return string(plain), err
}

// measureStart times how long it takes from starting the binary, without a database, to the first acknowledged answer.
func (b *bench) measureStart(ctx context.Context) error {
	b.say("starting %d times", b.starts)
	var took []time.Duration
	for n := range b.starts {
		d, err := b.timeStart(ctx, filepath.Join(b.dir, fmt.Sprintf("start-%d.db", n)))
		if err != nil {
			return err
		}
		took = append(took, d)
	}
	middle := median(took)
	b.table.judge("Start to first answer, empty database", fmt.Sprintf("%s (median of %d, slowest %s)", milliseconds(middle), b.starts, milliseconds(quantile(took, 1))),
		"< "+milliseconds(goalStart), middle < goalStart)
	return nil
}

func (b *bench) timeStart(ctx context.Context, database string) (took time.Duration, err error) {
	begun := time.Now()
	s, err := b.startYalu(ctx, database)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	c, err := dial(ctx, s.addr)
	if err != nil {
		return 0, err
	}
	defer c.close()
	resp, page, err := c.read(request{path: "/practice", plain: true})
	if err != nil {
		return 0, err
	}
	cookie, err := resp.cookie()
	if err != nil {
		return 0, err
	}
	q, err := b.course.onPage(page)
	if err != nil {
		return 0, err
	}
	answered, err := c.ask(request{path: "/practice", cookie: cookie, form: answer(q, 0).Encode(), fragment: true})
	took = time.Since(begun)
	if err == nil && answered.status != http.StatusOK {
		err = &refusal{"the first answer", answered.status}
	}
	return took, err
}

// onPage returns the question that a practice page asks.
func (c *course) onPage(page string) (question.Question, error) {
	m := askedFor.FindStringSubmatch(page)
	if m == nil {
		return question.Question{}, errors.New("the practice page asks no question")
	}
	return c.maker.FromID(html.UnescapeString(m[1]))
}
