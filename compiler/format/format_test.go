package format_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"espc.dev/compiler"
	"espc.dev/compiler/format"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
	"espc.dev/stdlib"
)

const root = "../.."

// folders are the folders of topologies that the project has, and those of its tests' archives.
func folders(t testing.TB) map[string]fstest.MapFS {
	t.Helper()
	all := map[string]fstest.MapFS{}
	for _, dir := range []string{"examples", "stdlib", "schema/examples", "compiler", "cmd/espc/testdata"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !d.Type().IsRegular() {
				return err
			}
			name, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			name = filepath.ToSlash(name)
			data, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			if path.Ext(name) == ".txtar" {
				folder := fstest.MapFS{}
				for _, f := range txtar.Parse(data).Files {
					folder[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
				}
				all[name] = folder
				return nil
			}
			in, file := path.Split(name)
			if all[in] == nil {
				all[in] = fstest.MapFS{}
			}
			all[in][file] = &fstest.MapFile{Data: data, Mode: 0o644}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// formatted returns a folder with its files formatted, and how many were and how many could not be.
func formatted(t *testing.T, in string, folder fstest.MapFS) (out fstest.MapFS, done, left int) {
	t.Helper()
	out = fstest.MapFS{}
	for name, f := range folder {
		data := f.Data
		if format.Language(name) != nil {
			file := diag.NewFile(name, data)
			text, ds := format.File(file)
			switch {
			case text != nil:
				done++
				again, _ := format.File(diag.NewFile(name, text))
				if !bytes.Equal(text, again) {
					t.Errorf("%s %s: formatting it again changes it:\n%s\nto\n%s", in, name, text, again)
				}
				data = text
			case len(ds) == 0:
				t.Errorf("%s %s: no text, and nothing says why", in, name)
			case ds[0].Code == diag.NotFormatted.ID:
				left++
				t.Logf("%s %s is left as it is", in, name)
			}
		}
		out[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	return out, done, left
}

// evaluate returns what a folder's files say, without places.
func evaluate(folder fs.FS) []string {
	f := source.New(folder).WithLibrary(stdlib.Modules())
	var docs []string
	for _, l := range compiler.Languages() {
		names, _ := f.Names()
		var files []*diag.File
		for _, name := range names {
			if l.Match(name) {
				file, err := f.Read(name)
				if err == nil {
					files = append(files, file)
				}
			}
		}
		if len(files) == 0 {
			continue
		}
		unit, ds := l.Parse(f, files)
		values, more := unit.Documents(context.Background(), frontend.Vars{})
		for _, v := range values {
			docs = append(docs, l.Name()+" "+string(tree.AppendJSON(nil, v, "")))
		}
		for _, d := range append(ds, more...) {
			docs = append(docs, d.Code) // sentences name places and spellings
		}
	}
	return docs
}

func TestEveryFileSaysTheSameWhenFormattedAndIsFormattedThen(t *testing.T) {
	files, kept := 0, 0
	for in, folder := range folders(t) {
		after, done, left := formatted(t, in, folder)
		files, kept = files+done, kept+left
		if strings.HasPrefix(in, "cmd/espc/testdata/inputs/") { // some of them are bombs, which take their time
			continue
		}
		before, now := evaluate(folder), evaluate(after)
		if strings.Join(before, "\n") != strings.Join(now, "\n") {
			t.Errorf("%s says\n%s\nand formatted\n%s", in, strings.Join(before, "\n"), strings.Join(now, "\n"))
		}
	}
	t.Logf("%d files were formatted, %d left as they are", files, kept)
	if files < 300 {
		t.Errorf("only %d files were formatted", files)
	}
}

func TestWhatComesWithEspcIsFormatted(t *testing.T) {
	for in, folder := range folders(t) {
		if strings.HasPrefix(in, "compiler") || strings.HasPrefix(in, "cmd") {
			continue
		}
		for name, f := range folder {
			if format.Language(name) == nil {
				continue
			}
			if text, ds := format.File(diag.NewFile(name, f.Data)); !bytes.Equal(text, f.Data) {
				t.Errorf("%s%s is not formatted; espc fmt writes\n%s%v", in, name, text, ds)
			}
		}
	}
}
