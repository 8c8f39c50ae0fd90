// SPDX-License-Identifier: Apache-2.0

// Go's own text parser, writer and linter, asked over a pipe: a request is a length (four bytes,
// little-endian) and a text; the answer is the parser's error, the families as the writer has them
// and promlint's lines, each with its length. "metric not unique" is younger than the packaged
// promlint: it is said here as client_golang v1.20 says it.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"reflect"
	"sort"
	"strings"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

func parse(text []byte) (string, string) {
	var parser expfmt.TextParser
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		return err.Error(), ""
	}
	names := make([]string, 0, len(families))
	for name := range families {
		names = append(names, name)
	}
	sort.Strings(names)
	var out bytes.Buffer
	for _, name := range names {
		if families[name].GetType() == dto.MetricType_GAUGE_HISTOGRAM {
			continue // the writer knows no such type
		}
		if _, err := expfmt.MetricFamilyToText(&out, families[name]); err != nil {
			return "", "writer: " + err.Error()
		}
	}
	return "", out.String()
}

// Of a series there are n lines: n-1 problems.
func repeats(text []byte) string {
	var parser expfmt.TextParser
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		return ""
	}
	var lines []string
	for name, family := range families {
		for i, metric := range family.Metric {
			for _, later := range family.Metric[i+1:] {
				if reflect.DeepEqual(metric.Label, later.Label) {
					lines = append(lines, name+" metric not unique\n")
					break
				}
			}
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}

func lint(text []byte) string {
	problems, err := promlint.New(bytes.NewReader(text)).Lint()
	if err != nil {
		return ""
	}
	var out bytes.Buffer
	for _, problem := range problems {
		out.WriteString(problem.Metric + " " + problem.Text + "\n")
	}
	return out.String()
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	var length uint32
	for binary.Read(in, binary.LittleEndian, &length) == nil {
		text := make([]byte, length)
		if _, err := io.ReadFull(in, text); err != nil {
			os.Exit(1)
		}
		verdict, rendition := parse(text)
		for _, part := range []string{verdict, rendition, lint(text), repeats(text)} {
			binary.Write(out, binary.LittleEndian, uint32(len(part)))
			out.WriteString(part)
		}
		out.Flush()
	}
}
