package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// row is one line of the table.
type row struct {
	what, measured, goal string
	met                  bool
}

type table []row

// add adds a figure without a goal of its own.
func (t *table) add(what, measured string) { t.judge(what, measured, "", false) }

func (t *table) judge(what, measured, goal string, met bool) {
	*t = append(*t, row{what, measured, goal, met})
}

func (t table) markdown() string {
	var b strings.Builder
	b.WriteString("| What | Measured | Goal | Met |\n|---|---|---|---|\n")
	for _, r := range t {
		met := ""
		switch {
		case r.goal != "" && r.met:
			met = "yes"
		case r.goal != "":
			met = "**no**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.what, r.measured, r.goal, met)
	}
	return b.String()
}

// The markers stand around the report in the page.
const (
	reportBegins = "<!-- bench: begin -->\n"
	reportEnds   = "<!-- bench: end -->\n"
)

// writeInto puts a report in the place of the one a page holds.
func writeInto(file, report string) error {
	page, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	replaced, err := replaceReport(string(page), report)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, []byte(replaced), 0o644)
}

func replaceReport(page, report string) (string, error) {
	before, rest, begins := strings.Cut(page, reportBegins)
	_, after, ends := strings.Cut(rest, reportEnds)
	if !begins || !ends {
		return "", errors.New("the markers of the report are missing")
	}
	return before + reportBegins + report + reportEnds + after, nil
}

// quantile is the value below which the share q of the values lies; values must not be empty.
func quantile[T cmp.Ordered](values []T, q float64) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func median[T cmp.Ordered](values []T) T { return quantile(values, 0.5) }

func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms < 1:
		return fmt.Sprintf("%.2f ms", ms)
	case ms < 10:
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

// thousands writes 12345 as "12,345".
func thousands(n float64) string {
	s := fmt.Sprintf("%.0f", n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
