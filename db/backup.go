package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"yalu/quizzes"
)

// BackupFile does what DB.Backup does to the database dsn names without opening it as a DB: nothing is migrated or written, so
// a separate process can back up what a server, perhaps an older one, is serving.
func BackupFile(ctx context.Context, dsn, path string, overwrite bool) error {
	const message = "The backup could not be made."
	if isPostgres(dsn) {
		return errUsePgDump()
	}
	source, err := filepath.Abs(dsn)
	if err != nil {
		return translate(err, message)
	}
	return translate(backupFile(ctx, source, path, overwrite), message)
}

func errUsePgDump() error {
	return quizzes.Errorf(quizzes.Invalid, "A PostgreSQL database is backed up with pg_dump, not by this program.")
}

func (s *sqlite) backup(ctx context.Context, path string, overwrite bool) error {
	return backupFile(ctx, s.path, path, overwrite)
}

// backupFile copies with VACUUM INTO: one read transaction, so the copy is one moment of the database and writers go on
// meanwhile. It writes beside path and gives the name last, for a half-written backup must not look like one.
func backupFile(ctx context.Context, source, path string, overwrite bool) (err error) {
	if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
		return quizzes.Wrap(err, quizzes.NotFound, fmt.Sprintf("There is no database %s.", source))
	}
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	taken := quizzes.Errorf(quizzes.Conflict, "There is a file %s already; it is not overwritten unless you say so.", path)
	if info, err := os.Lstat(path); err == nil {
		if there, err := os.Stat(source); err == nil && os.SameFile(info, there) {
			return quizzes.Errorf(quizzes.Invalid, "The backup %s would replace the database itself.", path)
		}
		if !overwrite {
			return taken
		}
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*.tmp") // 0600: session keys are in it
	if err != nil {
		return quizzes.Wrap(err, quizzes.Invalid, fmt.Sprintf("No file can be made in %s.", dir))
	}
	temp := f.Name()
	defer os.Remove(temp) // nothing to remove once it is renamed
	if err := f.Close(); err != nil {
		return err
	}
	if err := vacuumInto(ctx, source, temp); err != nil {
		return err
	}
	if err := checkIntegrity(ctx, temp); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil { // SQLite leaves this to us
		return err
	}
	// A link, unlike a rename, fails when somebody took the name meanwhile. Some file systems have none.
	switch err := os.Link(temp, path); {
	case err == nil:
	case errors.Is(err, fs.ErrExist) && !overwrite:
		return taken
	default:
		if err := os.Rename(temp, path); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

func vacuumInto(ctx context.Context, source, target string) error {
	db, err := sql.Open("sqlite3", sqliteDSN(source, 5*time.Second, url.Values{"mode": {"ro"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, target)
	return err
}

// checkIntegrity reads a whole copy: a backup that cannot be restored is none.
func checkIntegrity(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite3", sqliteDSN(path, 5*time.Second, url.Values{"mode": {"ro"}, "immutable": {"1"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("the copy is damaged, so the database itself may be: %s", verdict)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
