package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"runtime/pprof"

	"yalu/db"
	"yalu/handlers"
	"yalu/quizzes/grade"
)

// serveProfiled is the role of a child: it serves what yalu serve does, under the profiler, until ctx ends.
func serveProfiled(ctx context.Context, args []string) (err error) {
	f := flag.NewFlagSet(roleProfiled, flag.ContinueOnError)
	database := f.String("db", "", "the database `FILE`")
	pack := f.String("pack", "", "the pack to serve")
	file := f.String("profile", "", "the `FILE` for the profile")
	if err := f.Parse(args); err != nil {
		return err
	}
	course, err := loadCourse(*pack)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	store, err := db.Open(ctx, *database, db.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	keys, err := store.Keys(ctx)
	if err != nil {
		return err
	}
	site, err := handlers.New(handlers.Config{
		Knowledge: course.k, Maker: course.maker, Grader: grade.NewGrader(course.k), DB: store, Keys: keys, Log: log,
	})
	if err != nil {
		return err
	}
	profile, err := os.Create(*file)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(profile); err != nil {
		return errors.Join(err, profile.Close())
	}
	served := serve(ctx, site)
	pprof.StopCPUProfile()
	return errors.Join(served, profile.Close(), writeHeap(*file+".heap"))
}

// writeHeap writes what lives on the heap, and what ever did. SQLite's memory is not Go's and not in it.
func writeHeap(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(pprof.WriteHeapProfile(f), f.Close())
}
