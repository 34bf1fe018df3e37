package kubernetes

import (
	"encoding/json"
	"testing"

	"espc.dev/backends/backendtest"
	"espc.dev/schema/tree"
)

func TestHeaderValuesAreNeitherEvaluatedNorReplaced(t *testing.T) {
	for text, want := range map[string]string{
		`plain`:                `"plain"`,
		`process.env.SECRET`:   `"process.env.SECRET"`,
		`"; process.exit(); "`: `"\"; process.exit(); \""`,
		`${HOME}`:              `"\u0024{HOME}"`,
		"a\\$b":                `"a\\\u0024b"`,
		"`${1+1}`":             "\"`\\u0024{1+1}`\"",
	} {
		got := javaScript(text).Text
		if got != want {
			t.Errorf("%q is written %s, want %s", text, got, want)
		}
		var back string
		if err := json.Unmarshal([]byte(got), &back); err != nil || back != text {
			t.Errorf("%s reads as %q: %v", got, back, err)
		}
	}
}

func TestTextsOfAPersonAreNotReplacedInTheConfiguration(t *testing.T) {
	got := expressYAML(tree.NewMap(
		tree.F("issuer", plainText("https://x/${HOME}")),
		tree.F("odd", plainText(`\ufffe \${A} ${B}`)),
		tree.F("template", tree.NewString("cars:${req.ip}"))))
	same(t, "the YAML", got, `
issuer: "https://x/\u0024{HOME}"
odd: "\\ufffe \\\u0024{A} \u0024{B}"
template: cars:${req.ip}
`)
}

func TestRatesHaveWholeMilliseconds(t *testing.T) {
	for text, want := range map[string][2]int64{
		"100/s": {100, 1000}, "10/2m": {10, 120000}, "1/day": {1, 86400000}, "10/1500us": {20, 3}, "1/1ns": {1000000, 1},
	} {
		if requests, window := wholeMilliseconds(backendtest.Rate(t, text)); requests != want[0] || window != want[1] {
			t.Errorf("%s is %d in %d ms", text, requests, window)
		}
	}
}
