package resolve

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/schema"
)

func TestALongCycleIsWrittenInOneShortSentence(t *testing.T) {
	path := func(n int) string {
		y := cycle{}
		for i := range n {
			y.at = append(y.at, schema.Address{Kind: schema.KindFunction, Name: fmt.Sprintf("f%d", i+1)})
		}
		return strings.ReplaceAll(y.String(), "function.", "")
	}
	tests := map[int]string{
		1:    "f1 → f1",
		2:    "f1 → f2 → f1",
		12:   "f1 → f2 → f3 → f4 → f5 → f6 → f7 → f8 → f9 → f10 → f11 → f12 → f1",
		13:   "f1 → f2 → f3 → f4 → f5 → … 5 more … → f11 → f12 → f13 → f1",
		1000: "f1 → f2 → f3 → f4 → f5 → … 992 more … → f998 → f999 → f1000 → f1",
	}
	for n, want := range tests {
		if got := path(n); got != want {
			t.Errorf("%d entities: %s; want %s", n, got, want)
		}
	}
}
