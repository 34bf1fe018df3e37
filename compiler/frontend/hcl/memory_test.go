package hcl

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// read opens a folder that holds one file, with a memory or none, and returns all that comes of it as text.
func read(t *testing.T, m *source.Memory, text string, at int) (*unit, string) {
	t.Helper()
	folder := source.New(fstest.MapFS{"a.hcl": {Data: []byte(text), ModTime: time.Unix(int64(at), 0), Mode: 0o644}}).Remembering(m)
	file, err := folder.Read("a.hcl")
	if err != nil {
		t.Fatal(err)
	}
	u, ds := Language{}.Parse(folder, []*diag.File{file})
	var b strings.Builder
	for _, d := range ds.Sorted() {
		fmt.Fprintf(&b, "%s %s %s\n", d.Place(), d.Code, d.Summary)
	}
	docs, more := u.Documents(t.Context(), nil)
	for _, d := range more.Sorted() {
		fmt.Fprintf(&b, "%s %s %s\n", d.Place(), d.Code, d.Summary)
	}
	return u.(*unit), b.String() + frontendtest.Trees(docs)
}

func services(n int) string {
	var b strings.Builder
	b.WriteString("\ufefftopology \"shop\" {}\n\nlocals {\n  names = [\"ä\", \"b\"]\n}\n")
	for i := range n {
		fmt.Fprintf(&b, "\nmicroservice \"svc-%d\" {\n  image = \"svc:%d.0\"\n  port  = 80%d\n  env = {\n    NAMES = join(\",\", local.names)\n    TEXT  = <<-EOT\n      some ${1 + 1}\n    EOT\n  }\n}\n", i, i, i%10)
	}
	return b.String()
}

func TestOfAChangedFileOnlyTheChangedPieceIsParsed(t *testing.T) {
	m := source.NewMemory()
	text := services(200)
	before, _ := read(t, m, text, 1)
	after, _ := read(t, m, strings.Replace(text, "svc:100.0", "svc:100.1.2", 1), 2)
	bodies := map[any]bool{}
	for _, it := range before.items {
		bodies[it.block] = true
	}
	anew := 0
	for _, it := range after.items {
		if !bodies[it.block] {
			anew++
		}
	}
	if anew == 0 || anew > 60 {
		t.Errorf("%d of %d blocks are parsed anew", anew, len(after.items))
	}
}

// TestAMemoryChangesNothing edits a file at random, so that it often has errors, and reads it with a memory and without.
func TestAMemoryChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	good := services(60)
	scraps := []string{"", "x", "\"", "{", "}", "\n", "}\n", "# x\n", "é", "${", "microservice \"n\" {\n  image = \"n\"\n}\n", "\r\n"}
	m := source.NewMemory()
	text := good
	for i := range 100 {
		if r.IntN(4) == 0 {
			text = good
		}
		at := r.IntN(len(text))
		for text[at]&0xc0 == 0x80 {
			at--
		}
		end := min(at+r.IntN(3), len(text))
		for end < len(text) && text[end]&0xc0 == 0x80 {
			end++
		}
		text = text[:at] + scraps[r.IntN(len(scraps))] + text[end:]
		_, with := read(t, m, text, i)
		_, without := read(t, nil, text, i)
		if with != without {
			t.Fatalf("after %d changes, with a memory\n%s\nwithout\n%s\nof\n%s", i, with, without, text)
		}
	}
}
