// Package handlers speaks HTTP: it reads requests, asks the domain and the store, and hands one typed value to a page.
//
// One file per family of pages. A handler returns its error; errors.go alone turns errors into statuses and pages. Echo's
// types stay inside this room. Nothing here words a question, grades an answer, schedules a fact or writes SQL.
package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"yalu/db"
	"yalu/quizzes/grade"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/memory"
	"yalu/quizzes/question"
	"yalu/static"
)

// Config is what the web needs. Knowledge, Maker, Grader, DB and Keys must be set.
type Config struct {
	Knowledge *knowledge.Knowledge
	Maker     *question.Maker
	Grader    *grade.Grader
	DB        *db.DB
	Keys      []db.Key         // session keys, newest first; see db.DB.Keys
	Log       *slog.Logger     // nil: slog.Default()
	Now       func() time.Time // nil: time.Now
	Secure    bool             // served over HTTPS: cookies are sent over it only, and browsers told to stay with it
	BaseURL   string           // "https://yalu.example" when a proxy hides the public host; may be empty
}

// server is what handlers share. It is made once and never changed, but for the pool.
type server struct {
	knowledge *knowledge.Knowledge
	maker     *question.Maker
	grader    *grade.Grader
	db        *db.DB
	log       *slog.Logger
	now       func() time.Time
	secure    bool

	sessions *sessions.CookieStore
	files    *static.Files
	course   course
	settings memory.Settings
	limits   memory.Limits
	zones    *zones

	buffers  sync.Pool // *bytes.Buffer, for pages
	zippers  sync.Pool // *gzip.Writer, for pages worth it
	desks    sync.Pool // *[]memory.Item, copies of the course's items
	lastPage []byte    // the page for errors of ours, drawn at start-up so that it cannot fail
}

// bodyLimit is the most a form may weigh, in bytes. The longest honest one is under a tenth of it.
const bodyLimit = 64 << 10

// New returns the whole site. Timeouts of connections are the business of the http.Server it is given to.
func New(c Config) (http.Handler, error) {
	if c.Knowledge == nil || c.Maker == nil || c.Grader == nil || c.DB == nil {
		return nil, fmt.Errorf("the web needs knowledge, a maker of questions, a grader and a database")
	}
	store, err := newSessions(c.Keys, c.Secure)
	if err != nil {
		return nil, err
	}
	files, err := static.Load()
	if err != nil {
		return nil, err
	}
	s := &server{
		knowledge: c.Knowledge, maker: c.Maker, grader: c.Grader, db: c.DB, log: c.Log, now: c.Now, secure: c.Secure,
		sessions: store, files: files, course: newCourse(c.Knowledge, c.Maker), settings: memory.DefaultSettings(),
		limits: memory.DefaultLimits(), zones: newZones(),
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.lastPage, err = s.drawLastPage(); err != nil {
		return nil, err
	}
	origins, err := crossOrigin(c.BaseURL)
	if err != nil {
		return nil, err
	}

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect() // no header of a stranger is believed
	e.HTTPErrorHandler = s.showError
	e.Use(nameRequest, s.logAccess, s.recoverPanic, s.setHeaders, limitBody, origins)
	s.routes(e)
	return e, nil
}

// routes lists every page there is.
func (s *server) routes(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }

	get("/", s.showHome)
	get("/about", s.showAbout)

	get("/practice", s.showPractice)
	e.POST("/practice", s.takeAnswer)
	get("/practice/answers/:question", s.showAnswer)

	get("/progress", s.showProgress)
	get("/settings", s.showSettings)
	e.POST("/settings", s.saveSettings)

	get("/library", s.showLibrary)
	get("/units/:id", s.showUnit)
	get("/sources", s.showSources)
	get("/sources/:id", s.showSource)
	for _, shelf := range shelves() {
		get("/"+shelf.path, s.showIndex(shelf))
		get("/"+shelf.path+"/:id", s.showRecord(shelf))
	}

	get("/healthz", s.healthz)
	get("/readyz", s.readyz)
	get(static.Prefix+":name", s.serveStatic)
	get("/favicon.ico", s.serveFavicon)
}
