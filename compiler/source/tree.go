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
// caches) is left out and listed.
func (f *Folder) ReadTree(dir string) (*schema.Source, error) {
	sub, err := f.Sub(dir)
	if err != nil {
		return nil, err
	}
	src := &schema.Source{Path: sub.dir}
	total := 0
	err = fs.WalkDir(f.fsys, sub.dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return explain(p, err)
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(p, sub.dir), "/")
		if sub.dir == "." {
			rel = p
		}
		if p != sub.dir && leftOut(rel) {
			src.Left = append(src.Left, rel)
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if e.IsDir() {
			return nil
		}
		return f.addFile(src, p, rel, &total)
	})
	if err != nil {
		return nil, err
	}
	if len(src.Files) == 0 {
		return nil, &Error{Path: dir, Reason: "holds no files"}
	}
	slices.SortFunc(src.Files, func(a, b schema.SourceFile) int { return strings.Compare(a.Path, b.Path) })
	return src, nil
}

func (f *Folder) addFile(src *schema.Source, p, rel string, total *int) error {
	info, err := fs.Stat(f.fsys, p)
	if err != nil {
		return explain(p, err)
	}
	if info.IsDir() {
		return &Error{Path: p, Reason: "is a link to a folder; copy the folder in its place"}
	}
	root := &Folder{fsys: f.fsys, dir: ".", cache: f.cache}
	file, err := root.Read(p)
	if err != nil {
		return err
	}
	*total += len(file.Data)
	if *total > MaxSource || len(src.Files) >= MaxSourceFiles {
		return &Error{Path: src.Path, Reason: fmt.Sprintf("holds more than %d MiB or %d files", MaxSource>>20, MaxSourceFiles)}
	}
	src.Files = append(src.Files, schema.SourceFile{Path: rel, Data: file.Data, Executable: info.Mode()&0o100 != 0})
	return nil
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
