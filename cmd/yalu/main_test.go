package main

import (
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"yalu/db/pgtest"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

// TestMain makes this test binary the command yalu too: started under that name it is main and nothing else. So the tests
// run the real program as processes of their own, and none can be out of date.
func TestMain(m *testing.M) {
	testscript.Main(world{m}, map[string]func(){"yalu": main})
}

// world is the tests and what they share, which ends with them.
type world struct{ *testing.M }

func (w world) Run() int {
	defer postgres.stop()
	return w.M.Run()
}

// postgres is the one PostgreSQL of all tests, started by the first that needs it.
var postgres sharedPostgres

type sharedPostgres struct {
	once   sync.Once
	server *pgtest.Server
	err    error
}

// database makes an empty database and returns its URL.
func (p *sharedPostgres) database(t *testing.T) string {
	t.Helper()
	p.once.Do(func() { p.server, p.err = pgtest.Start() })
	if p.err != nil {
		t.Fatal(p.err)
	}
	return p.server.Database(t)
}

func (p *sharedPostgres) stop() {
	if p.server != nil {
		_ = p.server.Stop()
	}
}

// course is the pack that comes with the program: the tests look up there which answer is right.
type course struct {
	*knowledge.Knowledge
	*question.Maker
}

var theCourse = sync.OnceValue(func() course {
	fsys, err := packs.Open(packs.Default)
	if err != nil {
		panic(err)
	}
	k, faults := packs.Compile(fsys)
	if len(faults) > 0 {
		panic(faults[0])
	}
	return course{k, question.NewMaker(k)}
})

// ask returns a question in that form, a different one for each n.
func (c course) ask(t *testing.T, form question.Form, n uint64) question.Question {
	t.Helper()
	sample := c.Sample(1, n, form)
	if len(sample) == 0 {
		t.Fatalf("the pack has no question of the form %s", form)
	}
	return sample[0]
}
