package main

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

// patience is how long anything may take that is expected to happen.
const patience = 20 * time.Second

// process is yalu serve as a process of its own.
type process struct {
	cmd     *exec.Cmd
	URL     string // "http://127.0.0.1:43210"
	exited  chan struct{}
	waitErr error // valid once exited is closed

	mu    sync.Mutex
	lines []string
}

// launch starts yalu serve and waits until it listens. With stop or kill the process ends; it ends with the test process too.
func launch(dir, dsn, addr string, credential *syscall.Credential, args ...string) (*process, error) {
	p := &process{exited: make(chan struct{})}
	program := "yalu"
	if credential != nil { // the folder of the tests' own yalu is closed to others
		program = filepath.Join(dir, program)
		if err := copyProgram(program); err != nil {
			return nil, err
		}
	}
	p.cmd = exec.Command(program, append([]string{"serve", "--log-json", "--log-level=debug"}, args...)...)
	p.cmd.Dir = dir
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"), "YALU_DB=" + dsn, "YALU_ADDR=" + addr}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Credential: credential}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	listens := make(chan string, 1)
	go p.read(stderr, listens)
	select {
	case address := <-listens:
		p.URL = "http://" + address
		return p, nil
	case <-p.exited:
		return nil, fmt.Errorf("yalu serve did not start: %w\n%s", p.waitErr, p.log())
	case <-time.After(patience):
		p.kill()
		return nil, fmt.Errorf("yalu serve does not listen after %v:\n%s", patience, p.log())
	}
}

func copyProgram(to string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	content, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(to, content, 0o755)
}

// read collects the log until the process ends.
func (p *process) read(stderr io.Reader, listens chan<- string) {
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		p.mu.Lock()
		p.lines = append(p.lines, lines.Text())
		p.mu.Unlock()
		var entry struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "serving" {
			listens <- entry.Address
		}
	}
	p.waitErr = p.cmd.Wait()
	close(p.exited)
}

func (p *process) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

// awaitLog waits for a word in the log.
func (p *process) awaitLog(t *testing.T, word string) {
	t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(p.log(), word); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the log never says %q:\n%s", word, p.log())
		}
	}
}

// stop asks the process to end, as an operator does, and returns how it ended.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // fails when it has ended already
	select {
	case <-p.exited:
		return p.waitErr
	case <-time.After(patience):
		p.kill()
		return fmt.Errorf("yalu serve had to be killed %v after SIGTERM", patience)
	}
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// server is yalu serve with its database, which can be stopped and started again.
type server struct {
	*process
	t   *testing.T
	dir string // the process's working folder
	dsn string
}

// serve serves a database until the test ends. An empty dsn is a new SQLite file.
func serve(t *testing.T, dsn string) *server {
	t.Helper()
	s := &server{t: t, dir: t.TempDir(), dsn: dsn}
	if dsn == "" {
		s.dsn = filepath.Join(s.dir, "store", "yalu.db")
	}
	s.start("127.0.0.1:0")
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the server's log ends:\n%s", lastLines(s.log(), 20))
		}
	})
	return s
}

func (s *server) start(addr string) {
	s.t.Helper()
	p, err := launch(s.dir, s.dsn, addr, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.process = p
}

// restart ends the process properly and starts it again under the same address.
func (s *server) restart() {
	s.t.Helper()
	if err := s.stop(); err != nil {
		s.t.Fatalf("the server ended with %v:\n%s", err, s.log())
	}
	s.start(strings.TrimPrefix(s.URL, "http://"))
}

// answers counts the stored answers past the program: all of them, or those to one question.
func (s *server) answers(question string) (n int) {
	s.t.Helper()
	s.row("SELECT count(*) FROM answers WHERE $1 = '' OR question = $1", []any{question}, &n)
	return n
}

// row reads one row of the database past the program.
func (s *server) row(query string, args []any, into ...any) {
	s.t.Helper()
	if err := readRow(s.dsn, query, args, into...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

func readRow(dsn, query string, args []any, into ...any) error {
	driver, source := "sqlite3", "file:"+dsn+"?mode=ro&_busy_timeout=5000"
	if strings.HasPrefix(dsn, "postgres://") {
		driver, source = "pgx", dsn
	}
	other, err := sql.Open(driver, source)
	if err != nil {
		return err
	}
	return errors.Join(other.QueryRow(query, args...).Scan(into...), other.Close())
}

func lastLines(text string, n int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(len(lines)-n, 0):], "\n")
}
