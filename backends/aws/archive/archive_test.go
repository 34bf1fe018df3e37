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

// packed packs files with others beside them, as a function's are with its runtime's adapter.
func packed(own, beside []schema.SourceFile) (archive.Zip, error) {
	var c archive.Compressor
	ownPart, err := c.Compress(own)
	if err != nil {
		return archive.Zip{}, err
	}
	besidePart, err := c.Compress(beside)
	if err != nil {
		return archive.Zip{}, err
	}
	return archive.Pack(ownPart, besidePart)
}

func TestTheSameFilesGiveTheSameBytesInAnyOrder(t *testing.T) {
	files := []schema.SourceFile{
		{Path: "index.js", Data: []byte("exports.handler = 1\n")},
		{Path: "bin/run", Data: []byte("#!/bin/sh\n"), Executable: true},
		{Path: "lib/a.js", Data: bytes.Repeat([]byte("x"), 100_000)},
	}
	beside := []schema.SourceFile{{Path: "espc_lambda/index.mjs", Data: []byte("adapter\n")}, {Path: "espc_lambda/a.js"}}
	first, err := packed(files, beside)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(files)
	slices.Reverse(beside)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, err := packed(files, beside)
	if err != nil || again.Digest != first.Digest || !bytes.Equal(again.Data, first.Data) {
		t.Errorf("%s and %s: %v", first.Digest, again.Digest, err)
	}

	if want := golden; first.Digest != want {
		t.Errorf("the digest is %s, not %s", first.Digest, want)
	}
}

func TestEntriesHaveOneTimeAndTwoModes(t *testing.T) {
	z, err := packed([]schema.SourceFile{{Path: "run", Data: []byte("a"), Executable: true}, {Path: "b.txt", Data: []byte("b")}}, nil)
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

// TestWhatIsPackedIsReadBack covers what is deflated and what is stored, an empty file, and a name outside of ASCII.
func TestWhatIsPackedIsReadBack(t *testing.T) {
	files := map[string][]byte{
		"empty": {}, "short": []byte("a"), "größe.js": bytes.Repeat([]byte("exports.a = 1\n"), 10_000),
		"noise": func() []byte {
			b := make([]byte, 5000)
			for i := range b {
				b[i] = byte(i * i * 7 >> 3)
			}
			return b
		}(),
	}
	var own []schema.SourceFile
	for name, data := range files {
		own = append(own, schema.SourceFile{Path: name, Data: data})
	}
	z, err := packed(own, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(z.Data) > 8000 {
		t.Errorf("the zip has %d bytes", len(z.Data))
	}
	r, err := zip.NewReader(bytes.NewReader(z.Data), int64(len(z.Data)))
	if err != nil || len(r.File) != len(files) {
		t.Fatal(len(r.File), err)
	}
	for _, f := range r.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(content); err != nil || !bytes.Equal(data, files[f.Name]) || f.NonUTF8 {
			t.Errorf("%s has %d bytes: %v", f.Name, len(data), err)
		}
	}
}

func TestAFolderBringsItsOwnFiles(t *testing.T) {
	z, err := packed([]schema.SourceFile{{Path: "a", Data: []byte("own")}}, []schema.SourceFile{{Path: "a", Data: []byte("other")}})
	if err != nil || z.Unpacked != 3 {
		t.Errorf("%d bytes: %v", z.Unpacked, err)
	}
}

func TestPathsThatLeaveTheFolderAreRefused(t *testing.T) {
	for _, path := range []string{"", "/etc/passwd", "../a", "a/../../b", "a//b", `a\b`, "."} {
		if _, err := packed([]schema.SourceFile{{Path: path}}, nil); err == nil {
			t.Errorf("%q is packed", path)
		}
	}
}

// golden was computed with sha256sum: over the five files' lines in order, each "LENGTH PATH EXECUTABLE SHA256".
const golden = "6421fc51314a5a2a631d944ea90d10093e1411105675bcbb9fc4c3ee448443d4"
