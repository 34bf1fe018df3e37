package source

import (
	"io/fs"
	"path"
	"strings"
)

// fixLink is what to do about a link that is not followed.
const fixLink = "put what is meant in its place, or leave it out by " + IgnoreName

// maxLinks is how many links a path may go through, as on Linux.
const maxLinks = 40

// follow returns a path without links. A path that leads out of base is refused, and so is an absolute link: it means
// something else on another machine.
func follow(fsys fs.FS, base, p string) (string, error) {
	leaves := &Error{Path: p, Reason: "is a link that leaves " + base, Fix: fixLink}
	if base == "." {
		leaves.Reason = "is a link that leaves the topology's folder"
	}
	done, links := ".", 0
	for rest := p; rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		next := path.Join(done, name)
		if next == ".." {
			return "", leaves
		}
		info, err := fs.Lstat(fsys, next)
		if err != nil {
			return "", explain(p, err)
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			done = next
			continue
		}
		if links++; links > maxLinks {
			return "", &Error{Path: p, Reason: "is a link to itself", Fix: fixLink}
		}
		target, err := fs.ReadLink(fsys, next)
		if err != nil {
			return "", explain(p, err)
		}
		if path.IsAbs(target) {
			return "", leaves
		}
		rest = target + "/" + rest
	}
	if base != "." && done != base && !strings.HasPrefix(done, base+"/") {
		return "", leaves
	}
	return done, nil
}
