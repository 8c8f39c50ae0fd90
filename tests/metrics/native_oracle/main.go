// SPDX-License-Identifier: Apache-2.0

// client_golang's native histograms and Go's protobuf, asked over a pipe: an empty request is answered
// with a random body of delimited protobuf, any other is a body that must hold the same as the one
// given last, and is answered with what differs, or with nothing. Each has its length before it (four
// bytes, little-endian).
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"math/rand"
	"os"

	"github.com/golang/protobuf/proto"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

var random = rand.New(rand.NewSource(3))

func observation() float64 {
	value := math.Exp(random.NormFloat64() * 8)
	switch random.Intn(8) {
	case 0:
		return 0
	case 1, 2:
		return -value
	default:
		return value
	}
}

// As an application would have them.
func gathered() []*dto.MetricFamily {
	registry := prometheus.NewRegistry()
	options := prometheus.HistogramOpts{
		Name: "native_seconds", Help: "Native.",
		NativeHistogramBucketFactor: []float64{1.003, 1.1, 1.5, 2, 100, 70000}[random.Intn(6)],
	}
	if random.Intn(2) == 0 {
		options.Buckets = []float64{-1, 0.5, 1, 1000}
	}
	if random.Intn(3) == 0 {
		options.NativeHistogramZeroThreshold = 0.25
	}
	histogram := prometheus.NewHistogramVec(options, []string{"a", "b"})
	registry.MustRegister(histogram)
	for series := random.Intn(4); series >= 0; series-- {
		one := histogram.WithLabelValues(string(rune('a'+series)), "\"x\"\n")
		for i := random.Intn(200); i >= 0; i-- {
			if random.Intn(10) == 0 {
				one.(prometheus.ExemplarObserver).ObserveWithExemplar(
					observation(), prometheus.Labels{"trace": "x"})
			} else {
				one.Observe(observation())
			}
		}
		if random.Intn(8) == 0 {
			one.Observe(math.NaN())
		}
	}
	families, err := registry.Gather()
	if err != nil {
		panic(err)
	}
	return families
}

func side() ([]*dto.BucketSpan, []float64) {
	var spans []*dto.BucketSpan
	var counts []float64
	for i := random.Intn(4); i > 0; i-- {
		length := random.Intn(5)
		spans = append(spans, &dto.BucketSpan{
			Offset: proto.Int32(int32(random.Intn(50))), Length: proto.Uint32(uint32(length))})
		for ; length > 0; length-- {
			counts = append(counts, random.ExpFloat64())
		}
	}
	return spans, counts
}

// With fractions for counts, which client_golang has no client for.
func made() []*dto.MetricFamily {
	kind := dto.MetricType_HISTOGRAM
	if random.Intn(2) == 0 {
		kind = dto.MetricType_GAUGE_HISTOGRAM
	}
	histogram := &dto.Histogram{
		SampleCountFloat: proto.Float64(1 + random.ExpFloat64()),
		SampleSum:        proto.Float64(random.NormFloat64()),
		Schema:           proto.Int32(int32(random.Intn(13) - 4)),
		ZeroThreshold:    proto.Float64(math.SmallestNonzeroFloat64),
		ZeroCountFloat:   proto.Float64(random.ExpFloat64()),
	}
	histogram.PositiveSpan, histogram.PositiveCount = side()
	histogram.NegativeSpan, histogram.NegativeCount = side()
	return []*dto.MetricFamily{{
		Name: proto.String("made"), Type: &kind,
		Metric: []*dto.Metric{{Histogram: histogram, TimestampMs: proto.Int64(-5)}},
	}}
}

func encoded(families []*dto.MetricFamily) []byte {
	var out bytes.Buffer
	encoder := expfmt.NewEncoder(&out, expfmt.FmtProtoDelim)
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			panic(err)
		}
	}
	return out.Bytes()
}

func difference(body []byte, wanted []*dto.MetricFamily) string {
	decoder := expfmt.NewDecoder(bytes.NewReader(body), expfmt.FmtProtoDelim)
	for _, family := range wanted {
		var found dto.MetricFamily
		if err := decoder.Decode(&found); err != nil {
			return err.Error()
		}
		// Not proto.Equal, to which no NaN equals another; numbers are in there to the last bit.
		if wanted, got := family.String(), found.String(); wanted != got {
			return "wanted " + wanted + "\nfound " + got
		}
	}
	if decoder.Decode(&dto.MetricFamily{}) != io.EOF {
		return "more families than wanted"
	}
	return ""
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	var wanted []*dto.MetricFamily
	var length uint32
	for binary.Read(in, binary.LittleEndian, &length) == nil {
		body := make([]byte, length)
		if _, err := io.ReadFull(in, body); err != nil {
			os.Exit(1)
		}
		var answer []byte
		switch {
		case length > 0:
			answer = []byte(difference(body, wanted))
		case random.Intn(3) == 0:
			wanted = made()
			answer = encoded(wanted)
		default:
			wanted = gathered()
			answer = encoded(wanted)
		}
		binary.Write(out, binary.LittleEndian, uint32(len(answer)))
		out.Write(answer)
		out.Flush()
	}
}
