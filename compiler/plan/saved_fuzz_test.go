package plan

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	"espc.dev/backends/kubernetes"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// FuzzSavedPlan reads a saved plan, first as it is, then with a digest that fits: whatever it says, it is refused with a sentence
// and a fix, or everything that apply does with it before it asks a target goes well, and it is written again as it was.
func FuzzSavedPlan(f *testing.F) {
	for _, seed := range planSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		frontendtest.Quick(t, func() diag.List {
			ds := readPlan(t, content)
			s := &Saved{}
			if json.Unmarshal(content, s) != nil {
				return ds
			}
			again, err := s.Bytes()
			if err != nil {
				t.Fatalf("what was read can't be written: %v", err)
			}
			return append(ds, readPlan(t, again)...)
		})
	})
}

// readPlan reads a plan and does with it what apply does.
func readPlan(t *testing.T, content []byte) diag.List {
	s, ds := ParseSaved("plan.json", content)
	for _, d := range ds {
		frontendtest.CheckDiagnostic(t, d)
	}
	if s == nil {
		if len(ds) == 0 {
			t.Error("refused without a word")
		}
		return ds
	}
	if !IsSaved(content) {
		t.Error("it was read and is no saved plan")
	}
	again, err := s.Bytes()
	if err != nil || !bytes.Equal(again, content) {
		t.Errorf("written again as something else (%v):\n%s", err, again)
	}
	inputs := map[string]*diag.File{}
	for name := range s.Inputs {
		inputs[name] = diag.NewFile(name, []byte("a\nb\n"))
	}
	s.StaleInputs(Inputs([]*diag.File{diag.NewFile("a.hcl", nil)}))
	s.NewFiles([]string{"a.hcl", "z.hcl"})
	for i := range s.Outputs {
		o := &s.Outputs[i]
		for _, b := range []backends.Backend{aws.Backend{}, kubernetes.Backend{}} {
			desired := s.Desired(o, b, inputs)
			Rest(desired.Changes, desired.Changes)
			s.Plan.Continue(o.Backend, desired.Changes)
		}
		s.Plan.Tell(o.Backend, map[string]string{"url": "https://example.com"})
	}
	s.Plan.Drifted()
	return ds
}

// planSeeds are plans of the examples' output from nothing, a part each, and one with a change of each kind.
func planSeeds(f *testing.F) [][]byte {
	f.Helper()
	one := tree.NewMap(tree.F("kind", tree.NewString("Job")), tree.F("spec", tree.NewMap(tree.F("n", &tree.Node{Kind: tree.Number, Text: "1.0e+5"}))))
	two := tree.NewMap(tree.F("kind", tree.NewString("Job")), tree.F("spec", tree.NewMap(tree.F("n", tree.NewInt(2)))))
	all := &Plan{Backend: "kubernetes", Target: "files", Unchanged: 3, Suppressed: []backends.Suppressed{{Address: backends.ObjectAddress{Type: "v1/Service", Name: "a"}, Reason: "a default"}}}
	for _, action := range []backends.Action{backends.Create, backends.Update, backends.Replace, backends.Delete, backends.Adopt, backends.None} {
		all.Changes = append(all.Changes, backends.Change{Action: action, Address: backends.ObjectAddress{Type: "batch/v1/Job", Namespace: "shop", Name: string(action)},
			Before: one, After: two, Replace: []string{"spec.n"}, Reason: "why", Fields: []backends.FieldChange{{Path: "spec.n", Before: one.Get("spec"), After: two.Get("spec"), By: "kubectl"}}})
	}
	saved := []*Saved{{Dir: "..", Inputs: map[string]string{"a.hcl": "1"}, Plan: NewDocument("prod", all), Adopt: true,
		Outputs: []SavedOutput{{Backend: "kubernetes", Target: "cluster", State: "0", Folder: "deploy/prod/kubernetes", Live: map[string]string{"server": "https://example.com"},
			Binding: "x", Revision: 3, Files: []SavedFile{{Path: "job.yaml", Content: tree.AppendYAML(nil, one)}}}},
		Documents: &SavedDocuments{Folder: "deploy/prod/documents", Files: []SavedFile{{Path: "openapi/a.json", Content: []byte("{}\n")}}}}}
	files, err := filepath.Glob("../../golden/*/*/*/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(content) > 4<<10 || len(saved) > 30 {
			continue
		}
		docs, _ := data.Documents(diag.NewFile(name, content))
		p := &Plan{Backend: "kubernetes", Target: "files"}
		for _, o := range (kubernetes.Backend{}).Objects(path.Base(name), docs) {
			p.Changes = append(p.Changes, backends.Change{Action: backends.Create, Address: o.Address, After: o.Tree, File: o.File})
		}
		saved = append(saved, &Saved{Dir: ".", Plan: NewDocument("dev", p), Outputs: []SavedOutput{{Backend: "kubernetes", Target: "files", Folder: "deploy/dev/kubernetes",
			Files: []SavedFile{{Path: path.Base(name), Content: content}}}}})
	}
	var seeds [][]byte
	for _, s := range saved {
		content, err := s.Bytes()
		if err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, content)
	}
	return seeds
}
