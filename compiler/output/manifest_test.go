package output

import (
	"strings"
	"testing"
)

func TestManifestReadsBack(t *testing.T) {
	m := Manifest{"b.yaml": Digest([]byte("b")), "sub/a b.yaml": Digest(nil)}
	got, err := ParseManifest(m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["b.yaml"] != m["b.yaml"] || got["sub/a b.yaml"] != m["sub/a b.yaml"] {
		t.Errorf("got %v", got)
	}
}

func TestManifestRefusesDamage(t *testing.T) {
	good := string(Manifest{"a.yaml": Digest(nil)}.Bytes())
	digest := Digest(nil)
	for name, text := range map[string]string{
		"empty":          "",
		"cut off":        good[:len(good)-3],
		"no heading":     digest + "  a.yaml\n",
		"short digest":   "# x\nabc  a.yaml\n",
		"absolute":       "# x\n" + digest + "  /etc/passwd\n",
		"leaves":         "# x\n" + digest + "  a/../../b\n",
		"the folder":     "# x\n" + digest + "  ..\n",
		"no path":        "# x\n" + digest + "  \n",
		"not normalised": "# x\n" + digest + "  ./a.yaml\n",
	} {
		if m, err := ParseManifest([]byte(text)); err == nil {
			t.Errorf("%s: accepted as %v", name, m)
		} else if !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%s: %v does not name the line", name, err)
		}
	}
}
