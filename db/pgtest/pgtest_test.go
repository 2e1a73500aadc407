//go:build linux

package pgtest

import (
	"database/sql"
	"os"
	"testing"
)

func TestServer(t *testing.T) {
	s, err := Start("work_mem=5MB")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("DatabasesAreSeparate", func(t *testing.T) {
		for range 2 {
			db, err := sql.Open("pgx", s.Database(t))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(`CREATE TABLE only_here (id BIGINT)`); err != nil {
				t.Fatal(err)
			}
			var mem string
			if err := db.QueryRow(`SHOW work_mem`).Scan(&mem); err != nil || mem != "5MB" {
				t.Errorf("work_mem = %q, %v; want the setting given to Start", mem, err)
			}
		}
	})
	t.Run("StopLeavesNothing", func(t *testing.T) {
		for range 2 {
			if err := s.Stop(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
			t.Errorf("%s is still there", s.dir)
		}
		if err := s.cmd.Process.Signal(os.Interrupt); err != os.ErrProcessDone {
			t.Errorf("the server still runs: %v", err)
		}
	})
}
