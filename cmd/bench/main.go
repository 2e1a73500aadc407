// Bench measures Yalu and prints one Markdown table: each figure with its goal and whether it is met.
//
// What it serves and kills is the real binary with a real SQLite file. Figures of a machine are noisy, so that where two things
// compare, they take turns within one run and the ratio counts. A slow figure is a figure; only a lost answer, an answer
// counted twice or a failed request is an error. Nothing here may become part of the program.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"yalu/quizzes/packs"
)

// roles are what a bench process does when it is its own child.
const (
	roleCeiling  = "ceiling"
	roleProfiled = "profiled"
)

// longest bounds a whole run, builds included, whatever the flags say.
const longest = 5 * time.Minute

// plan is what a run measures, and how long.
type plan struct {
	pack     string
	conns    int           // connections that answer at once
	learners int           // who take turns on them
	history  int           // answers each of them has given before the first round
	rounds   int           // per contestant
	round    time.Duration // how long each lasts
	kills    int
	starts   int
	write    bool
	doc      string // the page that holds the table
	profile  string // a file: profile measurement 1 instead of measuring
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, log io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case roleCeiling:
			return serveCeiling(ctx, args[1:])
		case roleProfiled:
			return serveProfiled(ctx, args[1:])
		}
	}
	p, err := readPlan(args, log)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, longest, fmt.Errorf("the run took longer than %v", longest))
	defer cancel()
	b, err := newBench(ctx, p, log)
	if err != nil {
		return err
	}
	err = b.measure(ctx, out)
	if cause := context.Cause(ctx); cause != nil { // whatever failed, failed because of it
		err = cause
	}
	return errors.Join(err, b.close())
}

func readPlan(args []string, log io.Writer) (plan, error) {
	var p plan
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(log)
	f.StringVar(&p.pack, "pack", packs.Default, "the pack to serve: an `ID` or a folder")
	f.IntVar(&p.conns, "conns", 64, "how many connections answer at once")
	f.IntVar(&p.learners, "learners", 200, "how many learners take turns on them")
	f.IntVar(&p.history, "history", 100, "how many facts each learner has answered before the first round")
	f.IntVar(&p.rounds, "rounds", 5, "rounds of each contestant")
	f.DurationVar(&p.round, "round", 3*time.Second, "how long a round lasts")
	f.IntVar(&p.kills, "kills", 20, "how often the server is killed under load")
	f.IntVar(&p.starts, "starts", 5, "how often the start is timed")
	f.BoolVar(&p.write, "write", false, "write the table into the -doc file, between its markers")
	f.StringVar(&p.doc, "doc", "docs/performance.md", "the `FILE` that holds the table")
	f.StringVar(&p.profile, "profile", "", "instead of measuring, write a CPU profile of the server while it is answered to `FILE`, and one of its memory to FILE.heap")
	if err := f.Parse(args); err != nil {
		return p, err
	}
	switch {
	case f.NArg() > 0:
		return p, fmt.Errorf("unknown argument %q", f.Arg(0))
	case p.conns < 1 || p.learners < p.conns:
		return p, errors.New("there must be a connection, and no more connections than learners")
	case p.history < 1 || p.rounds < 1 || p.round <= 0 || p.kills < 0 || p.starts < 1:
		return p, errors.New("rounds, their length, starts and the learners' history must be positive")
	}
	return p, nil
}

// bench is one run: its plan, what it builds, and the folder that goes away with it.
type bench struct {
	plan
	log    io.Writer
	dir    string
	where  string // it was measured
	binary string // yalu
	self   string // this program, for its roles
	course *course
	table  table
}

func newBench(ctx context.Context, p plan, log io.Writer) (*bench, error) {
	course, err := loadCourse(p.pack)
	if err != nil {
		return nil, err
	}
	if p.history >= len(course.facts) {
		return nil, fmt.Errorf("a history of %d leaves nothing to ask of %d facts", p.history, len(course.facts))
	}
	if strings.ContainsRune(p.pack, filepath.Separator) {
		if p.pack, err = filepath.Abs(p.pack); err != nil {
			return nil, err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "yalu-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{plan: p, log: log, dir: dir, where: machine(), binary: filepath.Join(dir, "yalu"), self: self, course: course}
	b.say("building yalu")
	build := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "yalu/cmd/yalu")
	if said, err := build.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("go build: %w\n%s", err, said), b.close())
	}
	return b, nil
}

func (b *bench) close() error { return os.RemoveAll(b.dir) }

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.log, "bench: "+format+"\n", args...)
}

// measure fills the table. What was measured before something failed is printed nevertheless.
func (b *bench) measure(ctx context.Context, out io.Writer) error {
	if b.profile != "" {
		return b.profileAnswers(ctx)
	}
	var failed error
	for _, m := range []func(context.Context) error{b.measureAnswers, b.measureQuestions, b.measureVisit, b.measureStart, b.measureKills} {
		if failed = m(ctx); failed != nil {
			break
		}
	}
	report := b.where + "\n\n" + b.table.markdown()
	if _, err := fmt.Fprint(out, report); err != nil || failed != nil || !b.write {
		return errors.Join(failed, err)
	}
	return writeInto(b.doc, report)
}
