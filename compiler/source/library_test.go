package source_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/compiler/source"
)

func withLibrary(files map[string]string) *source.Folder {
	own, library := fstest.MapFS{}, fstest.MapFS{
		"hook/hcl/hook.hcl":      {Data: []byte("ours"), Mode: 0o444},
		"hook/receiver/index.js": {Data: []byte("code"), Mode: 0o444},
	}
	for name, text := range files {
		own[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return source.New(own).WithLibrary(library)
}

func TestTheLibraryIsReadBesideTheTopologysFolder(t *testing.T) {
	root := withLibrary(map[string]string{"std/hook/hcl/hook.hcl": "theirs"})
	if got := root.Library(); !slices.Equal(got, []string{"hook"}) {
		t.Errorf("the library has %v", got)
	}
	module, err := root.Sub("/std/hook/hcl")
	if err != nil {
		t.Fatal(err)
	}
	names, err := module.Names()
	if err != nil || !slices.Equal(names, []string{"hook.hcl"}) {
		t.Errorf("names %v, %v", names, err)
	}
	file, err := module.Read("hook.hcl")
	if err != nil || string(file.Data) != "ours" || file.Name != "/std/hook/hcl/hook.hcl" || file.Label() != "std/hook/hcl/hook.hcl" {
		t.Errorf("%q in %q, %v", file.Data, file.Name, err)
	}
	code, err := root.ReadTree("/std/hook/hcl/../receiver")
	if err != nil || code.Path != "/std/hook/receiver" || len(code.Files) != 1 || string(code.Files[0].Data) != "code" {
		t.Errorf("%+v, %v", code, err)
	}
	var inputs []string
	for _, f := range root.Inputs() {
		inputs = append(inputs, f.Name)
	}
	if want := []string{"/std/hook/hcl/hook.hcl", "/std/hook/receiver/index.js"}; !slices.Equal(inputs, want) {
		t.Errorf("inputs %v", inputs)
	}
}

func TestAFolderCalledStdIsNotTheLibrary(t *testing.T) {
	root := withLibrary(map[string]string{"std/hook/hcl/hook.hcl": "theirs"})
	file, err := root.Read("./std/hook/hcl/hook.hcl")
	if err != nil || string(file.Data) != "theirs" || file.ComesWithEspc() {
		t.Errorf("%q, %v", file.Data, err)
	}
}

func TestOtherAbsolutePathsAreNoPathsOfTheLibrary(t *testing.T) {
	for _, name := range []string{"/etc/passwd", "/stdin", "/std/../etc/passwd", "/std/hook/../../etc/passwd"} {
		if file, err := withLibrary(nil).Read(name); err == nil || !strings.Contains(err.Error(), "is an absolute path") {
			t.Errorf("%s: %v, %v", name, file, err)
		}
	}
	plain := source.New(fstest.MapFS{})
	if file, err := plain.Read("/std/hook/hcl/hook.hcl"); err == nil {
		t.Errorf("a folder without a library has %v", file)
	}
	if got := plain.Library(); got != nil {
		t.Errorf("a folder without a library has %v", got)
	}
}
