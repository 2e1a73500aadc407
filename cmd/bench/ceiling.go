package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"time"

	"github.com/labstack/echo/v4"
	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// ceiling is the least a server can do that keeps an answer and shows a page: Echo, one SELECT, one durable INSERT with group
// commit, one templ page. It knows no questions, grades nothing, schedules nothing, trusts every cookie and compresses nothing.
// Its SQLite is set up as package db's is.
type ceiling struct {
	readers *sql.DB
	writer  *sql.Conn
	queue   chan *insert

	lines     []string // of the page that fills a fragment
	pageLines []string // of a whole page
}

// insert is a row on its way to the disk.
type insert struct {
	statement string
	values    []any
	done      chan error
}

const (
	insertLearner = `INSERT INTO learners (id, zone) VALUES ($1, '')`
	insertAnswer  = `INSERT INTO answers (learner_id, question, response, answered_at) VALUES ($1, $2, $3, $4)`
)

const ceilingSchema = `
	CREATE TABLE learners (id TEXT NOT NULL PRIMARY KEY, zone TEXT NOT NULL) WITHOUT ROWID;
	CREATE TABLE answers (learner_id TEXT NOT NULL, question TEXT NOT NULL, response BLOB NOT NULL, answered_at BIGINT NOT NULL,
		PRIMARY KEY (learner_id, question)) WITHOUT ROWID;`

// serveCeiling is the role of a child: it serves until ctx ends.
func serveCeiling(ctx context.Context, args []string) error {
	f := flag.NewFlagSet(roleCeiling, flag.ContinueOnError)
	database := f.String("db", "", "a new `FILE`")
	pack := f.String("pack", "", "whose sentences fill the pages")
	fragment := f.Int("fragment", 0, "`BYTES` of the page for the script")
	full := f.Int("page", 0, "`BYTES` of a page for the browser")
	if err := f.Parse(args); err != nil {
		return err
	}
	course, err := loadCourse(*pack)
	if err != nil {
		return err
	}
	c, err := openCeiling(ctx, *database)
	if err != nil {
		return err
	}
	if c.lines, err = fill(course, *fragment); err != nil {
		return err
	}
	if c.pageLines, err = fill(course, *full); err != nil {
		return err
	}
	go c.run()
	e := echo.New()
	e.GET("/practice", c.welcome)
	e.POST("/practice", c.take)
	e.GET("/practice/answers/:question", c.show)
	return serve(ctx, e)
}

// serve serves on a free port, says where, and ends with ctx.
func serve(ctx context.Context, h http.Handler) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "serving address=%s\n", listener.Addr())
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}

// fill takes sentences of the course until a page of them is nearly as large as it shall be.
func fill(c *course, size int) ([]string, error) {
	var lines []string
	for i := 0; ; i++ {
		lines = append(lines, c.k.Facts[i%len(c.k.Facts)].Statement)
		var b bytes.Buffer
		if err := page(lines).Render(context.Background(), &b); err != nil {
			return nil, err
		}
		if b.Len() >= size {
			return lines, nil
		}
	}
}

func openCeiling(ctx context.Context, file string) (*ceiling, error) {
	open := func(params url.Values) (*sql.DB, error) {
		params.Set("_busy_timeout", "5000")
		params.Set("_stmt_cache_size", "64")
		u := url.URL{Scheme: "file", Path: file, RawQuery: params.Encode()}
		return sql.Open("sqlite3", u.String())
	}
	writes, err := open(url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_foreign_keys": {"on"}, "_cache_size": {"-32768"}})
	if err != nil {
		return nil, err
	}
	writer, err := writes.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := writer.ExecContext(ctx, ceilingSchema); err != nil {
		return nil, err
	}
	if _, err := writer.ExecContext(ctx, `PRAGMA journal_size_limit = 67108864`); err != nil {
		return nil, err
	}
	readers, err := open(url.Values{"_query_only": {"on"}})
	if err != nil {
		return nil, err
	}
	const conns = 16
	readers.SetMaxOpenConns(conns)
	readers.SetMaxIdleConns(conns)
	return &ceiling{readers: readers, writer: writer, queue: make(chan *insert, 1024)}, nil
}

// run is the writer: it takes what has gathered while the last commit was under way, and tells everybody after the next.
func (c *ceiling) run() {
	const most = 256
	for first := range c.queue {
		runtime.Gosched() // those told of the last commit are about to hand in their next answer
		group := []*insert{first}
		for gathering := true; gathering && len(group) < most; {
			select {
			case next := <-c.queue:
				group = append(group, next)
			default:
				gathering = false
			}
		}
		err := c.commit(group)
		for _, i := range group {
			i.done <- err
		}
	}
}

func (c *ceiling) commit(group []*insert) error {
	ctx := context.Background()
	if _, err := c.writer.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	for _, i := range group {
		if _, err := c.writer.ExecContext(ctx, i.statement, i.values...); err != nil {
			_, undone := c.writer.ExecContext(ctx, `ROLLBACK`)
			return errors.Join(err, undone)
		}
	}
	_, err := c.writer.ExecContext(ctx, `COMMIT`)
	return err
}

// keep returns when the row is on the disk.
func (c *ceiling) keep(statement string, values ...any) error {
	i := &insert{statement: statement, values: values, done: make(chan error, 1)}
	c.queue <- i
	return <-i.done
}

// welcome gives a visitor a cookie and a row.
func (c *ceiling) welcome(e echo.Context) error {
	id := rand.Text()
	if err := c.keep(insertLearner, id); err != nil {
		return err
	}
	e.SetCookie(&http.Cookie{Name: "yalu", Value: id, Path: "/"})
	return e.NoContent(http.StatusOK)
}

// take keeps an answer and shows the page, or sends the browser to it.
func (c *ceiling) take(e echo.Context) error {
	cookie, err := e.Cookie("yalu")
	if err != nil {
		return err
	}
	var zone string
	if err := c.readers.QueryRowContext(e.Request().Context(), `SELECT zone FROM learners WHERE id = $1`, cookie.Value).Scan(&zone); err != nil {
		return err
	}
	question := e.FormValue("q")
	response := []byte(e.FormValue("choice") + e.FormValue("text"))
	if err := c.keep(insertAnswer, cookie.Value, question, response, time.Now().UnixMilli()); err != nil {
		return err
	}
	if e.Request().Header.Get("X-Yalu") == "" {
		return e.Redirect(http.StatusSeeOther, "/practice/answers/"+url.PathEscape(question))
	}
	return draw(e, c.lines)
}

// show shows the page of an answer.
func (c *ceiling) show(e echo.Context) error {
	cookie, err := e.Cookie("yalu")
	if err != nil {
		return err
	}
	var response []byte
	err = c.readers.QueryRowContext(e.Request().Context(), `SELECT response FROM answers WHERE learner_id = $1 AND question = $2`,
		cookie.Value, e.Param("question")).Scan(&response)
	if err != nil {
		return err
	}
	return draw(e, c.pageLines)
}

func draw(e echo.Context, lines []string) error {
	var b bytes.Buffer
	if err := page(lines).Render(e.Request().Context(), &b); err != nil {
		return err
	}
	return e.HTMLBlob(http.StatusOK, b.Bytes())
}
