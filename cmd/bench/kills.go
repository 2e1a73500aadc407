package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// How long a server may answer before it is killed. Twenty lives and restarts stay well under half a minute.
const (
	shortestLife = 150 * time.Millisecond
	longestLife  = 600 * time.Millisecond
)

// measureKills kills the server with SIGKILL while it is answered, again and again on the same file. After every restart what
// was under way is handed in once more, as a reader who presses reload would; then everything that was ever acknowledged must
// be there, and once.
func (b *bench) measureKills(ctx context.Context) (err error) {
	if b.kills == 0 {
		return nil
	}
	b.say("killing the server %d times", b.kills)
	v := &victim{bench: b, database: filepath.Join(b.dir, "killed.db")}
	defer func() { err = errors.Join(err, v.close()) }()
	var found stored
	for n := range b.kills + 1 {
		if found, err = v.start(ctx); err != nil {
			return fmt.Errorf("after %d kills: %w", n, err)
		}
		if err := found.fault(); err != nil {
			return fmt.Errorf("after %d kills: %w", n, err)
		}
		if n == b.kills {
			break
		}
		// Lives of many lengths meet the server in many states.
		life := shortestLife + (longestLife-shortestLife)*time.Duration(n*7%b.kills)/time.Duration(b.kills)
		if err := v.live(ctx, life, way(n%2)); err != nil {
			return fmt.Errorf("kill %d: %w", n+1, err)
		}
	}
	b.table.judge(fmt.Sprintf("kill -9 under load, %d times", b.kills),
		fmt.Sprintf("%s answers acknowledged, %d lost, %d counted twice (%s of unknown fate were handed in again); integrity_check: %s",
			thousands(float64(found.acknowledged)), found.lost, found.twice, thousands(float64(v.again)), found.integrity),
		"0 lost, 0 twice", true)
	return nil
}

// victim is a database whose servers do not live long.
type victim struct {
	*bench
	database string
	server   *server // nil while there is none
	class    *class
	again    int // answers handed in a second time
}

func (v *victim) close() error {
	if v.class != nil {
		v.class.close()
	}
	if v.server == nil {
		return nil
	}
	return v.server.kill()
}

// start starts a server on the database, lets the class hand in again what was under way, and looks at what is stored.
func (v *victim) start(ctx context.Context) (_ stored, err error) {
	if v.server, err = v.startYalu(ctx, v.database); err != nil {
		return stored{}, err
	}
	if v.class == nil {
		v.class, err = seat(ctx, v.server, v.course, v.conns, v.learners)
	} else {
		err = v.class.moveTo(ctx, v.server)
	}
	if err != nil {
		return stored{}, err
	}
	for _, d := range v.class.desks {
		if d.underWay == nil {
			continue
		}
		v.again++
		if err := d.handIn(*d.underWay, byScript); err != nil {
			return stored{}, err
		}
	}
	return inspect(ctx, v.database, v.class.acknowledged())
}

// live lets the class answer until the server is killed.
func (v *victim) live(ctx context.Context, life time.Duration, by way) error {
	killed := make(chan error, 1)
	time.AfterFunc(life, func() { killed <- v.server.kill() })
	_, failed := v.class.answerFor(ctx, life+patience, by)
	err := <-killed
	v.server = nil
	var refused *refusal
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(failed, &refused): // a dying server is silent; this one said no
		return refused
	case err == nil && failed == nil:
		return errors.New("the server was killed, and nobody noticed")
	}
	return err
}
