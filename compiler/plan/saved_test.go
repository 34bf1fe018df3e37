package plan

import (
	"bytes"
	"strings"
	"testing"
)

func saved(t *testing.T) []byte {
	t.Helper()
	s := &Saved{Dir: ".", Inputs: map[string]string{"a.hcl": "1", "b.hcl": "2"}, Plan: NewDocument("dev"),
		Outputs: []SavedOutput{{Backend: "kubernetes", Target: "files", State: "0", Folder: "deploy/dev/kubernetes", Files: []SavedFile{{Path: "a.yaml", Content: []byte("x: 1\n")}}}}}
	content, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestASavedPlanReadsBack(t *testing.T) {
	s, ds := ParseSaved("plan.json", saved(t))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	if string(s.Outputs[0].Files[0].Content) != "x: 1\n" || s.Plan.Environment != "dev" {
		t.Errorf("got %+v", s)
	}
	if got := s.StaleInputs(map[string]string{"a.hcl": "1", "b.hcl": "2"}); got != nil {
		t.Errorf("stale: %v", got)
	}
	if got := s.StaleInputs(map[string]string{"a.hcl": "9", "c.hcl": ""}); strings.Join(got, " ") != "a.hcl b.hcl c.hcl" {
		t.Errorf("stale: %v", got)
	}
}

func TestADamagedPlanIsRefused(t *testing.T) {
	content := saved(t)
	for n := range content {
		if ds := parse(content[:n]); n < len(content)-1 && ds == "" {
			t.Fatalf("accepted the first %d bytes of %d", n, len(content))
		}
		flipped := bytes.Clone(content)
		flipped[n] ^= 1
		if parse(flipped) == "" && !sameJSON(content, flipped) {
			t.Fatalf("accepted a flipped bit in byte %d: %q", n, content[max(0, n-20):min(len(content), n+20)])
		}
	}
	for _, foreign := range []string{"", "null", "[]", "{}", `{"format_version":"1"}`, "not json"} {
		if got := parse([]byte(foreign)); got != "E0905" {
			t.Errorf("%q: got %q", foreign, got)
		}
	}
	other := strings.Replace(string(content), `"format_version": "1"`, `"format_version": "7"`, 1)
	if got := parse([]byte(other)); got != "E0906" {
		t.Errorf("another version: got %q", got)
	}
}

func parse(content []byte) string {
	_, ds := ParseSaved("plan.json", content)
	if len(ds) == 0 {
		return ""
	}
	return ds[0].Code
}

// sameJSON reports whether two texts differ in white space between tokens alone, which means the same.
func sameJSON(a, b []byte) bool {
	squeeze := func(x []byte) string { return strings.Join(strings.Fields(string(x)), "") }
	return squeeze(a) == squeeze(b)
}

func TestAPlanThatNobodyCouldHaveMadeIsRefused(t *testing.T) {
	bad := map[string]func(*Saved){
		"a change without an action": func(s *Saved) { s.Plan.Changes = []ChangeDocument{{}} },
		"an unknown action":          func(s *Saved) { s.Plan.Changes = []ChangeDocument{{Change: Values{Actions: []string{"explode"}}}} },
		"two actions": func(s *Saved) {
			s.Plan.Changes = []ChangeDocument{{Change: Values{Actions: []string{"create", "create"}}}}
		},
		"a folder outside":                func(s *Saved) { s.Outputs[0].Folder = "../../home" },
		"a file outside":                  func(s *Saved) { s.Outputs[0].Files[0].Path = "../a.yaml" },
		"an absolute path":                func(s *Saved) { s.Outputs[0].Files[0].Path = "/etc/passwd" },
		"a folder for documents outside":  func(s *Saved) { s.Documents = &SavedDocuments{Folder: ".."} },
		"a document's path out of itself": func(s *Saved) { s.Documents = &SavedDocuments{Folder: "a", Files: []SavedFile{{Path: "b/../../c"}}} },
	}
	for name, change := range bad {
		s, ds := ParseSaved("plan.json", saved(t))
		if ds.HasErrors() {
			t.Fatal(ds)
		}
		change(s)
		content, err := s.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if got := parse(content); got != "E0905" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
