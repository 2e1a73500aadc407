// Yalu is a web app for self-testing in history, in one binary.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"yalu/quizzes"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
	"yalu/quizzes/packs"
)

const usage = `Yalu: self-testing in history.

  yalu serve                              serve the site (yalu serve --help lists the settings)
  yalu check DIR                          check a pack; every fault with file, line and what to do
  yalu facts --pack ID                    print the facts of a pack as JSON Lines
  yalu questions --pack ID --n N --seed S [--form F]
                                          print questions as JSON Lines
  yalu backup FILE                        copy the SQLite database while it is served

A pack is named by its id (` + packs.Default + `) or by the path of its folder.
`

// program is one run of the binary with everything it takes from outside, so that tests can run it whole.
type program struct {
	out, err io.Writer
	env      func(string) string
}

// Exit codes, as usual: 1 for what went wrong, 2 for a command line that makes no sense.
const (
	exitOK = iota
	exitFailure
	exitUsage
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := program{out: os.Stdout, err: os.Stderr, env: os.Getenv}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// errUsage is a command line that makes no sense; what is wrong has been said.
var errUsage = errors.New("usage")

// run runs one command and returns the exit code.
func (p program) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		fmt.Fprint(p.err, usage)
		return exitUsage
	}
	commands := map[string]func(context.Context, []string) error{
		"serve": p.serve, "check": p.check, "facts": p.facts, "questions": p.questions, "backup": p.backup,
	}
	command, ok := commands[args[0]]
	if !ok {
		if args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
			fmt.Fprint(p.out, usage)
			return exitOK
		}
		fmt.Fprintf(p.err, "yalu: there is no command %q.\n\n%s", args[0], usage)
		return exitUsage
	}
	err := command(ctx, args[1:])
	var fault pack.Fault
	var shown *quizzes.Error
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.As(err, &fault): // the faults are listed already
	case errors.As(err, &shown):
		fmt.Fprintf(p.err, "yalu: %s\n", shown.Message)
		if shown.Err != nil {
			fmt.Fprintf(p.err, "yalu: cause: %v\n", shown.Err)
		}
	default:
		fmt.Fprintf(p.err, "yalu: %v\n", err)
	}
	return exitFailure
}

// flags starts the flag set of a command; parse finishes it.
func (p program) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet("yalu "+name, flag.ContinueOnError)
	f.SetOutput(p.err)
	return f
}

// parse reads a command line that takes exactly the named arguments besides its flags.
func (p program) parse(f *flag.FlagSet, args []string, names ...string) error {
	for _, a := range args {
		if a == "-h" || a == "-help" || a == "--help" {
			f.SetOutput(p.out) // help that was asked for is output
		}
	}
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if f.NArg() != len(names) {
		fmt.Fprintf(p.err, "%s: it takes %s, and was given %d arguments.\n", f.Name(), expected(names), f.NArg())
		f.Usage()
		return errUsage
	}
	return nil
}

func expected(names []string) string {
	if len(names) == 0 {
		return "no arguments besides its flags"
	}
	return "just " + strings.Join(names, " ")
}

// open compiles a pack by id or path. Faults are printed, one a line, and the first one returned.
func (p program) open(name string) (*knowledge.Knowledge, error) {
	fsys, err := packs.Open(name)
	if err != nil {
		return nil, err
	}
	k, faults := packs.Compile(fsys)
	if len(faults) > 0 {
		return nil, p.list(faults)
	}
	return k, nil
}

// list prints faults and returns the first one.
func (p program) list(faults []pack.Fault) error {
	for _, f := range faults {
		fmt.Fprintln(p.err, f)
	}
	noun := "faults"
	if len(faults) == 1 {
		noun = "fault"
	}
	fmt.Fprintf(p.err, "%d %s. A pack with a fault is not used.\n", len(faults), noun)
	return faults[0]
}
