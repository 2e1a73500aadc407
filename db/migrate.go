package db

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"

	"yalu/quizzes"
)

// Migrations are append-only: one that has been released is never edited, a later one mends it. Their text is the same for
// both engines but for the names in braces (see the engines' tokens).
//
//go:embed migrations/*.sql
var migrations embed.FS

// migration is one file of migrations/, numbered from 1 without a gap.
type migration struct {
	version  int
	name     string // of the file
	text     string
	checksum string // SHA-256 of text, hexadecimal
}

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

func loadMigrations(files fs.FS) ([]migration, error) {
	paths, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var all []migration
	for i, p := range paths {
		name := path.Base(p)
		m := migrationName.FindStringSubmatch(name)
		if m == nil {
			return nil, fmt.Errorf("migration %s: its name is not NNNN_name.sql", name)
		}
		version, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, err
		}
		if version != i+1 {
			return nil, fmt.Errorf("migration %s: its number should be %04d", name, i+1)
		}
		text, err := fs.ReadFile(files, p)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		all = append(all, migration{version: version, name: name, text: string(text), checksum: hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// migrate brings the schema up to date, all in one transaction: a failing migration leaves everything as it was.
func (d *DB) migrate(ctx context.Context, files fs.FS) error {
	all, err := loadMigrations(files)
	if err != nil {
		return err
	}
	var applied []migration
	err = d.engine.migrate(ctx, func(ctx context.Context, q querier) error {
		t := &tx{ctx: ctx, q: q, now: d.now()}
		applied = nil
		done, err := checkMigrations(t, all)
		if err != nil {
			return err
		}
		for _, m := range all[done:] {
			if err := applyMigration(t, m, d.engine.tokens().Replace(m.text)); err != nil {
				return fmt.Errorf("migration %s: %w", m.name, err)
			}
			applied = append(applied, m)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range applied {
		d.log.InfoContext(ctx, "database migrated", "migration", m.name)
	}
	return nil
}

// checkMigrations returns how many of all are applied already, and refuses a database they did not make.
func checkMigrations(t *tx, all []migration) (done int, err error) {
	if _, err := t.exec(createMigrations); err != nil {
		return 0, err
	}
	err = t.rows(selectMigrations, nil, func(scan func(...any) error) error {
		var had migration
		if err := scan(&had.version, &had.name, &had.checksum); err != nil {
			return err
		}
		done++
		switch {
		case done > len(all):
			return quizzes.Errorf(quizzes.Conflict, "The database has been migrated by a newer version of this program "+
				"(it has %s, this program knows %d migrations). Start that version, or restore a backup made before.",
				had.name, len(all))
		case had.version != done || had.checksum != all[done-1].checksum:
			return quizzes.Errorf(quizzes.Conflict, "The database was made with a different text of migration %s than this "+
				"program has in %s. A released migration must not change; start the version that made the database.",
				had.name, all[done-1].name)
		}
		return nil
	})
	return done, err
}

func applyMigration(t *tx, m migration, text string) error {
	if _, err := t.exec(text); err != nil {
		return err
	}
	_, err := t.exec(insertMigration, m.version, m.name, m.checksum, t.now.UnixMilli())
	return err
}
