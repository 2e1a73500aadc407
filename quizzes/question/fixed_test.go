package question_test

import (
	"io/fs"
	"testing/fstest"
)

// fixedFS is a folder in which one file reads otherwise.
type fixedFS struct {
	fs.FS
	name, content string
}

func (f fixedFS) Open(name string) (fs.File, error) {
	if name == f.name {
		return fstest.MapFS{name: {Data: []byte(f.content)}}.Open(name)
	}
	return f.FS.Open(name)
}

func (f fixedFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.FS, name) }
