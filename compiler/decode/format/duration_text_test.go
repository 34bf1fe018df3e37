package format

import (
	"testing"
	"time"

	"espc.dev/schema"
)

func TestADurationIsWrittenAsATopologyTakesIt(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                             "0s",
		250 * time.Millisecond:        "250ms",
		30 * time.Second:              "30s",
		10 * time.Second:              "10s",
		2 * time.Minute:               "2m",
		20 * time.Minute:              "20m",
		90 * time.Second:              "1m30s",
		2 * time.Hour:                 "2h",
		10 * time.Hour:                "10h",
		90 * time.Minute:              "1h30m",
		time.Hour + 30*time.Second:    "1h0m30s",
		24 * time.Hour:                "1d",
		99 * 24 * time.Hour:           "99d",
		24*time.Hour + 30*time.Minute: "24h30m",
	} {
		got := schema.DurationText(d)
		if got != want {
			t.Errorf("%s is written as %s, want %s", d, got, want)
		}
		if back, problem := Duration(got); problem != nil || back != d {
			t.Errorf("%s is read back as %s", got, back)
		}
	}
}
