package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// Write replaces the files that espc wrote in a folder by artifacts, whole or not at all. Every other file stays. A file
// of somebody else in the way, or one edited since it was written, is a diagnostic and nothing is written, unless force
// is set. An error means that nothing was changed.
func Write(dir, name string, artifacts []backends.Artifact, force bool) (diag.List, error) {
	if ds := usable(dir, name); ds != nil {
		return ds, nil
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	unlock, err := lock(parent)
	if err != nil {
		return nil, err
	}
	defer unlock()
	old, ds, err := inspect(dir, name, artifacts, force)
	if ds != nil || err != nil {
		return ds, err
	}
	stage, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".espc-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(stage) }() // what is left there: nothing, or the folder that was replaced
	if err := fill(stage, dir, artifacts, old); err != nil {
		return nil, err
	}
	return nil, exchange(stage, dir)
}

// usable refuses an output folder that is a link or no folder.
func usable(dir, name string) diag.List {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return diag.List{diag.UnreadableOutput.At(diag.Range{}, "%s can't be read: %s", name, reason(err)).WithFix("make it readable, or choose another folder with --out")}
	case !info.IsDir():
		return diag.List{diag.UnreadableOutput.At(diag.Range{}, "%s is not a folder", name).WithFix("move it away, or choose another folder with --out")}
	}
	return nil
}

// reason is an I/O error without the paths of this machine.
func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// inspect reads the manifest of a folder and finds what stands in the way of artifacts.
func inspect(dir, name string, artifacts []backends.Artifact, force bool) (Manifest, diag.List, error) {
	old := Manifest{}
	content, err := os.ReadFile(filepath.Join(dir, ManifestName))
	switch {
	case err == nil:
		if old, err = ParseManifest(content); err != nil && !force {
			return nil, diag.List{diag.BadManifest.At(diag.Range{}, "%s/%s: %s", name, ManifestName, err).
				WithFix("restore it from version control, or take the folder over with --force")}, nil
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, nil, err
	}
	if force {
		for _, a := range artifacts {
			if old == nil {
				old = Manifest{}
			}
			old[a.Path] = ""
		}
		return old, nil, nil
	}
	var ds diag.List
	for _, a := range artifacts {
		if _, ours := old[a.Path]; ours {
			continue
		}
		have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(a.Path)))
		if err == nil && string(have) != string(a.Bytes()) || err != nil && !errors.Is(err, fs.ErrNotExist) {
			ds = append(ds, diag.ForeignFile.At(diag.Range{}, "%s/%s was not written by espc", name, a.Path).WithFix("move it away, or take it over with --force"))
		} else if err == nil {
			old[a.Path] = Digest(have)
		}
	}
	return old, append(ds, edited(dir, name, old)...), nil
}

// edited reports the files of the manifest that are not as it says.
func edited(dir, name string, old Manifest) diag.List {
	names := old.names()
	found := make(diag.List, len(names))
	parallel(len(names), func(i int) {
		have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(names[i])))
		if err == nil && Digest(have) != old[names[i]] {
			found[i] = diag.EditedFile.At(diag.Range{}, "%s/%s was edited since espc wrote it", name, names[i]).
				WithFix("make the change in the topology or an overlay, then revert the edit, or lose it with --force")
		}
	})
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Code == "" })
}

// fill writes artifacts and the manifest into the stage, and puts what is not espc's beside them. Every byte is on disk
// before anything of the old folder changes. A file that the old folder has with the same content is a hard link to it, and
// is not written again.
func fill(stage, dir string, artifacts []backends.Artifact, old Manifest) error {
	digests, errs := make([]string, len(artifacts)), make([]error, len(artifacts))
	parallel(len(artifacts), func(i int) {
		content, name := artifacts[i].Bytes(), filepath.FromSlash(artifacts[i].Path)
		to := filepath.Join(stage, name)
		digests[i] = Digest(content)
		if errs[i] = os.MkdirAll(filepath.Dir(to), 0o755); errs[i] != nil {
			return
		}
		if old[artifacts[i].Path] == digests[i] && unchanged(filepath.Join(dir, name)) && os.Link(filepath.Join(dir, name), to) == nil {
			return
		}
		errs[i] = os.WriteFile(to, content, 0o644)
	})
	now := Manifest{}
	for i, a := range artifacts {
		if errs[i] != nil {
			return fmt.Errorf("%s: %w", a.Path, errs[i])
		}
		now[a.Path] = digests[i]
	}
	if err := writeFile(filepath.Join(stage, ManifestName), now.Bytes()); err != nil {
		return err
	}
	if err := os.Chmod(stage, 0o755); err != nil {
		return err
	}
	return keep(stage, dir, old)
}

// unchanged reports whether a file is one that can stand in for a newly written one: it is a regular file, and everybody may
// read it.
func unchanged(p string) bool {
	info, err := os.Lstat(p)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o444 == 0o444
}

func writeFile(p string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		return err
	}
	return os.WriteFile(p, content, 0o644)
}

// keep carries over what lies in the folder and is not espc's: files as hard links, so not a byte of them is touched.
func keep(stage, dir string, old Manifest) error {
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil || rel == "." {
			return err
		}
		slash := filepath.ToSlash(rel)
		to := filepath.Join(stage, rel)
		switch _, ours := old[slash]; {
		case ours || slash == ManifestName:
			return nil
		case e.IsDir():
			if holdsOnlyOurs(dir, slash, old) {
				return nil
			}
			return os.MkdirAll(to, 0o755)
		case e.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(p)
			if err != nil {
				return err
			}
			return os.Symlink(target, to)
		}
		return os.Link(p, to)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// holdsOnlyOurs reports whether nothing but files of the manifest lies below a folder, so that it goes with them.
func holdsOnlyOurs(dir, sub string, old Manifest) bool {
	if !slices.ContainsFunc(old.names(), func(n string) bool { return strings.HasPrefix(n, sub+"/") }) {
		return false
	}
	foreign := errors.New("foreign")
	err := filepath.WalkDir(filepath.Join(dir, filepath.FromSlash(sub)), func(p string, e fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(dir, p)
		if _, ours := old[filepath.ToSlash(rel)]; err == nil && relErr == nil && !e.IsDir() && !ours {
			return foreign
		}
		return err
	})
	return err == nil
}
