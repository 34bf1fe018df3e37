package source

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"espc.dev/schema"
)

// MaxSourceFiles and MaxSource bound a source folder: its files, and their bytes together (what Lambda takes unzipped).
const (
	MaxSourceFiles = 20_000
	MaxSource      = 250 << 20
)

// ReadOne reads a single file as a Source.
func (f *Folder) ReadOne(name string) (*schema.Source, error) {
	file, err := f.Read(name)
	if err != nil {
		return nil, err
	}
	return &schema.Source{Path: file.Name, Files: []schema.SourceFile{{Path: path.Base(file.Name), Data: file.Data}}}, nil
}

// ReadTree reads a folder with all below it as a Source. What no deployment should hold (version control, .env files,
// caches) is left out and listed; what the folder's ignore file names is left out because somebody said so. A link is what it
// leads to, a file or a folder, as long as it stays inside the folder.
func (f *Folder) ReadTree(dir string) (*schema.Source, error) {
	sub, err := f.Sub(dir)
	if err != nil {
		return nil, err
	}
	base := sub.dir
	if !inLibrary(base) { // which has no links
		if base, err = follow(f.fsys, ".", base); err != nil {
			return nil, err
		}
	}
	ignored, err := sub.ignoreFile()
	if err != nil {
		return nil, err
	}
	t := treeReader{folder: &Folder{fsys: f.fsys, dir: ".", cache: f.cache, memory: f.memory}, base: base, ignored: ignored, out: &schema.Source{Path: sub.dir}}
	if err := t.walk(base, "", nil); err != nil {
		return nil, err
	}
	if err := t.read(); err != nil {
		return nil, err
	}
	if len(t.out.Files) == 0 {
		reason := "holds no files"
		if len(t.out.Left) > 0 {
			reason += " but what is left out: " + strings.Join(t.out.Left[:min(len(t.out.Left), 8)], ", ")
		}
		return nil, &Error{Path: dir, Reason: reason, Fix: "put the code into it, or name the folder that holds it"}
	}
	slices.SortFunc(t.out.Files, func(a, b schema.SourceFile) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(t.out.Left)
	return t.out, nil
}

// treeReader reads one folder: it lists all of its files, and reads them once it is known that they are not too much.
type treeReader struct {
	folder  *Folder // the root
	base    string  // the folder's path, without links
	ignored ignoreRules
	out     *schema.Source // its files without what they hold, at first
	places  []string       // of each of the files
	bytes   int64
	folders int
}

// read reads the files that walk listed.
func (t *treeReader) read() error {
	for i, p := range t.places {
		file, err := t.folder.readUpTo(p, MaxSource)
		if err != nil {
			return err
		}
		t.out.Files[i].Data = file.Data
	}
	return nil
}

// walk lists what lies in a folder: dir is where it is, rel how the source calls it, above the folders that it is in.
func (t *treeReader) walk(dir, rel string, above []string) error {
	if t.folders++; t.folders > MaxSourceFiles {
		return t.tooMuch()
	}
	entries, err := fs.ReadDir(t.folder.fsys, dir)
	if err != nil {
		return explain(dir, err)
	}
	above = append(slices.Clip(above), dir)
	for _, e := range entries {
		if err := t.entry(e, path.Join(dir, e.Name()), path.Join(rel, e.Name()), above); err != nil {
			return err
		}
	}
	return nil
}

// entry adds one file or folder.
func (t *treeReader) entry(e fs.DirEntry, p, rel string, above []string) error {
	if leftOut(rel) {
		t.out.Left = append(t.out.Left, rel)
		return nil
	}
	real, info, err := t.meant(p, e)
	if err != nil {
		if t.ignored.match(rel, false) { // a link that leads nowhere harms nobody who leaves it out
			return nil
		}
		return err
	}
	switch {
	case rel == IgnoreName || t.ignored.match(rel, info.IsDir()):
		return nil
	case info.IsDir() && slices.Contains(above, real):
		return &Error{Path: p, Reason: "is a link to a folder that it is in", Fix: fixLink}
	case info.IsDir():
		return t.walk(real, rel, above)
	case strings.Contains(rel, `\`):
		return &Error{Path: p, Reason: "has a backslash in its name, which archives take for a slash", Fix: "rename it, or leave it out by " + IgnoreName}
	}
	return t.file(real, rel, info)
}

// meant returns what an entry is, and where: itself, or what a link leads to.
func (t *treeReader) meant(p string, e fs.DirEntry) (string, fs.FileInfo, error) {
	real := p
	if e.Type()&fs.ModeSymlink != 0 {
		var err error
		if real, err = follow(t.folder.fsys, t.base, p); err != nil {
			return "", nil, err
		}
	}
	info, err := fs.Lstat(t.folder.fsys, real)
	if err != nil {
		return "", nil, explain(p, err)
	}
	return real, info, nil
}

// file lists one file.
func (t *treeReader) file(p, rel string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return &Error{Path: p, Reason: "is not a regular file", Fix: "remove it, or leave it out by " + IgnoreName}
	}
	t.bytes += info.Size()
	if t.bytes > MaxSource || len(t.places) >= MaxSourceFiles {
		return t.tooMuch()
	}
	t.places = append(t.places, p)
	t.out.Files = append(t.out.Files, schema.SourceFile{Path: rel, Executable: info.Mode()&0o100 != 0})
	return nil
}

func (t *treeReader) tooMuch() error {
	return &Error{
		Path: t.out.Path, Reason: fmt.Sprintf("holds more than %d MiB or %d files", MaxSource>>20, MaxSourceFiles),
		Fix: "leave out by " + IgnoreName + " what the code does not need, or build an image and name it by image",
	}
}

// leftOut reports whether a path below a source folder is never part of a deployment.
func leftOut(rel string) bool {
	base := path.Base(rel)
	switch base {
	case ".git", ".hg", ".svn", ".DS_Store", "__pycache__", ".venv", ".pytest_cache":
		return true
	}
	return base == ".env" || strings.HasPrefix(base, ".env.") || strings.HasSuffix(base, ".pyc") ||
		strings.HasSuffix(rel, "node_modules/.cache")
}
