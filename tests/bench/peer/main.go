// SPDX-License-Identifier: Apache-2.0

// VictoriaMetrics' Prometheus text parser on a file: prints the best of many rounds in milliseconds.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/prometheus"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	body := string(text)
	best := time.Hour
	var rows prometheus.Rows
	for i := 0; i < 20; i++ {
		start := time.Now()
		rows.UnmarshalWithErrLogger(body, func(s string) { panic(s) })
		if taken := time.Since(start); taken < best {
			best = taken
		}
	}
	fmt.Printf("%d %.3f\n", len(rows.Rows), best.Seconds()*1e3)
}
