package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"yalu/quizzes/edtf"
	"yalu/quizzes/packs"
	"yalu/quizzes/question"
)

// TestScripts runs testdata/script: the command line as a reader of its help would use it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PACK", packs.Default)
			wd, err := os.Getwd()
			env.Setenv("TESTDATA", wd+"/testdata")
			return err
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"serve": scriptServe, "practise": scriptPractise, "taken-port": scriptTakenPort,
			"facts-keep-contract": keepsContract(checkFact), "questions-keep-contract": keepsContract(checkQuestion),
			"count-lines": scriptCountLines, "answers-in": scriptAnswersIn,
		},
	})
}

// scriptServe serves a SQLite file until the script ends, and puts its address into $URL.
func scriptServe(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: serve FILE")
	}
	p, err := launch(ts.Getenv("WORK"), ts.MkAbs(args[0]), "127.0.0.1:0", nil)
	ts.Check(err)
	ts.Defer(p.kill)
	ts.Setenv("URL", p.URL)
}

// scriptPractise answers some questions as one new visitor.
func scriptPractise(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: practise N")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	jar, err := cookiejar.New(nil)
	ts.Check(err)
	v := &visitor{http: &http.Client{Jar: jar, Timeout: patience}, base: ts.Getenv("URL")}
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, err = v.send(http.MethodGet, "/practice", nil) // for the cookie
	ts.Check(err)
	for _, fact := range theCourse().Facts[:n] {
		q, err := theCourse().Generate(fact.ID, theCourse().Maker.Forms(fact.ID)[0], 1)
		ts.Check(err)
		ts.Check(v.answerOnce(q, rightly))
	}
}

// scriptTakenPort takes a port until the script ends, and puts the address into $TAKEN.
func scriptTakenPort(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv("TAKEN", l.Addr().String())
}

// scriptCountLines checks how many lines a file has.
func scriptCountLines(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: count-lines FILE N")
	}
	if n := strings.Count(ts.ReadFile(args[0]), "\n"); strconv.Itoa(n) != args[1] {
		ts.Fatalf("%s has %d lines, not %s", args[0], n, args[1])
	}
}

// scriptAnswersIn opens a SQLite file as any program would, and checks that it is sound and how many answers it holds.
func scriptAnswersIn(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: answers-in FILE N")
	}
	var sound string
	ts.Check(readRow(ts.MkAbs(args[0]), "PRAGMA integrity_check", nil, &sound))
	var n int
	ts.Check(readRow(ts.MkAbs(args[0]), "SELECT count(*) FROM answers", nil, &n))
	if sound != "ok" || strconv.Itoa(n) != args[1] {
		ts.Fatalf("%s: integrity %q, %d answers instead of %s", args[0], sound, n, args[1])
	}
}

// keepsContract checks every line of a file of JSON Lines, and that no id comes twice.
func keepsContract(check func(line map[string]any) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 1 {
			ts.Fatalf("usage: …-keep-contract FILE")
		}
		seen := map[string]bool{}
		for line := range strings.Lines(ts.ReadFile(args[0])) {
			var value map[string]any
			ts.Check(json.Unmarshal([]byte(line), &value))
			err := check(value)
			if id, _ := value["id"].(string); err == nil && (id == "" || seen[id]) {
				err = fmt.Errorf("no id, or one that was there before")
			} else {
				seen[id] = true
			}
			if err != nil {
				ts.Fatalf("%v\n%s", err, line)
			}
		}
		if len(seen) == 0 {
			ts.Fatalf("%s is empty", args[0])
		}
	}
}

// The fields that teachers' scripts count on, and what may stand beside them because some forms cannot be told without.
var (
	factFields     = []string{"id", "kind", "statement", "subject", "property", "value", "date", "importance", "standing", "sources", "forms"}
	questionFields = []string{"id", "fact_ids", "form", "stem", "options", "answers", "accept", "tolerance", "explanation", "sources", "difficulty"}
	formFields     = map[string][]string{"order": {"items"}, "match": {"rows", "choices"}, "choose": {"quote"}, "type": {"quote"}, "recall": {"quote"}, "compare": {"quote"}, "date": {"quote"}}
)

func checkFact(f map[string]any) error {
	if err := onlyFields(f, factFields, nil); err != nil {
		return err
	}
	if s, _ := f["statement"].(string); !strings.HasSuffix(strings.TrimRight(s, `"”’)`), ".") {
		return fmt.Errorf("the statement is no sentence")
	}
	if n, ok := f["importance"].(float64); !ok || n != 1 && n != 2 && n != 3 {
		return fmt.Errorf("importance %v", f["importance"])
	}
	if !slices.Contains([]any{"agreed", "disputed", "interpretation"}, f["standing"]) {
		return fmt.Errorf("standing %v", f["standing"])
	}
	if f["date"] != nil {
		date, _ := f["date"].(string)
		if _, err := edtf.Parse(date); err != nil {
			return fmt.Errorf("date %v: %w", f["date"], err)
		}
	}
	if _, ok := f["forms"].([]any); !ok {
		return fmt.Errorf("forms are no list")
	}
	return checkSources(f)
}

func checkQuestion(q map[string]any) error {
	form, _ := q["form"].(string)
	if !slices.Contains(question.All(), question.Form(form)) {
		return fmt.Errorf("form %q", form)
	}
	if err := onlyFields(q, questionFields, formFields[form]); err != nil {
		return err
	}
	for _, name := range []string{"fact_ids", "answers"} {
		if list, ok := q[name].([]any); !ok || len(list) == 0 {
			return fmt.Errorf("%s is no list, or empty", name)
		}
	}
	if _, ok := q["accept"].([]any); !ok {
		return fmt.Errorf("accept is no list")
	}
	if d, ok := q["difficulty"].(float64); !ok || d < 0 || d > 1 {
		return fmt.Errorf("difficulty %v", q["difficulty"])
	}
	if _, number := q["tolerance"].(float64); number != (form == "number") {
		return fmt.Errorf("tolerance %v", q["tolerance"])
	}
	if err := checkOptions(q, form); err != nil {
		return err
	}
	return checkSources(q)
}

// checkOptions wants exactly one right option, which is the canonical answer, or null.
func checkOptions(q map[string]any, form string) error {
	options, ok := q["options"].([]any)
	if choice := form == "choose" || form == "compare"; choice != ok {
		return fmt.Errorf("options %v", q["options"])
	} else if !choice {
		return nil
	}
	var right []any
	for _, o := range options {
		option, _ := o.(map[string]any)
		if err := onlyFields(option, []string{"text", "correct"}, nil); err != nil {
			return err
		}
		if option["correct"] == true {
			right = append(right, option["text"])
		}
	}
	if answers := q["answers"].([]any); len(right) != 1 || right[0] != answers[0] {
		return fmt.Errorf("right options %q, canonical answer %q", right, answers[0])
	}
	return nil
}

func checkSources(v map[string]any) error {
	sources, _ := v["sources"].([]any)
	if len(sources) == 0 {
		return fmt.Errorf("no sources")
	}
	for _, s := range sources {
		source, _ := s.(map[string]any)
		if err := onlyFields(source, []string{"source", "at"}, nil); err != nil {
			return err
		}
		if source["source"] == "" || source["at"] == "" {
			return fmt.Errorf("a source without name or place: %v", source)
		}
	}
	return nil
}

func onlyFields(value map[string]any, must, may []string) error {
	for _, name := range must {
		if _, ok := value[name]; !ok {
			return fmt.Errorf("the field %q is missing", name)
		}
	}
	for name := range value {
		if !slices.Contains(must, name) && !slices.Contains(may, name) {
			return fmt.Errorf("the field %q is not in the contract", name)
		}
	}
	return nil
}
