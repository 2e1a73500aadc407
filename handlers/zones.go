package handlers

import (
	_ "embed"
	"strings"
	"time"
	_ "time/tzdata" // zones must be the same on every machine, also where none are installed
)

// zoneList has one IANA name per line: tzdata's zone.tab, and UTC.
//
//go:embed zones.txt
var zoneList string

func zoneNames() []string { return strings.Fields(zoneList) }

// location reads an IANA zone name as browsers and learners write it. "Local" would be the server's.
func location(name string) (*time.Location, bool) {
	if name == "" || name == "Local" || len(name) > 64 {
		return time.UTC, false
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC, false
	}
	return zone, true
}
