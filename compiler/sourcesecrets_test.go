package compiler

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/compiler/source"
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
