package jsonnet

import (
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

func TestAFileThatWouldTakeMinutesIsNotFormatted(t *testing.T) {
	large := "{ a: 1,\n" + strings.Repeat(" // ...............................................................\n", 4000) + "}\n"
	out, ds := Language{}.Format(diag.NewFile("a.jsonnet", []byte(large)))
	if out != nil || len(ds) != 1 || ds[0].Code != diag.NotFormatted.ID || !strings.Contains(ds[0].Summary, "256 KiB") {
		t.Errorf("%d bytes, %v", len(out), ds)
	}
}
