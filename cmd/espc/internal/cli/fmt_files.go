package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"espc.dev/compiler/output"
	"espc.dev/compiler/source"
)

// formattable is a file to format: where it is, and how it is called as seen from the working directory.
type formattable struct {
	path, name string
	mode       fs.FileMode
}

// toFormat finds the files that an argument names: itself, or those of a folder. Links are not followed, since what they lead
// to is formatted where it lies; neither are folders that no topology's files lie in (.git, node_modules). What can't
// be looked into keeps the rest from nothing.
func (a *app) toFormat(arg string, recursive bool) ([]formattable, []error) {
	where := a.path(filepath.FromSlash(arg))
	info, err := os.Lstat(where)
	switch {
	case err != nil:
		return nil, []error{failf("%s: %s", arg, reason(err))}
	case info.Mode()&fs.ModeSymlink != 0 && !isFolder(where):
		return nil, []error{failf("%s is a link; name the file that it leads to", arg)}
	case isFolder(where):
	case !formats(info.Name()):
		return nil, []error{failf("%s is in no language of topologies: *.hcl, *.cue, *.jsonnet, *.libsonnet, *.topology.json and *.topology.yaml are", arg)}
	case !info.Mode().IsRegular():
		return nil, []error{failf("%s is not a regular file", arg)}
	default:
		return []formattable{{where, a.nameOf(where), info.Mode()}}, nil
	}
	if resolved, err := filepath.EvalSymlinks(where); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		where = resolved
	}
	var found []formattable
	var errs []error
	failed := func(name string, err error) { errs = append(errs, failf("%s: %s", name, reason(err))) }
	_ = filepath.WalkDir(where, func(p string, d fs.DirEntry, err error) error { // what fails is in errs
		switch {
		case err != nil:
			failed(a.nameOf(p), err)
			return nil
		case d.IsDir() && p != where && (!recursive || strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.Type().IsRegular(), !formats(d.Name()), strings.HasPrefix(d.Name(), "."):
			return nil
		}
		info, err := d.Info()
		if err != nil {
			failed(a.nameOf(p), err)
			return nil
		}
		found = append(found, formattable{p, a.nameOf(p), info.Mode()})
		return nil
	})
	if len(found)+len(errs) == 0 {
		errs = append(errs, failf("there are no topology files in %s", arg))
	}
	return found, errs
}

func isFolder(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.IsDir()
}

// nameOf is a path as seen from the working directory.
func (a *app) nameOf(p string) string {
	if rel, err := filepath.Rel(a.io.Dir, p); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.Base(p)
}

func (f formattable) read() ([]byte, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, failf("%s: %s", f.name, reason(err))
	}
	defer func() { _ = file.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(file, source.MaxFile+1))
	switch {
	case err != nil:
		return nil, failf("%s: %s", f.name, reason(err))
	case len(data) > source.MaxFile:
		return nil, failf("%s is larger than %d MiB", f.name, source.MaxFile>>20)
	}
	return data, nil
}

// write replaces the file whole: whoever reads it, or ends espc, finds the text before or the text after.
func (f formattable) write(text []byte) error {
	if f.mode.Perm()&0o200 == 0 {
		return failf("%s may not be written", f.name)
	}
	if err := output.ReplaceFile(f.path, text, f.mode.Perm()); err != nil {
		return failf("%s can't be written: %s; it is as it was", f.name, reason(err))
	}
	return nil
}
