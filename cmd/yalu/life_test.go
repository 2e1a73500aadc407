package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"yalu/quizzes/question"
)

func TestServe(t *testing.T) {
	t.Parallel()
	s := serve(t, "")
	v := newVisitor(t, s.URL)
	v.get("/healthz").want(http.StatusOK, "ok")
	v.get("/readyz").want(http.StatusOK, "ready")
	for range 3 {
		v.practise(rightly)
	}
	cookie := fmt.Sprint(v.cookies())

	t.Run("RestartKeepsSessionsAndProgress", func(t *testing.T) {
		s.restart()
		v.get("/practice").want(http.StatusOK, "3 answered today")
		v.practise(wrongly)
		v.get("/progress").want(http.StatusOK, "You would recall about")
		if n := s.answers(""); n != 4 {
			t.Errorf("%d answers are stored, not 4", n)
		}
		if cookie == "[]" {
			t.Error("there is no session to keep")
		}
	})
	t.Run("TwoServersShareOneFile", func(t *testing.T) {
		p, err := launch(s.dir, s.dsn, "127.0.0.1:0", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.kill()
		other := *v
		other.base = p.URL
		other.get("/practice").want(http.StatusOK, "4 answered today")
	})
}

// TestShutdown stops the server in the middle of requests: each is finished, and each answer acknowledged is kept.
func TestShutdown(t *testing.T) {
	t.Parallel()
	s := serve(t, "")
	v := newVisitor(t, s.URL)
	q, form := v.get("/practice").question()
	body := fill(q, form, rightly).Encode()

	// A form whose body is still to come when the signal does. "100 Continue" says that it is being waited for.
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "POST /practice HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\nCookie: %s\r\n\r\n",
		strings.TrimPrefix(s.URL, "http://"), len(body), v.cookies()[0])
	replies := bufio.NewReader(conn)
	for _, want := range []string{"HTTP/1.1 100 Continue\r\n", "\r\n"} {
		if line, err := replies.ReadString('\n'); line != want {
			t.Fatalf("%q, %v", line, err)
		}
	}
	fmt.Fprint(conn, body[:len(body)/2])

	ended := make(chan error, 1)
	go func() { ended <- s.stop() }()
	s.awaitLog(t, `"msg":"shutting down"`)
	if _, err := v.send(http.MethodGet, "/healthz", nil); err == nil {
		t.Error("a new request is served while shutting down")
	}
	select {
	case err := <-ended:
		t.Fatalf("the server did not wait for the request: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	if _, err := io.WriteString(conn, body[len(body)/2:]); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(replies)
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 303")) {
		t.Errorf("the request was answered with %q", answer)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	s.awaitLog(t, `"msg":"stopped"`)
	if n := s.answers(q.ID); n != 1 {
		t.Errorf("the answer is stored %d times", n)
	}
}

// TestKilled ends the server without warning while answers arrive: what was acknowledged is there afterwards.
func TestKilled(t *testing.T) {
	t.Parallel()
	s := serve(t, "")
	questions := theCourse().Sample(400, 5, question.Choose)
	const visitors = 8
	var acknowledged [visitors][]string
	var total atomic.Int64
	var wg sync.WaitGroup
	for i := range visitors {
		v := newVisitor(t, s.URL)
		v.get("/practice")
		wg.Go(func() {
			seen := map[string]bool{}
			for _, q := range questions {
				if seen[q.Facts[0]] {
					continue
				}
				seen[q.Facts[0]] = true
				if err := v.answerOnce(q, rightly); err != nil {
					return // the server is gone
				}
				acknowledged[i] = append(acknowledged[i], q.ID)
				total.Add(1)
			}
		})
	}
	for deadline := time.Now().Add(patience); total.Load() < 60 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	s.kill()
	wg.Wait()
	s.start("127.0.0.1:0")
	if s.answers("") < int(total.Load()) || total.Load() < 60 {
		t.Errorf("%d answers were acknowledged, %d are stored", total.Load(), s.answers(""))
	}
	stored := map[string]int{}
	for _, ids := range acknowledged {
		for _, id := range ids {
			stored[id]++
		}
	}
	for id, want := range stored {
		if got := s.answers(id); got < want {
			t.Errorf("%s was acknowledged %d times and is stored %d times", id, want, got)
		}
	}
	var sound string
	if s.row("PRAGMA integrity_check", nil, &sound); sound != "ok" {
		t.Errorf("the file is damaged: %s", sound)
	}
	newVisitor(t, s.URL).practise(rightly)
}

// TestLog reads what an operator would: every line structured, every request with its id, nothing personal.
func TestLog(t *testing.T) {
	t.Parallel()
	s := serve(t, "")
	from := net.IPv4(127, 9, 8, 7)
	v := visitorFrom(t, s.URL, from)
	const typed = "Xanthippe of Nowhere"
	v.get("/practice?secret=" + url.QueryEscape(typed))
	q := theCourse().ask(t, question.Type, 1)
	v.post("/practice", url.Values{"q": {q.ID}, "text": {typed}, "zone": {"Asia/Pyongyang"}}).want(http.StatusSeeOther)
	v.post("/practice", url.Values{"q": {typed}, "text": {typed}})
	v.post("/settings", url.Values{"zone": {typed}}).want(http.StatusUnprocessableEntity)
	v.get("/" + url.PathEscape(typed)).want(http.StatusNotFound)
	last := v.get("/progress").want(http.StatusOK)

	var learner string
	s.row("SELECT id FROM learners", nil, &learner)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, line := range strings.Split(s.log(), "\n") {
		var entry struct{ Time, Level, Msg, ID, Method, Route string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Time == "" || entry.Level == "" || entry.Msg == "" {
			t.Errorf("not a structured line (%v): %s", err, line)
		}
		if entry.Msg == "request" {
			if entry.ID == "" || ids[entry.ID] || entry.Method == "" || entry.Route == "" {
				t.Errorf("a request without an id of its own: %s", line)
			}
			ids[entry.ID] = true
		}
	}
	if len(ids) < 6 || !ids[last.header.Get("X-Request-Id")] {
		t.Errorf("the log holds %d requests, and perhaps not %q", len(ids), last.header.Get("X-Request-Id"))
	}
	for what, secret := range map[string]string{
		"the cookie": v.cookies()[0].Value, "the address": from.String(), "the learner": learner, "what was typed": "Xanthippe",
		"the browser": "Go-http-client", "the time zone": "Pyongyang", "the question": q.ID,
	} {
		if strings.Contains(s.log(), secret) {
			t.Errorf("the log tells %s: %q\n%s", what, secret, s.log())
		}
	}
}

// nobody is Debian's user without rights. Root may write to everything, so a test about rights must be somebody else.
const nobody = 65534

// TestStoreLost takes the store away under a running server: what cannot be kept is never acknowledged.
func TestStoreLost(t *testing.T) {
	t.Parallel()
	t.Run("FolderGone", func(t *testing.T) {
		s := serveAsNobody(t)
		v := newVisitor(t, s.URL)
		v.practise(rightly)
		q, form := v.get("/practice").question()
		if err := os.RemoveAll(filepath.Dir(s.dsn)); err != nil {
			t.Fatal(err)
		}
		v.post("/practice", fill(q, form, rightly)).want(http.StatusServiceUnavailable, "Your answer was not saved", "Try again")
		v.get("/readyz").want(http.StatusServiceUnavailable)
		v.get("/healthz").want(http.StatusOK)
		v.get("/library").want(http.StatusOK)
	})
	t.Run("FileReadOnly", func(t *testing.T) {
		s := serveAsNobody(t)
		v := newVisitor(t, s.URL)
		v.practise(rightly)
		for _, f := range []string{s.dsn, s.dsn + "-wal", s.dsn + "-shm"} {
			if err := os.Chmod(f, 0o444); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(filepath.Dir(s.dsn), 0o555); err != nil {
			t.Fatal(err)
		}
		// Unix lets whoever has a file open go on writing to it. So either answer is honest, if it is true.
		for range 5 {
			q, form := v.get("/practice").question()
			stored := 0
			switch r := v.post("/practice", fill(q, form, rightly)); r.status {
			case http.StatusSeeOther:
				stored = 1
			case http.StatusServiceUnavailable:
				r.want(http.StatusServiceUnavailable, "Your answer was not saved", "Try again")
			default:
				t.Fatalf("status %d: %s", r.status, r.text())
			}
			if n := s.answers(q.ID); n != stored {
				t.Errorf("the answer is stored %d times, %d were acknowledged", n, stored)
			}
		}
	})
	t.Run("StartsOnReadOnlyFile", func(t *testing.T) {
		s := serveAsNobody(t)
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(s.dsn, 0o444); err != nil {
			t.Fatal(err)
		}
		p, err := launch(s.dir, s.dsn, "127.0.0.1:0", credential())
		if err == nil {
			p.kill()
			t.Fatal("the server started on a file that it may not write to")
		}
		if !strings.Contains(err.Error(), "yalu: The database") {
			t.Errorf("it says %v", err)
		}
	})
}

// credential is nobody's for root, and nil, which is oneself, for anybody else.
func credential() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	return &syscall.Credential{Uid: nobody, Gid: nobody}
}

// serveAsNobody serves from a folder of nobody's, which t.TempDir is not: its parents are closed to others.
func serveAsNobody(t *testing.T) *server {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "yalu-nobody-")
	if err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(dir, "store")
	t.Cleanup(func() {
		_ = os.Chmod(store, 0o700)
		_ = os.RemoveAll(dir)
	})
	if err := os.Mkdir(store, 0o700); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		for _, d := range []string{dir, store} {
			if err := os.Chown(d, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := &server{t: t, dir: dir, dsn: filepath.Join(store, "yalu.db")}
	if s.process, err = launch(dir, s.dsn, "127.0.0.1:0", credential()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	return s
}
