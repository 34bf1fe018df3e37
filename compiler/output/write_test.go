package output

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"espc.dev/backends"
)

func artifacts(pairs ...string) []backends.Artifact {
	var out []backends.Artifact
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, backends.Artifact{Path: pairs[i], Data: []byte(pairs[i+1])})
	}
	return out
}

func write(t *testing.T, dir string, force bool, pairs ...string) []string {
	t.Helper()
	ds, err := Write(dir, "deploy/dev/kubernetes", artifacts(pairs...), force)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, d := range ds {
		codes = append(codes, d.Code)
	}
	return codes
}

func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.Walk(dir, func(p string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		files[strings.TrimPrefix(filepath.ToSlash(p), filepath.ToSlash(dir)+"/")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := writeFile(filepath.Join(dir, name), []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func TestWriteReplacesWhatItWroteAndKeepsTheRest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kubernetes")
	write(t, dir, false, "a.yaml", "1", "old.yaml", "1", "sub/old.yaml", "1")
	put(t, dir, "notes.txt", "mine")
	put(t, dir, "extra/mine.yaml", "mine")
	if codes := write(t, dir, false, "a.yaml", "2", "new.yaml", "1"); codes != nil {
		t.Fatalf("refused with %v", codes)
	}
	got := content(t, dir)
	delete(got, ManifestName)
	want := map[string]string{"a.yaml": "2", "new.yaml": "1", "notes.txt": "mine", "extra/mine.yaml": "mine"}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s: got %q, want %q", name, got[name], text)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "sub")); !os.IsNotExist(err) {
		t.Error("a folder that held only old files is still there")
	}
}

func TestWriteRefusesAndChangesNothing(t *testing.T) {
	tests := []struct {
		name, file, text string
		code             string
	}{
		{"a foreign file in the way", "b.yaml", "theirs", "E0901"},
		{"a file edited by hand", "a.yaml", "edited", "E0902"},
		{"a damaged manifest", ManifestName, "a.yaml is mine\n", "E0903"},
		{"a manifest that leaves the folder", ManifestName, "# x\n" + strings.Repeat("0", 64) + "  ../../etc/passwd\n", "E0903"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "kubernetes")
			write(t, dir, false, "a.yaml", "1")
			put(t, dir, test.file, test.text)
			before := content(t, dir)
			codes := write(t, dir, false, "a.yaml", "2", "b.yaml", "2")
			if len(codes) != 1 || codes[0] != test.code {
				t.Fatalf("got %v, want %s", codes, test.code)
			}
			after := content(t, dir)
			if len(before) != len(after) || after[test.file] != test.text {
				t.Errorf("something changed: %v", after)
			}
			if codes := write(t, dir, true, "a.yaml", "2", "b.yaml", "2"); codes != nil {
				t.Errorf("--force refused with %v", codes)
			}
			if got := content(t, dir); got["a.yaml"] != "2" || got["b.yaml"] != "2" {
				t.Errorf("--force wrote %v", got)
			}
		})
	}
}

func TestWriteAdoptsAFileThatAlreadyHoldsTheSame(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kubernetes")
	put(t, dir, "a.yaml", "1")
	if codes := write(t, dir, false, "a.yaml", "1"); codes != nil {
		t.Errorf("refused with %v", codes)
	}
}

func TestAFileThatIsTheSameAgainIsNotWrittenAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kubernetes")
	info := func(name string) os.FileInfo {
		t.Helper()
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	write(t, dir, false, "same.yaml", "1", "other.yaml", "1", "private.yaml", "1")
	if err := os.Chmod(filepath.Join(dir, "private.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	same, other := info("same.yaml"), info("other.yaml")
	write(t, dir, false, "same.yaml", "1", "other.yaml", "2", "private.yaml", "1")
	if !os.SameFile(same, info("same.yaml")) || os.SameFile(other, info("other.yaml")) {
		t.Error("what is the same is another file, or what differs is the same")
	}
	if mode := info("private.yaml").Mode().Perm(); mode&0o044 == 0 {
		t.Errorf("a file that not everybody may read stays so: %v", mode)
	}
	// Forced, no file is taken for what the manifest says of it.
	put(t, dir, "same.yaml", "edited")
	write(t, dir, true, "same.yaml", "1")
	if got := content(t, dir); got["same.yaml"] != "1" {
		t.Errorf("%v", got)
	}
}

func TestWriteRefusesALinkInTheFoldersPlace(t *testing.T) {
	root := t.TempDir()
	elsewhere := filepath.Join(root, "elsewhere")
	put(t, elsewhere, "a.yaml", "theirs")
	dir := filepath.Join(root, "kubernetes")
	if err := os.Symlink(elsewhere, dir); err != nil {
		t.Fatal(err)
	}
	if codes := write(t, dir, true, "a.yaml", "1"); len(codes) != 1 || codes[0] != "E0904" {
		t.Errorf("got %v", codes)
	}
	if got := content(t, elsewhere); got["a.yaml"] != "theirs" {
		t.Errorf("wrote through the link: %v", got)
	}
}

func TestOfConcurrentWritersOneWinsWhole(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "kubernetes")
	var wg sync.WaitGroup
	for _, text := range []string{"one", "two", "three", "four"} {
		wg.Go(func() {
			for range 20 {
				if _, err := Write(dir, "d", artifacts("a.yaml", text, "b.yaml", text, "c/d.yaml", text), false); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got := content(t, dir)
	if got["a.yaml"] == "" || got["a.yaml"] != got["b.yaml"] || got["a.yaml"] != got["c/d.yaml"] {
		t.Errorf("a mixture: %v", got)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestSwapUndoesItself(t *testing.T) {
	root := t.TempDir()
	dir, stage := filepath.Join(root, "d"), filepath.Join(root, "stage")
	put(t, dir, "a", "old")
	if err := swap(stage, dir); err == nil {
		t.Fatal("no error without a stage")
	}
	if got := content(t, dir); got["a"] != "old" {
		t.Errorf("the folder is gone: %v", got)
	}
	put(t, stage, "a", "new")
	if err := swap(stage, dir); err != nil {
		t.Fatal(err)
	}
	if got := content(t, dir); got["a"] != "new" {
		t.Errorf("not exchanged: %v", got)
	}
}

func TestCheckListsWhatWriteWouldDo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kubernetes")
	write(t, dir, false, "a.yaml", "1", "gone.yaml", "1", "same.yaml", "1")
	got, err := Check(dir, artifacts("a.yaml", "2", "new.yaml", "1", "same.yaml", "1"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, " ") != "a.yaml gone.yaml new.yaml" {
		t.Errorf("got %v", got)
	}
}

func TestWriteFileKeepsTheOldFileOrRefuses(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "plan.json")
	if err := WriteFile(name, []byte("one")); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.json")
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("two")); err == nil {
		t.Error("wrote through a link")
	}
	if got := content(t, dir); got["plan.json"] != "one" {
		t.Errorf("got %v", got)
	}
}

func TestWriteTreeTakesAnEmptyFolderAndNoOther(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	source := os.DirFS(t.TempDir())
	if err := WriteTree(dir, source); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
	put(t, dir, "mine", "1")
	if err := WriteTree(dir, source); err == nil {
		t.Error("took a folder with something in it")
	}
}
