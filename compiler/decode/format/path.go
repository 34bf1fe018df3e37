package format

import (
	"path"
	"strings"

	"espc.dev/schema/diag"
)

// RelativePath checks a path of a file or folder of the topology: relative, with slashes. Whether it stays inside the
// topology's folder depends on the file that says it, so that is for the caller to check.
func RelativePath(s string) *Problem {
	fail := func(why, fix string) *Problem {
		return bad(diag.BadFilePath, Quote(s)+" "+why, fix)
	}
	switch {
	case s == "":
		return fail("is no path", "name a file or folder, such as ./functions/resize")
	case strings.Contains(s, "://"):
		return fail("is a URL, and nothing is fetched", "put the files into the topology's folder")
	case path.IsAbs(s), strings.HasPrefix(s, "~"), len(s) > 1 && s[1] == ':':
		return fail("is an absolute path", "write it relative to this file, such as ./functions/resize")
	case strings.Contains(s, `\`):
		return fail("has backslashes", "write "+strings.ReplaceAll(s, `\`, "/"))
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fail("holds control characters", "name the file without them")
	}
	return nil
}

// MountPath checks where a volume is mounted: an absolute path other than the root and the kernel's own folders.
func MountPath(s string) *Problem {
	if p := absolutePath(s, "mount path"); p != nil {
		return p
	}
	for _, taken := range []string{"/proc", "/sys", "/dev"} {
		if s == taken || strings.HasPrefix(s, taken+"/") && s != "/dev/shm" {
			return bad(diag.ReservedName, Quote(s)+" belongs to the kernel", "mount it elsewhere, such as /data")
		}
	}
	return nil
}

// FilePath checks where a file is mounted: its absolute path, name included.
func FilePath(s string) *Problem { return absolutePath(s, "path of a file") }

func absolutePath(s, what string) *Problem {
	clean := path.Clean("/" + s)
	switch {
	case s == "/" || s == "":
		return bad(diag.BadText, Quote(s)+" is no "+what, "write an absolute path, such as /data")
	case s != clean:
		return bad(diag.BadText, Quote(s)+" is no "+what+": it is absolute, without empty, . and .. parts", "write "+clean)
	case strings.Contains(s, ":"):
		return bad(diag.BadText, Quote(s)+" is no "+what+": Kubernetes takes no colon in it", "choose a path without a colon")
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return bad(diag.BadText, Quote(s)+" is no "+what+": it holds control characters", "choose a path without them")
	}
	return nil
}
