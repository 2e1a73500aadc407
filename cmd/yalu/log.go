package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// A lineBuffer gathers the lines of a log, so that a busy server writes many at once. A line waits at most logDelay;
// warnings and errors do not wait at all. It is safe for use by many goroutines.
type lineBuffer struct {
	mu    sync.Mutex
	w     *bufio.Writer
	timer *time.Timer // runs while something waits; nil otherwise
}

// logDelay is how long a line may wait: shorter than anybody who watches a log would notice.
const logDelay = 50 * time.Millisecond

func newLineBuffer(w io.Writer) *lineBuffer { return &lineBuffer{w: bufio.NewWriterSize(w, 32<<10)} }

// Write takes one line.
func (b *lineBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.timer == nil {
		b.timer = time.AfterFunc(logDelay, b.Flush)
	}
	return b.w.Write(line)
}

// Flush writes what waits. A log that cannot be written is nothing a request could mend, so errors end here.
func (b *lineBuffer) Flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
	_ = b.w.Flush()
}

// urgent is a handler over a lineBuffer that lets nothing from warnings upwards wait.
type urgent struct {
	slog.Handler
	lines *lineBuffer
}

func (u urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		u.lines.Flush()
	}
	return err
}

func (u urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return urgent{u.Handler.WithAttrs(attrs), u.lines}
}
func (u urgent) WithGroup(name string) slog.Handler {
	return urgent{u.Handler.WithGroup(name), u.lines}
}
