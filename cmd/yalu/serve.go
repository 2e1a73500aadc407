package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"yalu/db"
	"yalu/handlers"
	"yalu/quizzes"
	"yalu/quizzes/grade"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

// settings of yalu serve and yalu backup. Each is a flag and a YALU_ variable; the flag wins.
type settings struct {
	addr     string
	db       string
	pack     string
	baseURL  string
	secure   bool
	logLevel slog.Level
	logJSON  bool
	grace    time.Duration
}

// text, flagBool and duration declare a setting with the environment's value as default, and say so in the help.
type declare struct {
	*flag.FlagSet
	env func(string) string
	err error
}

func (d *declare) name(flag string) string {
	return "YALU_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// set declares a setting of any type; the environment's value is read as the flag's would be.
func (d *declare) set(flag, about string) {
	name := d.name(flag)
	f := d.Lookup(flag)
	f.Usage = about + " [" + name + "]"
	if v := d.env(name); v != "" {
		if err := f.Value.Set(v); err != nil {
			d.err = errors.Join(d.err, fmt.Errorf("%s: %q: %w", name, v, err))
		}
		f.DefValue = v
	}
}

// defaultDB is where answers are kept when nobody says otherwise.
const defaultDB = "data/yalu.db"

func (p program) declare(f *flag.FlagSet) *declare { return &declare{FlagSet: f, env: p.env} }

func (d *declare) database(s *settings) {
	d.StringVar(&s.db, "db", defaultDB, "")
	d.set("db", "the database: a `FILE` (SQLite) or a postgres:// URL")
}

// serveSettings reads the settings of yalu serve.
func (p program) serveSettings(args []string) (settings, error) {
	var s settings
	f := p.flags("serve")
	d := p.declare(f)
	d.StringVar(&s.addr, "addr", ":8080", "")
	d.set("addr", "the `ADDRESS` to listen on")
	d.database(&s)
	d.StringVar(&s.pack, "pack", packs.Default, "")
	d.set("pack", "the pack to serve: an `ID` or a folder")
	d.StringVar(&s.baseURL, "base-url", "", "")
	d.set("base-url", "the public `URL` of the site, when a proxy stands before it")
	d.BoolVar(&s.secure, "secure", false, "")
	d.set("secure", "the site is reached over HTTPS: send cookies over HTTPS only")
	d.TextVar(&s.logLevel, "log-level", slog.LevelInfo, "")
	d.set("log-level", "the least `LEVEL` to log: debug, info, warn or error")
	d.BoolVar(&s.logJSON, "log-json", false, "")
	d.set("log-json", "log as JSON")
	d.DurationVar(&s.grace, "grace", 10*time.Second, "")
	d.set("grace", "how long a shutdown waits for requests under way, as a `DURATION`")
	if err := p.parse(f, args); err != nil {
		return s, err
	}
	if d.err != nil {
		fmt.Fprintf(p.err, "yalu serve: %v\n", d.err)
		return s, errUsage
	}
	return s, nil
}

// gcPercent trades memory, of which the server needs little, for the time that collecting garbage takes. GOGC overrides it.
const gcPercent = 170

// serve runs the site until ctx ends, then finishes what was accepted.
func (p program) serve(ctx context.Context, args []string) error {
	s, err := p.serveSettings(args)
	if err != nil {
		return err
	}
	if p.env("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	lines := newLineBuffer(p.err)
	defer lines.Flush()
	log := s.logger(lines)
	k, err := p.open(s.pack)
	if err != nil {
		return err
	}
	store, err := db.Open(ctx, s.db, db.Options{Log: log})
	if err != nil {
		return err
	}
	err = p.serveFrom(ctx, s, log, handlers.Config{
		Knowledge: k, Maker: question.NewMaker(k), Grader: grade.NewGrader(k), DB: store, Log: log, Secure: s.secure, BaseURL: s.baseURL,
	})
	return errors.Join(err, store.Close())
}

func (s settings) logger(lines *lineBuffer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.logLevel}
	if s.logJSON {
		return slog.New(urgent{slog.NewJSONHandler(lines, options), lines})
	}
	return slog.New(urgent{slog.NewTextHandler(lines, options), lines})
}

func (p program) serveFrom(ctx context.Context, s settings, log *slog.Logger, c handlers.Config) error {
	keys, err := c.DB.Keys(ctx)
	if err != nil {
		return err
	}
	c.Keys = keys
	site, err := handlers.New(c)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return quizzes.Wrap(err, quizzes.Invalid, fmt.Sprintf("Nothing can be served on %s. Is another program listening there? Choose another address with --addr.", s.addr))
	}
	server := &http.Server{
		Handler: site, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	log.Info("serving", "address", listener.Addr().String(), "pack", c.Knowledge.Pack.ID, "edition", c.Knowledge.Edition, "facts", len(c.Knowledge.Facts))
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("shutting down")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.grace)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return errors.Join(fmt.Errorf("requests were still under way after %v: %w", s.grace, err), server.Close())
	}
	log.Info("stopped")
	return nil
}

// backup copies the database while it is being served, perhaps by another process.
func (p program) backup(ctx context.Context, args []string) error {
	var s settings
	f := p.flags("backup")
	f.Usage = func() {
		fmt.Fprintln(f.Output(), "Usage: yalu backup [flags] FILE")
		f.PrintDefaults()
	}
	d := p.declare(f)
	d.database(&s)
	overwrite := f.Bool("overwrite", false, "replace FILE if it is there already")
	if err := p.parse(f, args, "FILE"); err != nil {
		return err
	}
	if err := db.BackupFile(ctx, s.db, f.Arg(0), *overwrite); err != nil {
		return err
	}
	info, err := os.Stat(f.Arg(0))
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s: %d bytes\n", filepath.Clean(f.Arg(0)), info.Size())
	return nil
}
