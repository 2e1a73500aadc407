//go:build !unix

package db

import (
	"os"
	"syscall"
)

// writable looks at the file's permission, which is all that can be asked here without opening it.
func writable(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o200 == 0 {
		return syscall.EACCES
	}
	return err
}

// syncDir does nothing: a folder cannot be synced here.
func syncDir(string) error { return nil }
