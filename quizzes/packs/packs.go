// Package packs holds the packs that come with the program. Each is a folder of YAML files (docs/pack-format.md); no code
// beside this file may know what is in them.
package packs

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"yalu/quizzes"
	"yalu/quizzes/knowledge"
	"yalu/quizzes/pack"
)

//go:embed lips-and-teeth/*.yaml
var embedded embed.FS

// Default is the id of the pack that is served when nobody asks for another.
const Default = "lips-and-teeth"

// Open returns the files of a pack: an embedded one by its id, any other by the path of its folder.
func Open(name string) (fs.FS, error) {
	if sub, err := fs.Sub(embedded, name); err == nil {
		if _, err := fs.Stat(sub, "pack.yaml"); err == nil {
			return sub, nil
		}
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, quizzes.Wrap(err, quizzes.NotFound, fmt.Sprintf("There is no pack %q: neither one that comes with the program (%s) nor a folder of that name.", name, strings.Join(IDs(), ", ")))
	case !info.IsDir():
		return nil, quizzes.Errorf(quizzes.Invalid, "%s is a file; a pack is a folder.", filepath.Clean(name))
	}
	return os.DirFS(name), nil
}

// IDs lists the embedded packs.
func IDs() []string {
	entries, _ := embedded.ReadDir(".") // an embedded folder can always be read
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.Name()
	}
	return ids
}

// Compile reads, checks and compiles a pack. Faults are those of pack.Read; with any, there is no knowledge.
func Compile(fsys fs.FS) (*knowledge.Knowledge, []pack.Fault) {
	p, faults := pack.Read(fsys)
	if len(faults) > 0 {
		return nil, faults
	}
	return knowledge.Compile(p, pack.Edition(fsys)), nil
}
