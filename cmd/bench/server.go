package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a child process that listens on a port of its own.
type server struct {
	cmd   *exec.Cmd
	addr  string
	log   *os.File
	ended chan struct{} // closed when the process is gone
	err   error         // how it ended; to be read once ended is closed
}

// startTimeout is how long a server may take until it says where it listens.
const startTimeout = 20 * time.Second

// announced is where a server says its address, in its log.
var announced = regexp.MustCompile(`address=(\S+)\s`)

// startYalu starts the real binary on a database.
func (b *bench) startYalu(ctx context.Context, database string) (*server, error) {
	return start(ctx, database+".log", b.binary, "serve", "--addr", "127.0.0.1:0", "--db", database, "--pack", b.pack)
}

// start starts a server and waits until it listens. Its log goes to a file, as an operator's would; a pipe would have this
// process work for every line. The process ends with ctx at the latest.
func start(ctx context.Context, logFile, program string, args ...string) (*server, error) {
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_TRUNC|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	s := &server{cmd: exec.CommandContext(ctx, program, args...), log: log, ended: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	go func() {
		s.err = s.cmd.Wait()
		close(s.ended)
	}()
	if err := s.awaitAddress(ctx); err != nil {
		_ = s.kill() // it may have ended by itself
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	return s, nil
}

func (s *server) awaitAddress(ctx context.Context) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(startTimeout)
	for {
		if found := announced.FindSubmatch(s.logged()); found != nil {
			s.addr = string(found[1])
			return nil
		}
		select {
		case <-tick.C:
		case <-s.ended:
			return fmt.Errorf("it ended: %w\n%s", s.err, s.logged())
		case <-deadline:
			return fmt.Errorf("it did not listen within %v\n%s", startTimeout, s.logged())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// logged returns the beginning of what the server said.
func (s *server) logged() []byte {
	b := make([]byte, 4<<10)
	n, _ := s.log.ReadAt(b, 0) // what cannot be read has not been said yet
	return b[:n]
}

// kill ends the process at once (SIGKILL). That it had ended by itself is an error.
func (s *server) kill() error {
	err := s.cmd.Process.Kill()
	<-s.ended
	if errors.Is(err, os.ErrProcessDone) {
		err = fmt.Errorf("the server had ended by itself: %w", s.err)
	}
	return errors.Join(err, s.log.Close())
}

// stop asks the process to end, as an operator would, and kills it when it does not.
func (s *server) stop() error {
	const grace = 15 * time.Second
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // one that has ended shows below
	select {
	case <-s.ended:
		return errors.Join(s.err, s.log.Close())
	case <-time.After(grace):
		return errors.Join(fmt.Errorf("the server did not stop within %v", grace), s.kill())
	}
}

// memory returns a size in KiB from the process's status: VmRSS, what is resident now, or VmHWM, the most that ever was.
func (s *server) memory(field string) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		if value, ok := bytes.CutPrefix(line, []byte(field+":")); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(string(value)), "kB")))
		}
	}
	return 0, fmt.Errorf("no %s in the status of the server", field)
}

// processor returns the processor time the process has used.
func (s *server) processor() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// The name before the last parenthesis may hold spaces; user and system time are the 12th and 13th field behind it.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	const utime, stime = 11, 12
	if len(fields) <= stime {
		return 0, errors.New("the server's processor time cannot be read")
	}
	user, err := strconv.Atoi(fields[utime])
	system, err2 := strconv.Atoi(fields[stime])
	const tick = 10 * time.Millisecond // USER_HZ, which Linux never changes
	return time.Duration(user+system) * tick, errors.Join(err, err2)
}
