package db

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"yalu/quizzes"
)

func TestBackup(t *testing.T) {
	t.Run("WhileWriting", func(t *testing.T) {
		file := newFile(t)
		d := mustOpen(t, file, quiet())
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		acknowledged := make([]int, 8) // by goroutine, in order
		const before = 50              // answers of each goroutine when the backups begin
		for g := range acknowledged {
			acknowledged[g] = before // should it get no further until the backups are done
			for n := range before {
				mustRecord(t, d, answer(learnerOf(1000*g+n), 1000*g+n))
			}
			wg.Go(func() {
				for n := before; n < 1000 && ctx.Err() == nil; n++ {
					if _, err := record(d, answer(learnerOf(1000*g+n), 1000*g+n)); err != nil {
						t.Error(err)
						return
					}
					acknowledged[g] = n + 1
				}
			})
		}
		dir := t.TempDir()
		ways := map[string]func(path string) error{
			"serving":  func(path string) error { return d.Backup(t.Context(), path, false) },
			"separate": func(path string) error { return BackupFile(t.Context(), file, path, false) },
		}
		for name, backup := range ways {
			if err := backup(filepath.Join(dir, name)); err != nil {
				t.Error(err)
			}
		}
		stop()
		wg.Wait()
		for name := range ways {
			copied := mustOpen(t, filepath.Join(dir, name), quiet())
			for g := range acknowledged {
				// One moment of the database: what was there before, then an unbroken beginning of what followed.
				n := 0
				for ; n < 1000; n++ {
					if _, err := copied.Answer(t.Context(), learnerOf(1000*g+n), answer("", 1000*g+n).Question); err != nil {
						break
					}
				}
				if n < before || n > acknowledged[g] {
					t.Errorf("%s: %d answers of goroutine %d; want %d … %d", name, n, g, before, acknowledged[g])
				}
			}
			if err := checkIntegrity(t.Context(), filepath.Join(dir, name)); err != nil {
				t.Error(err)
			}
			checkAnswers(t, filepath.Join(dir, name), map[int]bool{0: true, 1049: true, 7000: true})
		}
	})
	t.Run("Overwriting", func(t *testing.T) {
		file := newFile(t)
		d := mustOpen(t, file, quiet())
		mustRecord(t, d, answer("ann", 1))
		target := filepath.Join(t.TempDir(), "backup.db")
		if err := os.WriteFile(target, []byte("precious"), 0o644); err != nil {
			t.Fatal(err)
		}
		wantCode(t, d.Backup(t.Context(), target, false), quizzes.Conflict)
		if got, err := os.ReadFile(target); err != nil || string(got) != "precious" {
			t.Errorf("it was overwritten: %q, %v", got, err)
		}
		if err := d.Backup(t.Context(), target, true); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v; want it readable by its owner only", info.Mode(), err)
		}
		wantCode(t, d.Backup(t.Context(), file, true), quizzes.Invalid)
		wantCode(t, d.Backup(t.Context(), filepath.Join(target, "below", "x"), false), quizzes.Invalid)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		wantCode(t, d.Backup(ctx, target+"2", false), quizzes.Busy)
		if left, err := os.ReadDir(filepath.Dir(target)); err != nil || len(left) != 1 {
			t.Errorf("left beside the backup: %v, %v", left, err)
		}
	})
	t.Run("NobodyServing", func(t *testing.T) {
		file := newFile(t)
		d := mustOpen(t, file, quiet())
		mustRecord(t, d, answer("ann", 1))
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		was, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(t.TempDir(), "backup.db")
		if err := BackupFile(t.Context(), file, target, false); err != nil {
			t.Fatal(err)
		}
		if is, err := os.ReadFile(file); err != nil || string(is) != string(was) {
			t.Errorf("the backup changed the database, %v", err)
		}
		copied := mustOpen(t, target, quiet())
		if r := mustRecord(t, copied, answer("ann", 1)); !r.Duplicate {
			t.Error("the answer is not in the backup")
		}
	})
	t.Run("NoDatabase", func(t *testing.T) {
		wantCode(t, BackupFile(t.Context(), newFile(t), newFile(t), false), quizzes.NotFound)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		dsn := server.Database(t)
		d := mustOpen(t, dsn, quiet())
		wantCode(t, d.Backup(t.Context(), newFile(t), false), quizzes.Invalid)
		wantCode(t, BackupFile(t.Context(), dsn, newFile(t), false), quizzes.Invalid)
	})
}
