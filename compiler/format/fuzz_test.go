package format_test

import (
	"bytes"
	"testing"

	"espc.dev/compiler/format"
	"espc.dev/schema/diag"
)

// FuzzFormat formats texts of all languages. What is formatted parses, stays as it is when it is formatted again, and what is not
// has a diagnostic. That it says the same is what File checks.
func FuzzFormat(f *testing.F) {
	names := []string{"a.hcl", "a.cue", "a.jsonnet", "a.topology.json", "a.topology.yaml"}
	for _, folder := range folders(f) {
		for name, file := range folder {
			l := format.Language(name)
			for i := range names {
				if l != nil && len(file.Data) < 4<<10 && l == format.Language(names[i]) {
					f.Add(uint8(i), file.Data)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, language uint8, text []byte) {
		name := names[int(language)%len(names)]
		out, ds := format.File(diag.NewFile(name, text))
		if out == nil {
			if len(ds) == 0 {
				t.Error("no text, and nothing says why")
			}
			return
		}
		again, ds := format.File(diag.NewFile(name, out))
		if !bytes.Equal(out, again) {
			t.Errorf("%q is formatted as\n%q\nand that as\n%q %v", text, out, again, ds)
		}
	})
}
