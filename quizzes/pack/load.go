package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

const (
	maxFile   = 2 << 20 // bytes of one file; the text of a long course is a tenth of it
	maxMarks  = 300_000 // characters of one file that may begin a value: keeps memory in bounds
	maxDepth  = 32      // nested brackets
	maxFaults = 1000    // of one file
)

// files are the files a pack may have and how each is read. All but pack.yaml are lists of records.
var files = []struct {
	name string
	read func(*object)
}{
	{"pack.yaml", (*object).course},
	{"sources.yaml", (*object).source},
	{"people.yaml", (*object).person},
	{"organizations.yaml", (*object).organization},
	{"places.yaml", (*object).place},
	{"terms.yaml", (*object).term},
	{"offices.yaml", (*object).office},
	{"events.yaml", (*object).event},
	{"agreements.yaml", (*object).agreement},
	{"figures.yaml", (*object).figure},
	{"quotations.yaml", (*object).quotation},
	{"propositions.yaml", (*object).proposition},
	{"positions.yaml", (*object).position},
	{"views.yaml", (*object).view},
	{"disputes.yaml", (*object).dispute},
}

// Read loads and checks the pack in fsys. The pack is fit for use only when there are no faults.
func Read(fsys fs.FS) (*Pack, []Fault) {
	p, faults := Load(fsys)
	return p, sortFaults(append(faults, Check(p)...))
}

// Load reads the files of a pack into records, with defaults filled in and statements inheriting from their records, and returns every
// fault of form: YAML, fields, types, dates. The pack is never nil; what could not be read is left out of it.
func Load(fsys fs.FS) (*Pack, []Fault) {
	p := &Pack{lines: make(map[lineOf]int)}
	var faults []Fault
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		p.broken = true
		return p, []Fault{{Pos{File: "."}, "the folder cannot be read: " + err.Error(), "check that it is there and readable"}}
	}
	var known []string
	for _, f := range files {
		known = append(known, f.name)
	}
	present := make(map[string]bool)
	for i, e := range entries {
		if i >= maxFaults {
			faults = append(faults, Fault{Pos{File: "."}, fmt.Sprintf("the folder holds %d files", len(entries)), "keep only the pack in it"})
			break
		}
		name := e.Name()
		switch {
		case !slices.Contains(known, name):
			faults = append(faults, Fault{Pos{File: clip(name)}, "unknown file", didYouMean(name, known, "a pack has only the files of docs/pack-format.md; remove it")})
		case e.IsDir():
			faults = append(faults, Fault{Pos{File: name}, "is a folder", "put a file in its place"})
			p.broken = true
		default:
			present[name] = true
		}
	}
	if !present["pack.yaml"] {
		faults = append(faults, Fault{Pos{File: "pack.yaml"}, "the file is missing", "add it: id, title, language, period, licence, units"})
	}
	// YAML is most of the work, and the files know nothing of each other until they are records.
	readers := make([]*reader, len(files))
	var parsing sync.WaitGroup
	for i, f := range files {
		if present[f.name] {
			readers[i] = &reader{pack: p, file: f.name}
			parsing.Go(func() { readers[i].root = readers[i].parse(fsys) })
		}
	}
	parsing.Wait()
	for i, f := range files {
		r := readers[i]
		if r == nil {
			continue
		}
		p.broken = p.broken || r.broken
		if r.root != nil {
			r.records(r.root, f.read)
		}
		if len(r.faults) > maxFaults {
			more := len(r.faults) - maxFaults
			r.faults = append(sortFaults(r.faults)[:maxFaults], Fault{Pos{File: f.name}, fmt.Sprintf("%d more faults", more), "mend the first ones"})
		}
		faults = append(faults, r.faults...)
	}
	return p, sortFaults(faults)
}

// parse is the file's YAML, read without a look at the pack (files are parsed side by side); nil, with a fault or because the file is empty.
func (r *reader) parse(fsys fs.FS) *yaml.Node {
	b, err := readFile(fsys, r.file)
	switch {
	case err != nil:
		r.unreadable(0, "check that the file is readable", "%v", err)
		return nil
	case len(b) > maxFile:
		r.unreadable(0, "split the pack", "the file is larger than %d bytes", maxFile)
		return nil
	}
	marks := 0
	for _, c := range b {
		if c == '[' || c == '{' || c == ',' || c == ':' || c == '\n' || c == '?' || c == '-' {
			marks++
		}
	}
	if marks > maxMarks {
		r.unreadable(0, "split the pack", "the file has too many values")
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(b), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		r.unreadable(0, "", "%v", err)
		return nil
	}
	var doc, second yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		r.syntax(err)
		return nil
	}
	if err := loader.Load(&second); err == nil {
		r.unreadable(second.Line, "remove the line `---` or `...`", "the file holds more than one document")
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
	}
	n := &doc
	if n.Kind == yaml.DocumentNode {
		if len(n.Content) == 0 {
			return nil
		}
		n = n.Content[0]
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return nil
	}
	return n
}

func (r *reader) unreadable(line int, remedy, format string, args ...any) {
	r.broken = true
	r.fault(line, remedy, format, args...)
}

func (r *reader) syntax(err error) {
	line, text := 0, err.Error()
	if e := (*yaml.LoadError)(nil); errors.As(err, &e) {
		line, text = e.Mark.Line, e.Message
		if e.ContextMsg != "" {
			text = e.ContextMsg + ": " + text
		}
	}
	r.unreadable(line, "look at the indentation, the quotes and the brackets here and in the lines above; quote texts that contain “: ” or “ #”",
		"the file is not valid YAML: %s", strings.TrimSpace(text))
}

func (r *reader) records(root *yaml.Node, read func(*object)) {
	kind := strings.TrimSuffix(r.file, ".yaml")
	if r.file == "pack.yaml" {
		if o := r.object(root, 1, "pack"); o != nil {
			read(o)
			o.close()
		}
		return
	}
	if root.Kind != yaml.SequenceNode {
		r.pack.broken = true
		r.wrongType(root, root.Line, "the file", "a list of records (`- id: …`)")
		return
	}
	r.refuseExtras(root)
	for _, n := range root.Content {
		if o := r.object(n, n.Line, kind); o != nil {
			read(o)
			o.close()
		}
	}
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// Edition names the state of the pack's files: 12 hexadecimal digits that change with any byte of them. Files that are no part of a
// pack do not count; a file that cannot be read counts as absent.
func Edition(fsys fs.FS) string {
	h := sha256.New()
	for _, f := range files {
		b, err := readFile(fsys, f.name)
		if err != nil {
			continue
		}
		h.Write([]byte(f.name))
		h.Write(binary.BigEndian.AppendUint64([]byte{0}, uint64(len(b))))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}
