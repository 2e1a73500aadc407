// Package static holds the files that pages load: one style sheet, one script, one icon.
//
// They are served under names that carry a hash of their content, so that a browser may keep them for ever. Nothing here
// depends on the person or on the pack.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed yalu.css yalu.js icon.svg
var files embed.FS

// Prefix is the path under which the files are served.
const Prefix = "/static/"

// Files are the static files under their hashed names, read and compressed once.
type Files struct {
	names  map[string]string // "yalu.css" → "yalu.3f2a….css"
	served map[string]file   // by hashed name
}

type file struct {
	contentType string
	plain       []byte
	zipped      []byte // nil when compression does not pay
}

// Load reads and compresses the embedded files.
func Load() (*Files, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("reading the static files: %w", err)
	}
	f := &Files{names: map[string]string{}, served: map[string]file{}}
	for _, entry := range entries {
		content, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("reading a static file: %w", err)
		}
		hashed := hashedName(entry.Name(), content)
		f.names[entry.Name()] = hashed
		f.served[hashed] = file{contentType: contentType(entry.Name()), plain: content, zipped: compress(content)}
	}
	return f, nil
}

// URL returns the path of a file by its plain name. It panics for a name that was never embedded: that is a mistake in the
// program and shows at start-up, where every URL is made.
func (f *Files) URL(name string) string {
	hashed, ok := f.names[name]
	if !ok {
		panic("static: no file " + name)
	}
	return Prefix + hashed
}

// Serve writes the file of that hashed name and reports whether there is one. An unknown name writes nothing.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, hashed string) bool {
	found, ok := f.served[hashed]
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", found.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := found.plain
	if found.zipped != nil && AcceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = found.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader has gone away; there is nobody to tell
	}
	return true
}

func hashedName(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
}

func contentType(name string) string {
	switch path.Ext(name) { // not the machine's mime table: it differs from machine to machine
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// compress returns nil when the result would not be smaller.
func compress(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(content); err != nil {
		return nil
	}
	if err := w.Close(); err != nil || b.Len() >= len(content) {
		return nil
	}
	return b.Bytes()
}

// AcceptsGzip reads an Accept-Encoding header as far as we need it: gzip is named and not refused by q=0.
func AcceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		q := strings.TrimPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return q == "" || (err == nil && weight > 0)
	}
	return false
}
