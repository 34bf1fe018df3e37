package compiler

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// TestASecretIsFoundWhereverItStandsInALargeFile puts a token and a key around the places where a file is cut into pieces.
func TestASecretIsFoundWhereverItStandsInALargeFile(t *testing.T) {
	const topology = "topology \"shop\" {}\nfunction \"f\" {\n  source  = \"./f\"\n  runtime = \"nodejs24\"\n}\n"
	line := strings.Repeat("x", 63) + "\n"
	for what, secret := range map[string]string{
		"an AWS access key": "const key = \"AKIA" + "QWERTYUIOPASDFGH\"\n",
		"a private key":     "-----BEGIN " + "PRIVATE KEY-----\n" + strings.Repeat("QWERTYUIOP", 10) + "\n-----END PRIVATE KEY-----\n",
	} {
		for _, at := range []int{0, pieceSize - pieceOverlap, pieceSize - 128, pieceSize - 64, pieceSize, 2 * pieceSize} {
			before := strings.Repeat(line, at/len(line))
			files := fstest.MapFS{
				"shop.hcl":   {Data: []byte(topology), Mode: 0o644},
				"f/index.js": {Data: []byte(before + secret + strings.Repeat(line, pieceSize/len(line))), Mode: 0o644},
			}
			p, ds := Open(source.New(files))
			if ds.HasErrors() {
				t.Fatal(ds)
			}
			_, ds = p.Compile(t.Context(), "", nil)
			place := fmt.Sprintf("f/index.js:%d:1", strings.Count(before, "\n")+1)
			found := false
			for _, d := range ds {
				found = found || d.Summary == what+" in plain text" && fmt.Sprintf("%s:%d:1", d.Subject.File.Name, d.Subject.File.Pos(int(d.Subject.Start)).Line) == place
			}
			if !found {
				t.Errorf("%s at %s is not found: %v", what, place, ds)
			}
		}
	}
}

// sharing returns a folder of so many functions of one source, which has a file of this content.
func sharing(functions int, content []byte) *source.Folder {
	var b strings.Builder
	b.WriteString("topology \"shop\" {}\n")
	for i := range functions {
		fmt.Fprintf(&b, "function \"f%d\" {\n  source  = \"./src\"\n  runtime = \"nodejs24\"\n}\n", i)
	}
	return source.New(fstest.MapFS{
		"main.hcl":      {Data: []byte(b.String()), Mode: 0o644},
		"src/index.js":  {Data: []byte("exports.handler = () => 'ok';\n"), Mode: 0o644},
		"src/words.txt": {Data: content, Mode: 0o644},
	})
}

// TestASourceOfManyEntitiesIsSearchedOnce has as much text to search for secrets, function by function, as takes minutes.
func TestASourceOfManyEntitiesIsSearchedOnce(t *testing.T) {
	p, ds := Open(sharing(2000, bytes.Repeat([]byte("a word and another\n"), 100_000)))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	start := time.Now()
	if _, ds := p.Compile(context.Background(), "", nil); ds.HasErrors() {
		t.Fatal(ds)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestASecretInASourceOfManyEntitiesIsReportedOnce(t *testing.T) {
	p, ds := Open(sharing(3, []byte("key AKIA"+"ABCDEFGHIJKLMNOP\n")))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	topology, ds := p.Compile(context.Background(), "", nil)
	found := 0
	for _, d := range ds {
		if d.Code == diag.LiteralSecret.ID {
			found++
		}
	}
	if found != 1 || len(topology.Sources) != 0 {
		t.Errorf("it is reported %d times, and %d sources are left: %v", found, len(topology.Sources), ds)
	}
}
