package archive_test

import (
	"archive/zip"
	"bytes"
	"io"
	"runtime"
	"slices"
	"testing"

	"espc.dev/backends/aws/archive"
	"espc.dev/schema"
)

func TestTheSameFilesGiveTheSameBytesInAnyOrder(t *testing.T) {
	files := []schema.SourceFile{
		{Path: "index.js", Data: []byte("exports.handler = 1\n")},
		{Path: "bin/run", Data: []byte("#!/bin/sh\n"), Executable: true},
		{Path: "lib/a.js", Data: bytes.Repeat([]byte("x"), 100_000)},
	}
	beside := map[string][]byte{"espc_lambda/index.mjs": []byte("adapter\n"), "espc_lambda/a.js": nil}
	first, err := archive.Pack(&schema.Source{Files: files}, beside)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(files)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, err := archive.Pack(&schema.Source{Files: files}, beside)
	if err != nil || again.Digest != first.Digest || !bytes.Equal(again.Data, first.Data) {
		t.Errorf("%s and %s: %v", first.Digest, again.Digest, err)
	}

	if want := golden; first.Digest != want {
		t.Errorf("the digest is %s, not %s", first.Digest, want)
	}
}

func TestEntriesHaveOneTimeAndTwoModes(t *testing.T) {
	z, err := archive.Pack(&schema.Source{Files: []schema.SourceFile{{Path: "run", Data: []byte("a"), Executable: true}, {Path: "b.txt", Data: []byte("b")}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(z.Data), int64(len(z.Data)))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		name, mode, data string
	}{{"b.txt", "-rw-r--r--", "b"}, {"run", "-rwxr-xr-x", "a"}}
	for i, f := range r.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(content)
		if f.Name != want[i].name || f.Mode().String() != want[i].mode || string(data) != want[i].data || f.Modified.Year() != 1980 {
			t.Errorf("%s %s %q %s", f.Name, f.Mode(), data, f.Modified)
		}
	}
	if z.Unpacked != 2 {
		t.Errorf("%d bytes unpacked", z.Unpacked)
	}
}

func TestAFolderBringsItsOwnFiles(t *testing.T) {
	z, err := archive.Pack(&schema.Source{Files: []schema.SourceFile{{Path: "a", Data: []byte("own")}}}, map[string][]byte{"a": []byte("other")})
	if err != nil || z.Unpacked != 3 {
		t.Errorf("%d bytes: %v", z.Unpacked, err)
	}
}

func TestPathsThatLeaveTheFolderAreRefused(t *testing.T) {
	for _, path := range []string{"", "/etc/passwd", "../a", "a/../../b", "a//b", `a\b`, "."} {
		if _, err := archive.Pack(&schema.Source{Files: []schema.SourceFile{{Path: path}}}, nil); err == nil {
			t.Errorf("%q is packed", path)
		}
	}
}

// golden was computed by hand: a SHA-256 over the five files in order, each after its line "LENGTH PATH EXECUTABLE SIZE".
const golden = "6e89a10f728dfc04072572b9dfcf2cabc217e92995a6ef767de4505615f35150"
