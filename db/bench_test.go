package db

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yalu/quizzes"
)

// BenchmarkRecordAnswer measures durable answers of as many people at once, each waiting for the last answer before the next.
func BenchmarkRecordAnswer(b *testing.B) {
	for _, people := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("SQLite/people=%d", people), func(b *testing.B) { benchmarkRecord(b, newFile(b), people) })
		b.Run(fmt.Sprintf("PostgreSQL/people=%d", people), func(b *testing.B) { benchmarkRecord(b, server.Database(b), people) })
	}
}

func benchmarkRecord(b *testing.B, dsn string, people int) {
	d := mustOpen(b, dsn, quiet())
	var next atomic.Int64
	took := make([]time.Duration, b.N)
	var wg sync.WaitGroup
	b.ResetTimer()
	for p := range people {
		learner := quizzes.LearnerID(fmt.Sprintf("learner-%05d", p))
		wg.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= b.N {
					return
				}
				begun := time.Now()
				if _, err := record(d, answer(learner, n)); err != nil {
					b.Error(err)
					return
				}
				took[n] = time.Since(begun)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func BenchmarkReads(b *testing.B) {
	for name, dsn := range map[string]func() string{
		"SQLite":     func() string { return newFile(b) },
		"PostgreSQL": func() string { return server.Database(b) },
	} {
		d := mustOpen(b, dsn(), quiet())
		var wg sync.WaitGroup
		for n := range 2000 {
			wg.Go(func() { mustRecord(b, d, answer("ann", n)) })
		}
		wg.Wait()
		question := answer("ann", 77).Question
		for what, read := range map[string]func() error{
			"Learner":      func() error { _, err := d.Learner(b.Context(), "ann"); return err },
			"Answer":       func() error { _, err := d.Answer(b.Context(), "ann", question); return err },
			"Memories=200": func() error { _, err := d.Memories(b.Context(), "ann", "lips-and-teeth"); return err },
			"NewSince":     func() error { _, err := d.NewSince(b.Context(), "ann", "lips-and-teeth", clock); return err },
			"Turn":         func() error { _, err := d.Turn(b.Context(), "ann", "lips-and-teeth", "fact-7"); return err },
		} {
			b.Run(strings.Join([]string{name, what}, "/"), func(b *testing.B) {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := read(); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}
