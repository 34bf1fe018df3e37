package format

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema/diag"
)

// timezones.txt lists the names of the IANA time zone database, sorted, one a line. They come with the compiler so that
// the answer is the same on every machine.
//
//go:embed timezones.txt
var timezoneText string

var timezones = sync.OnceValue(func() []string { return strings.Fields(timezoneText) })

// Timezone checks the name of a time zone: UTC, Europe/Berlin.
func Timezone(s string) *Problem {
	if _, found := slices.BinarySearch(timezones(), s); found {
		return nil
	}
	fix := "write a name of the IANA database, such as UTC or Europe/Berlin"
	if near := cmp.Or(zoneOfCity(s), nearest.Of(s, slices.Values(timezones()))); near != "" {
		fix = "write " + near
	}
	return bad(diag.UnknownTimezone, Quote(s)+" is no time zone", fix)
}

// zoneOfCity returns the zone whose last part is the text, whatever its case: berlin gives Europe/Berlin.
func zoneOfCity(s string) string {
	for _, zone := range timezones() {
		if i := strings.LastIndexByte(zone, '/'); i >= 0 && strings.EqualFold(zone[i+1:], s) {
			return zone
		}
	}
	return ""
}
