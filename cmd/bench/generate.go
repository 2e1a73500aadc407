package main

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

const goalQuestions = 5000 // per second and core

// measureQuestions makes questions on one core, over all facts and forms and ever new seeds. The maker proves every wrong option
// and looks every question over before it lets it out; there is no way to switch that off.
func (b *bench) measureQuestions(ctx context.Context) error {
	const long = 2 * time.Second
	b.say("making questions for %v", long)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	made := 0
	begun := time.Now()
	for seed := uint64(1); time.Since(begun) < long && ctx.Err() == nil; seed++ {
		for _, fact := range b.course.facts {
			for _, form := range b.course.maker.Forms(fact) {
				if _, err := b.course.maker.Generate(fact, form, seed); err != nil {
					return fmt.Errorf("making %s as %s: %w", fact, form, err)
				}
				made++
			}
		}
	}
	perSecond := float64(made) / time.Since(begun).Seconds()
	b.table.judge("Questions made, all checks on, one core", fmt.Sprintf("%s per second (%s facts)", thousands(perSecond), thousands(float64(len(b.course.facts)))),
		fmt.Sprintf("≥ %s per second", thousands(goalQuestions)), perSecond >= goalQuestions)
	return ctx.Err()
}
