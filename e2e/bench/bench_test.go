package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// objectsOf is a tool that prints every service's five objects, from the shell alone.
func objectsOf(services int) tool {
	script := `i=0; while [ $i -lt ` + thousands(services) + ` ]; do
for kind in ServiceAccount Deployment Service HorizontalPodAutoscaler NetworkPolicy; do
printf -- '---\nkind: %s\nspec:\n  kind: Deployment\n' $kind; done; i=$((i+1)); done`
	return tool{
		Name: "shell", Binary: "/bin/sh", Version: []string{"-c", "echo 1.0; echo more"},
		Args: []string{"-c", script}, Files: map[string]writer{"input": text("x")}, Kind: "kind: ",
	}
}

func TestMeasureTimesEveryToolAndReportsItsObjectsAndVersion(t *testing.T) {
	table, err := measure(t.TempDir(), 3, 2, []tool{objectsOf(3), objectsOf(4)}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Results) != 2 {
		t.Fatalf("%d results, want one for each tool", len(table.Results))
	}
	got := table.Results[0]
	if got.Objects != 15 || got.Version != "1.0" {
		t.Errorf("objects %d, version %q; want 15 (the nested kinds are not objects) and the first line", got.Objects, got.Version)
	}
	if got.Min <= 0 || got.Median < got.Min || got.Peak <= 0 {
		t.Errorf("min %v, median %v, peak %d: want all positive and in order", got.Min, got.Median, got.Peak)
	}
	if table.Results[1].Objects != 20 {
		t.Errorf("objects %d of the second tool, want 20", table.Results[1].Objects)
	}
}

func TestMeasureRefusesAnIncompleteOutput(t *testing.T) {
	_, err := measure(t.TempDir(), 3, 1, []tool{objectsOf(2)}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "2 of 3 objects of kind ServiceAccount") {
		t.Errorf("error %v, want one that counts what is missing", err)
	}
}

func TestMeasureShowsWhyAToolFailed(t *testing.T) {
	broken := objectsOf(1)
	broken.Args = []string{"-c", "echo no such chart >&2; exit 3"}
	_, err := measure(t.TempDir(), 1, 1, []tool{broken}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "no such chart") {
		t.Errorf("error %v, want the tool's own words", err)
	}
}

func TestACommandThatWritesNoObjectsHasToSayWhatItFound(t *testing.T) {
	plan := objectsOf(1)
	plan.Before, plan.Args = []string{"-c", "echo 5 objects > ../found"}, []string{"-c", "cat ../found"}
	plan.Says = func(services int) string { return thousands(5*services) + " objects" }
	if _, err := measure(t.TempDir(), 1, 1, []tool{plan}, io.Discard); err != nil {
		t.Error(err)
	}
	if _, err := measure(t.TempDir(), 2, 1, []tool{plan}, io.Discard); err == nil || !strings.Contains(err.Error(), `does not say "10 objects", but 5 objects`) {
		t.Errorf("error %v, want one that shows both", err)
	}
}

func TestEveryToolsWorkloadHasEachServiceOnceAndTheLastCallsNothing(t *testing.T) {
	for _, tool := range append(tools(Options{}), commands(Options{})...) {
		dir := t.TempDir()
		if err := generate(dir, 3, tool.Files); err != nil {
			t.Fatal(err)
		}
		var all bytes.Buffer
		for name := range tool.Files {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			all.Write(data)
		}
		got := all.String()
		for i, image := range []string{"svc-00000:1.0.0", "svc-00001:1.1.0", "svc-00002:1.2.0"} {
			if n := strings.Count(got, image); n != 1 {
				t.Errorf("%s: image of service %d stands %d times, want once", tool.Name, i, n)
			}
		}
		if strings.Contains(got, "svc-00003") {
			t.Errorf("%s: the last service calls one that is not there", tool.Name)
		}
		if calls := strings.Count(got, "microservice.svc-") + strings.Count(got, "http://svc-"); calls != 2 {
			t.Errorf("%s: %d calls, want 2 between 3 services", tool.Name, calls)
		}
	}
}

func TestEveryFunctionHasASourceAndTheFilesOfAFolderAreCounted(t *testing.T) {
	for _, compile := range backendTools(Options{}) {
		compile.Binary, compile.Version, compile.Kind = "/bin/sh", []string{"-c", "echo 1.0"}, "kind: "
		script := "mkdir -p ../compiled/x; touch ../compiled/a.zip; for i in src/*; do test -f $i/index.js || exit 1;"
		for _, kind := range compile.Objects {
			script += " echo 'kind: " + kind + "';"
		}
		compile.Args = []string{"-c", script + " done > ../compiled/x/all.yaml"}
		table, err := measure(t.TempDir(), 3, 2, []tool{compile}, io.Discard)
		if err != nil || table.Results[0].Objects != 3*len(compile.Objects) {
			t.Errorf("%s: %+v %v", compile.Name, table, err)
		}
	}
}

func TestMedianOfAnEvenNumberOfRunsIsBetweenTheMiddleTwo(t *testing.T) {
	var r Result
	r.summarise([]sample{{wall: 8, peak: 1}, {wall: 2, peak: 9}, {wall: 6, peak: 3}, {wall: 4, peak: 2}})
	if r.Min != 2 || r.Median != 5 || r.Peak != 9 {
		t.Errorf("min %d, median %d, peak %d; want 2, 5, 9", r.Min, r.Median, r.Peak)
	}
}

func TestReportShowsRatiosAndWhetherTargetsAreMet(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	report := Report{
		Machine: "2 cores", Date: "2026-01-02", Runs: 5, Missing: []string{"jsonnet"}, Floor: 12e6,
		Tables: []Table{{Services: 1000, Results: []Result{
			{Tool: "espc compile, HCL", Version: "1.0", Objects: 5001, Min: ms(90), Median: ms(100), Peak: 120e6},
			{Tool: "espc compile, CUE", Objects: 5001, Min: ms(390), Median: ms(400), Peak: 80e6},
			{Tool: "helm template", Version: "4", Objects: 5000, Min: ms(340), Median: ms(350), Peak: 94e6},
			{Tool: "cue export, YAML", Objects: 5000, Min: ms(1500), Median: ms(1610), Peak: 289e6},
		}}, {Services: 10000, Results: []Result{{Tool: "espc compile, HCL", Objects: 50001, Min: ms(1100), Median: ms(1150), Peak: 900e6}}}},
		Commands: []Table{{Services: 1000, Results: []Result{{Tool: "espc validate, HCL", Min: ms(40), Median: ms(50), Peak: 60e6}, {Tool: "espc plan, HCL", Min: ms(90), Median: ms(100), Peak: 61e6}}}},
		Backends: &Table{Services: 1000, Results: []Result{{Tool: toKubernetes, Objects: 5006, Median: ms(200), Peak: 70e6}, {Tool: toAWS, Objects: 3006, Median: ms(380), Peak: 80e6}}},
	}
	var b strings.Builder
	if err := report.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2 cores, 2026-01-02, 5 runs each.",
		"| helm template | 5,000 | 340 ms | 350 ms | 94 MB | 3.5× |",
		"| cue export, YAML | 5,000 | 1.50 s | 1.61 s | 289 MB | 16.1× |",
		"| from HCL, faster than helm | 3.5× | at least 3× | met |",
		"| from HCL, faster than cue | 16.1× | at least 10× | met |",
		"| from CUE, faster than cue | 4.0× | at least 2× | met |",
		"| memory from HCL | 120.0 MB | at most 100 MB | missed |",
		"| memory from CUE | 80.0 MB | at most 100 MB | met |",
		"| time of 10,000 services, against 1,000, from HCL | 11.5× | at most 11× | missed |",
		"| espc plan, HCL | – | 90 ms | 100 ms | 61 MB | 2.0× |",
		"## 1,000 functions, to each backend",
		"| espc compile, to AWS | 3,006 | 0 ms | 380 ms | 80 MB | 1.9× |",
		"| time of 1,000 functions to AWS, against Kubernetes | 1.9× | at most 2× | met |",
		"- jsonnet: not installed, not measured",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no line %q in:\n%s", want, b.String())
		}
	}
}

func TestParseRefusesWhatItCannotMeasure(t *testing.T) {
	for _, args := range [][]string{{"-sizes", "0"}, {"-sizes", "ten"}, {"-runs", "0"}, {"-only", "all"}, {"-live", "0"}, {"extra"}, {"-nosuch"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
	if _, err := parse([]string{"-h"}, io.Discard); err != flag.ErrHelp {
		t.Errorf("-h: %v", err)
	}
	o, err := parse([]string{"-sizes", "10, 20"}, io.Discard)
	if err != nil || len(o.Sizes) != 2 || o.Sizes[1] != 20 || !filepath.IsAbs(o.Espc) {
		t.Errorf("%+v, %v", o, err)
	}
}
