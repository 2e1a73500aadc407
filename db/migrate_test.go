package db

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"yalu/quizzes"
)

// released returns the embedded migrations as files that can be changed.
func released(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	paths, err := fs.Glob(migrations, "migrations/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		text, err := fs.ReadFile(migrations, p)
		if err != nil {
			t.Fatal(err)
		}
		files[p] = &fstest.MapFile{Data: text}
	}
	return files
}

// later returns the released migrations and one more.
func later(t *testing.T, text string) fstest.MapFS {
	files := released(t)
	files[fmt.Sprintf("migrations/%04d_later.sql", len(files)+1)] = &fstest.MapFile{Data: []byte(text)}
	return files
}

func TestMigrate(t *testing.T) {
	openClose := func(t *testing.T, dsn string, files fs.FS) error {
		t.Helper()
		d, err := open(t.Context(), dsn, quiet(), files)
		if err == nil {
			err = d.Close()
		}
		return err
	}
	onBoth(t, func(t *testing.T, dsn string) {
		d := mustOpen(t, dsn, quiet())
		mustRecord(t, d, answer("ann", 1))
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		t.Run("AgainIsNothing", func(t *testing.T) {
			if err := openClose(t, dsn, migrations); err != nil {
				t.Error(err)
			}
		})
		t.Run("RefusesChanged", func(t *testing.T) {
			files := released(t)
			for p, f := range files {
				if strings.HasPrefix(path.Base(p), "0002") {
					f.Data = append(f.Data, "\n-- a word\n"...)
				}
			}
			err := openClose(t, dsn, files)
			wantCode(t, err, quizzes.Conflict)
			if !strings.Contains(quizzes.MessageOf(err), "0002_session_keys.sql") {
				t.Errorf("the message does not say which: %v", err)
			}
		})
		t.Run("FailingLeavesEverything", func(t *testing.T) {
			err := openClose(t, dsn, later(t, "CREATE TABLE half (id BIGINT); CREATE TABLE learners (id BIGINT);"))
			if err == nil || !strings.Contains(err.Error(), "_later.sql") {
				t.Fatalf("error = %v", err)
			}
			if err := openClose(t, dsn, later(t, "CREATE TABLE half (id BIGINT);")); err != nil {
				t.Errorf("half of a failed migration is left: %v", err)
			}
		})
		t.Run("RefusesNewer", func(t *testing.T) { // than the program: the step before has migrated it
			err := openClose(t, dsn, migrations)
			wantCode(t, err, quizzes.Conflict)
			if m := quizzes.MessageOf(err); !strings.Contains(m, "newer version") || !strings.Contains(m, "_later.sql") {
				t.Errorf("message: %s", m)
			}
		})
		t.Run("KeepsData", func(t *testing.T) {
			d, err := open(t.Context(), dsn, quiet(), later(t, "CREATE TABLE half (id BIGINT);"))
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if r := mustRecord(t, d, answer("ann", 1)); !r.Duplicate {
				t.Error("the answer is gone")
			}
		})
	})
}

func TestLoadMigrations(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"Gap":       {"migrations/0001_a.sql": {}, "migrations/0003_b.sql": {}},
		"Twice":     {"migrations/0001_a.sql": {}, "migrations/0001_b.sql": {}},
		"FromZero":  {"migrations/0000_a.sql": {}},
		"OtherName": {"migrations/first.sql": {}},
	} {
		t.Run("Refuses"+name, func(t *testing.T) {
			if all, err := loadMigrations(files); err == nil {
				t.Errorf("got %v", all)
			}
		})
	}
	all, err := loadMigrations(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		for _, e := range []engine{&sqlite{}, &postgres{}} {
			if left := e.tokens().Replace(m.text); strings.ContainsAny(left, "{}") {
				t.Errorf("%s: %T does not know every name in braces", m.name, e)
			}
		}
	}
}
