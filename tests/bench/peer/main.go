// SPDX-License-Identifier: Apache-2.0

// VictoriaMetrics' Prometheus text parser on each file named: prints, per file, the rows and the best
// of so many passes in milliseconds for 20 MB of it, read whole as often as that takes.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/prometheus"
)

const roundBytes = 20_000_000

func main() {
	passes, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, name := range os.Args[2:] {
		text, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		measure(string(text), passes)
	}
}

// Each time a copy of its own, as ours has: what is read comes from memory, not from a cache that the
// copy before has filled.
func measure(text string, passes int) {
	bodies := make([]string, roundBytes/len(text))
	for i := range bodies {
		bodies[i] = string([]byte(text))
	}
	best := time.Hour
	var rows prometheus.Rows
	for i := 0; i < passes; i++ {
		start := time.Now()
		for _, body := range bodies {
			rows.UnmarshalWithErrLogger(body, func(s string) { panic(s) })
		}
		if taken := time.Since(start); taken < best {
			best = taken
		}
	}
	fmt.Printf("%d %.3f\n", len(rows.Rows), best.Seconds()*1e3)
}
