//go:build unix

package db

import (
	"os"
	"syscall"
)

// writable asks the file system, without opening the file, whether this process may write to it.
func writable(path string) error {
	const writeOK = 2 // W_OK of <unistd.h>, which package syscall does not name
	return syscall.Access(path, writeOK)
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
