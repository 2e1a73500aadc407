package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// machine says in one line on what was measured, and how busy it was with other things before: a reader of the table must be
// able to tell a slow program from a busy machine.
func machine() string {
	return fmt.Sprintf("Measured on %s: %s, %d cores, %s/%s, %s; load average before: %s.",
		time.Now().UTC().Format("2 January 2006, 15:04 UTC"), processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), load())
}

// processor is the name of the processor, as far as Linux tells it.
func processor() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "a processor of unknown name"
	}
	for line := range bytes.Lines(info) {
		if name, value, ok := strings.Cut(string(line), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "a processor of unknown name"
}

// load is how many processes wanted to run during the last minute.
func load() string {
	average, err := os.ReadFile("/proc/loadavg")
	if fields := strings.Fields(string(average)); err == nil && len(fields) > 0 {
		return fields[0]
	}
	return "unknown"
}
