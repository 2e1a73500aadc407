package handlers

import (
	_ "embed"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must be the same on every machine, also where none are installed
)

// zoneList has one IANA name per line: tzdata's zone.tab, and UTC.
//
//go:embed zones.txt
var zoneList string

// zones are the world's time zones, each read from its data once. There are some hundreds.
type zones struct {
	names []string
	read  sync.Map // name → *time.Location; only names that exist, so that nobody can fill it
}

func newZones() *zones { return &zones{names: strings.Fields(zoneList)} }

// location reads an IANA zone name as browsers and learners write it. "Local" would be the server's.
func (z *zones) location(name string) (*time.Location, bool) {
	if name == "" || name == "Local" || len(name) > 64 {
		return time.UTC, false
	}
	if zone, ok := z.read.Load(name); ok {
		return zone.(*time.Location), true
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC, false
	}
	z.read.Store(name, zone)
	return zone, true
}
