//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"espc.dev/backends/aws/awstest"
	"espc.dev/cmd/espc/internal/cli"
)

// apps writes a topology of n services on files.
func apps(t *testing.T, dir string, n int, tag string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("topology \"app\" {}\n")
	for i := range n {
		fmt.Fprintf(&b, "microservice \"m%d\" {\n  image = \"example.com/m:%s\"\n}\n", i, tag)
	}
	write(t, dir, "app.hcl", b.String())
}

// FAULT 11: the reader of a plan goes away in the middle; the plan file is whole.
func TestAPlanWhoseReaderGoesAwayIsSavedWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	apps(t, dir, 300, "1")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := prepare(t, dir, "", "plan", "--verbose", "--out", "plan.json")
	p.Stdout = w
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	_, _ = r.Read(make([]byte, 10)) // as head does
	r.Close()
	if p.end(t) == 0 {
		t.Error("it ended as if all had been read")
	}
	espc(t, 0, dir, "", "apply", "plan.json", "--dry-run")
	leftovers(t, dir, "app.hcl", "plan.json")
}

// leftovers fails the test where a folder holds anything else than named.
func leftovers(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
	}
	if !slices.Equal(have, want) {
		t.Errorf("%s holds %v, want %v", filepath.Base(dir), have, want)
	}
}

// limited runs espc where no file can get larger than a number of blocks of 512 bytes: the write that gets there fails, as on
// a full disk.
func limited(t *testing.T, dir string, blocks int, args ...string) *process {
	t.Helper()
	p := prepare(t, dir, "", args...)
	p.Cmd = exec.CommandContext(t.Context(), "sh", append([]string{"-c", fmt.Sprintf(`trap '' XFSZ; ulimit -f %d; exec espc "$@"`, blocks), "sh"}, args...)...)
	p.Dir, p.Stdout, p.Stderr, p.Env = dir, &p.out, &p.err, os.Environ()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// FAULT 12.
func TestADiskThatFillsUpWhileAPlanIsWrittenKeepsTheOldOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	apps(t, dir, 20, "1")
	espc(t, 0, dir, "", "plan", "--out", "plan.json")
	before := read(t, filepath.Join(dir, "plan.json"))
	apps(t, dir, 30, "2")
	p := limited(t, dir, 16, "plan", "--out", "plan.json")
	if p.end(t) != 1 || !strings.Contains(p.last(), "plan.json: ") || !strings.HasSuffix(p.last(), "; the plan was not saved") {
		t.Errorf("the last line is %q", p.last())
	}
	if read(t, filepath.Join(dir, "plan.json")) != before {
		t.Error("the old plan was touched")
	}
	leftovers(t, dir, "app.hcl", "plan.json")
}

// FAULT 13.
func TestADiskThatFillsUpWhileAFolderIsWrittenKeepsTheOldOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	apps(t, dir, 2, "1")
	espc(t, 0, dir, "", "compile")
	apps(t, dir, 2, "2")
	write(t, dir, "more.hcl", "microservice \"large\" {\n  image = \"example.com/m:2\"\n  env = { X = { value = \""+strings.Repeat("x", 60_000)+"\" } }\n}\n")
	for _, args := range [][]string{{"compile"}, {"apply", "--auto-approve"}} {
		p := limited(t, dir, 64, args...)
		if p.end(t) != 1 || !strings.HasPrefix(p.last(), "Error: deploy/default/kubernetes: ") {
			t.Errorf("%v: the last line is %q", args, p.last())
		}
		content := read(t, filepath.Join(dir, "deploy/default/kubernetes/microservice-m0.yaml"))
		if !strings.Contains(content, "example.com/m:1") {
			t.Errorf("%v: a part of the folder is new", args)
		}
		leftovers(t, filepath.Join(dir, "deploy/default"), "kubernetes")
	}
}

// readOnly runs espc as somebody who may not write, where the test runs as root, whom nothing stops.
func readOnly(t *testing.T, dir, endpoint string, args ...string) *process {
	t.Helper()
	p := prepare(t, dir, endpoint, args...)
	if os.Getuid() == 0 {
		binary, err := exec.LookPath("espc")
		if err != nil {
			t.Fatal(err)
		}
		open, err := os.MkdirTemp("", "espc-for-all")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(open) })
		content, err := os.ReadFile(binary)
		if err == nil {
			err = os.WriteFile(filepath.Join(open, "espc"), content, 0o755)
		}
		if err != nil || os.Chmod(open, 0o755) != nil {
			t.Fatal(err)
		}
		p.Path = filepath.Join(open, "espc")
		p.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

const both = `topology "shop" {}

queue "orders" {}

microservice "web" {
  image = "example.com/web:1"
}

environment "dev" {
  default = "aws"
  place   = { "microservice.web" = "kubernetes" }

  backend "kubernetes" {}
  backend "aws" {
    stack = "shop-dev"
  }
}
`

// FAULT 14: what can't be written is found out before anybody is asked.
func TestAReadOnlyFolderFailsBeforeAnyCall(t *testing.T) {
	t.Parallel()
	f := awstest.NewFake(t, "", "")
	dir := t.TempDir()
	write(t, dir, "shop.hcl", both)
	for d := dir; d != filepath.Dir(os.TempDir()) && d != "/"; d = filepath.Dir(d) {
		if d != os.TempDir() {
			if err := os.Chmod(d, 0o555); err != nil { // readable, and not to be written
				t.Fatal(err)
			}
		}
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755); _ = os.Chmod(filepath.Dir(dir), 0o755) })
	for want, args := range map[string][]string{
		"Error: deploy/dev/kubernetes: permission denied; nothing was changed": {"apply", "--auto-approve"},
		"Error: plan.json: permission denied; the plan was not saved":          {"plan", "--out", "plan.json"},
	} {
		p := readOnly(t, dir, f.URL, args...)
		if code := p.end(t); code != 1 || p.last() != want {
			t.Errorf("%v: exit %d, the last line is %q, want %q", args, code, p.last(), want)
		}
	}
	for _, call := range []string{"DescribeStacks", "CreateChangeSet", "GetCallerIdentity"} {
		if f.Called(call) > 0 {
			t.Errorf("%s was called", call)
		}
	}
}

// FAULT 15.
func TestALinkInThePlaceOfAnOutputIsRefused(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	apps(t, dir, 1, "1")
	write(t, elsewhere, "plan.json", read(t, filepath.Join(dir, "app.hcl")))
	if err := os.MkdirAll(filepath.Join(dir, "deploy/default"), 0o755); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"deploy/default/kubernetes": elsewhere, "plan.json": filepath.Join(elsewhere, "plan.json")} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	espc(t, 1, dir, "", "compile").says(t, nil, []string{"E0904"})
	espc(t, 1, dir, "", "apply", "--auto-approve").says(t, nil, []string{"E0904"})
	espc(t, 1, dir, "", "plan", "--out", "plan.json")
	leftovers(t, elsewhere, "plan.json")
}

// FAULT 16: of two runs that write the same folder, or the same plan file, one wins whole.
func TestOfTwoRunsAtOnceOneWinsWhole(t *testing.T) {
	t.Parallel()
	dirs := []string{t.TempDir(), t.TempDir()}
	out := t.TempDir()
	for i, dir := range dirs {
		apps(t, dir, 20, fmt.Sprint(i))
	}
	for range 3 {
		var wg sync.WaitGroup
		codes := make([]int, 4)
		for i := range codes {
			args := []string{"compile", "--out", out}
			if i > 1 {
				args = []string{"plan", "--out", filepath.Join(out, "plan.json")}
			}
			p := start(t, dirs[i%2], "", args...)
			wg.Go(func() { codes[i] = p.end(t) })
		}
		wg.Wait()
		if slices.Max(codes) != 0 {
			t.Errorf("exits %v", codes)
		}
		files, err := filepath.Glob(filepath.Join(out, "kubernetes/microservice-*.yaml"))
		if err != nil || len(files) != 20 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		tags := map[bool]int{}
		for _, file := range files {
			tags[strings.Contains(read(t, file), "example.com/m:0")]++
		}
		if len(tags) != 1 {
			t.Errorf("the folder is of both: %v", tags)
		}
		espc(t, 0, out, "", "apply", "plan.json", "--dry-run")
		leftovers(t, out, "kubernetes", "plan.json")
	}
}

// FAULT 16 on a stack: two applies at once make one deployment between them, and what the other one says is true.
func TestOfTwoAppliesAtOnceOneDeploysTheStack(t *testing.T) {
	t.Parallel()
	url := moto(t)
	if url == "" {
		return
	}
	dir := killed(t, "twice")
	if err := makeBucket(url, "twice-artifacts", "eu-west-1"); err != nil {
		t.Fatal(err)
	}
	var runs [2]*process
	for i := range runs {
		runs[i] = start(t, dir, url, "apply", "--auto-approve")
	}
	done := 0
	for _, p := range runs {
		if p.end(t) == 0 {
			done++
		} else if !strings.Contains(p.err.String(), "E1108") && !strings.Contains(p.err.String(), "E1106") {
			t.Errorf("%s", p.err.String())
		}
	}
	if done == 0 {
		t.Error("neither was applied")
	}
	espc(t, 0, dir, url, "plan", "--detailed-exitcode").says(t, []string{"No changes: "}, nil)
}

// FAULTS 17 and 18: whatever happened to a plan file, applying it is an error that says so, and nothing is written.
func TestADamagedPlanFileIsRefusedWhateverHappenedToIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	apps(t, dir, 1, "1")
	espc(t, 0, dir, "", "plan", "--out", "plan.json")
	whole := []byte(read(t, filepath.Join(dir, "plan.json")))
	flipped := func(at int, bit byte) []byte {
		out := bytes.Clone(whole)
		out[at] ^= bit
		return out
	}
	cases := map[string][]byte{
		"empty": nil, "of terraform": []byte(`{"format_version":"1.2","resource_changes":[]}`), "a topology": []byte("topology \"app\" {}\n"),
		"binary": {0, 1, 2, 255}, "null": []byte("null"), "deep": bytes.Repeat([]byte("["), 100_000), "twice": append(bytes.Clone(whole), whole...),
		"another version": bytes.Replace(whole, []byte(`"format_version": "1"`), []byte(`"format_version": "2"`), 1),
	}
	for i := range 40 {
		at := i * (len(whole) - 2) / 40
		cases[fmt.Sprintf("cut at %d", at)] = whole[:at]
		cases[fmt.Sprintf("flipped at %d", at)] = flipped(at, 1<<(i%7))
	}
	for name, content := range cases {
		var same any
		if json.Unmarshal(content, &same) == nil && bytes.Equal(compact(t, content), compact(t, whole)) {
			continue // white space
		}
		write(t, dir, "damaged.json", string(content))
		var out, errs bytes.Buffer
		code := cli.Run(context.Background(), []string{"apply", "damaged.json"}, cli.IO{In: strings.NewReader(""), Out: &out, Err: &errs, Dir: dir})
		said := errs.String()
		if code != 1 || !strings.Contains(said, "E0905") && !strings.Contains(said, "E0906") || out.Len() > 0 {
			t.Errorf("%s: exit %d, %s%s", name, code, out.String(), said)
		}
		if name == "another version" && !strings.Contains(said, "E0906") {
			t.Errorf("%s: %s", name, said)
		}
	}
	leftovers(t, dir, "app.hcl", "damaged.json", "plan.json")
}

func compact(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, content); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
