package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheReportOfALiveRunHasTheFloorsAndWhetherTargetsAreMet(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	report := Report{Runs: 3, Live: &Live{
		Server: "v1.36.3", Versions: []string{"espc: 1.0"}, Missing: []string{"kapp"},
		Unchanged: Table{Services: 100, Results: []Result{
			{Tool: "LIST", Objects: 501, Min: ms(40), Median: ms(50)}, {Tool: espcPlan, Objects: 501, Min: ms(110), Median: ms(125), Peak: 60e6},
		}},
		Create: Table{Services: 100, Results: []Result{
			{Tool: "applies", Objects: 501, Median: ms(800)}, {Tool: espcApply, Objects: 501, Median: ms(1280), Peak: 70e6},
		}},
		Change:  Table{Services: 100, Results: []Result{{Tool: espcPlan, Objects: 1, Median: ms(140), Peak: 60e6}}},
		Written: []string{"PATCH /apis/apps/v1/namespaces/NAMESPACE/deployments/a"},
		Large:   &Table{Services: 1000, Results: []Result{{Tool: espcPlan, Objects: 5001, Peak: 150e6}, {Tool: espcApply, Objects: 5001, Peak: 198e6}}},
	}}
	var b strings.Builder
	if err := report.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"against Kubernetes v1.36.3:",
		"| LIST | 501 | 40 ms | 50 ms | – | 1.0× |",
		"| espc plan | 501 | 110 ms | 125 ms | 60 MB | 2.5× |",
		"write to: `PATCH /apis/apps/v1/namespaces/NAMESPACE/deployments/a`.",
		"| a plan that finds nothing, against the LISTs | 2.5× | at most 4× | met |",
		"| an apply, against the applies alone | 1.6× | at most 1.5× | missed |",
		"| members written for one changed image | 1.0 | at most 1 | met |",
		"| memory with 5,001 objects | 198.0 MB | at most 250 MB | met |",
		"- espc: 1.0\n",
		"- kapp: not installed, not measured",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no line %q in:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "## Compiling") {
		t.Errorf("a part that was not measured is in the report:\n%s", b.String())
	}
}

func TestTasksTakeTurnsAndWhatSurroundsThemIsNotTimed(t *testing.T) {
	var order []string
	step := func(name string, pause time.Duration) func() error {
		return func() error {
			order = append(order, name)
			time.Sleep(pause)
			return nil
		}
	}
	add := func(name string) task {
		return task{
			name: name, objects: 7, before: step("before "+name, 20*time.Millisecond), after: step("after "+name, 0),
			run: func() (sample, error) {
				order = append(order, name)
				return sample{wall: time.Millisecond, peak: 5}, nil
			},
		}
	}
	b := &bench{progress: io.Discard}
	table, err := b.inTurn("test", 3, 2, []task{add("a"), add("b")})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(order, ", "); got != strings.Repeat("before a, a, after a, before b, b, after b, ", 2)[:len(got)] || len(order) != 12 {
		t.Errorf("order: %s", got)
	}
	if r := table.Results[1]; r.Tool != "b" || r.Objects != 7 || r.Median != time.Millisecond || r.Peak != 5 {
		t.Errorf("%+v", r)
	}
	wrong := errors.New("wrong")
	_, err = b.inTurn("test", 3, 1, []task{{name: "c", run: func() (sample, error) { return sample{wall: 1}, nil }, after: func() error { return wrong }}})
	if !errors.Is(err, wrong) || !strings.Contains(err.Error(), "c") {
		t.Errorf("%v", err)
	}
}

func TestAnEditChangesOneImageInTheTopologyAndInTheObjects(t *testing.T) {
	n := &namespace{folder: t.TempDir(), services: 3}
	if err := generate(n.folder, 3, espcHCL()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(n.all(), []byte("image: registry.example.com/shop/svc-00001:1.1.0\nimage: registry.example.com/shop/svc-00002:1.2.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := n.edit(); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"shop.hcl", "all.yaml"} {
		content, err := os.ReadFile(filepath.Join(n.folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(content); strings.Count(got, "svc-00002:1.2.0-2") != 1 || strings.Contains(got, "-1") || !strings.Contains(got, "svc-00001:1.1.0") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

func TestWorkloadsAreAppliedLast(t *testing.T) {
	n := &namespace{name: "x"}
	for kind, want := range map[string]int{"ServiceAccount": 0, "NetworkPolicy": 0, "Service": 0, "Deployment": 1, "HorizontalPodAutoscaler": 2} {
		o, err := n.object("kind: " + kind + "\nmetadata:\n  name: a\n")
		if err != nil || o.rank() != want || !strings.Contains(o.path, "/namespaces/x/") || !strings.HasSuffix(o.path, "/a") {
			t.Errorf("%s: %+v, rank %d, want %d: %v", kind, o, o.rank(), want, err)
		}
	}
	if _, err := n.object("kind: Widget\nmetadata:\n  name: a\n"); err == nil {
		t.Error("a kind that is no part of the workload is taken")
	}
}
