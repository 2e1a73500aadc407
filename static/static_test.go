package static

import "testing"

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0, br": false, "deflate": false,
		"gzip;q=oops": false, "xgzip": false, "*": false,
	} {
		if got := AcceptsGzip(header); got != want {
			t.Errorf("Accept-Encoding %q: %v", header, got)
		}
	}
}

func TestLoad(t *testing.T) {
	f, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"yalu.css", "yalu.js", "icon.svg"} {
		if f.URL(name) != again.URL(name) {
			t.Errorf("%s has two names", name)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a file that was never embedded has a URL")
		}
	}()
	f.URL("nothing.css")
}
