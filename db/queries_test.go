package db

import (
	"context"
	"database/sql"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var parameter = regexp.MustCompile(`\$(\d+)`)

// queries returns the string constants of queries.go by name.
func queries(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "queries.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			text, err := strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatalf("%s: %v", name.Name, err)
			}
			all[name.Name] = text
		}
		return true
	})
	if len(all) < 15 {
		t.Fatalf("only %d queries found", len(all))
	}
	return all
}

// parameters returns how many parameters a query has, and whether they first appear in order.
func parameters(query string) (n int, ordered bool) {
	for _, m := range parameter.FindAllStringSubmatch(query, -1) {
		i, _ := strconv.Atoi(m[1])
		if i > n+1 {
			return n, false
		}
		n = max(n, i)
	}
	return n, true
}

func TestParametersAppearInOrder(t *testing.T) {
	for name, text := range queries(t) {
		if _, ordered := parameters(text); !ordered {
			t.Errorf("%s: SQLite would number its parameters otherwise:\n%s", name, text)
		}
	}
	for text, want := range map[string]bool{"$1 $2 $1 $3": true, "$2 $1": false, "$1 $3": false, "": true} {
		if _, got := parameters(text); got != want {
			t.Errorf("parameters(%q) = %v", text, got)
		}
	}
}

// TestQueriesLiveInOneFile: elsewhere nothing would check them. The engines' own statements name no table.
func TestQueriesLiveInOneFile(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	statement := regexp.MustCompile(`(?i)\b(insert into|delete from|update \w+ set|select\b.*\bfrom|from (learners|answers|memories|session_keys))\b`)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.Name() == "queries.go" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && statement.MatchString(lit.Value) {
				t.Errorf("%s has a query: %s", f.Name(), lit.Value)
			}
			return true
		})
	}
}

var (
	ofLearner = regexp.MustCompile(`\b(FROM|INTO|UPDATE) (learners|answers|memories)\b`)
	filtered  = regexp.MustCompile(`\blearner_id = \$|\bid = \$\d|\(learner_id, |\(id, `)
)

// TestQueriesUseIndexes asks both planners how they would run every query on a learner's rows.
func TestQueriesUseIndexes(t *testing.T) {
	lite := mustOpen(t, newFile(t), quiet()).engine.(*sqlite)
	pg := mustOpen(t, server.Database(t), quiet()).engine.(*postgres)
	for name, text := range queries(t) {
		if !ofLearner.MatchString(text) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if !filtered.MatchString(text) {
				t.Errorf("not filtered by learner:\n%s", text)
			}
			n, _ := parameters(text)
			plan := planSQLite(t, lite.writer, text, n)
			if strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE FOR ORDER") {
				t.Errorf("SQLite would run\n%s\nas\n%s", text, plan)
			}
			plan = planPostgres(t, pg.db, text, n)
			if strings.Contains(plan, "Seq Scan") || (strings.Contains(plan, "Sort") && strings.Contains(text, "ORDER")) ||
				(strings.HasPrefix(text, "SELECT") && !strings.Contains(plan, "Index Cond: ")) {
				t.Errorf("PostgreSQL would run\n%s\nas\n%s", text, plan)
			}
		})
	}
}

func planSQLite(t *testing.T, conn *sql.Conn, text string, n int) string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, make([]any, n)...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&plan, detail)
	}
	return plan.String()
}

// planPostgres forbids what is only chosen because the tables are empty.
func planPostgres(t *testing.T, db *sql.DB, text string, n int) string {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, s := range []string{"SET enable_seqscan = off", "SET enable_bitmapscan = off", "SET plan_cache_mode = force_generic_plan",
		"PREPARE q AS " + text} {
		if _, err := conn.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	defer conn.ExecContext(context.Background(), "DEALLOCATE q")
	args := strings.TrimSuffix(strings.Repeat("NULL, ", n), ", ")
	rows, err := conn.QueryContext(t.Context(), "EXPLAIN EXECUTE q("+args+")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&plan, line)
	}
	return plan.String()
}
