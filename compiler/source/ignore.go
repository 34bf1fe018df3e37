package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// IgnoreName is the file in a source folder that says what of the folder is no part of the source, in the language of
// .gitignore.
const IgnoreName = ".espcignore"

// ignoreRules are the lines of an ignore file; the last that matches a path decides.
type ignoreRules []ignoreRule

type ignoreRule struct {
	segments []string // of the pattern; "**" is any number of folders
	keep     bool     // the line begins with "!"
	folder   bool     // the line ends with "/"
}

// ignoreFile reads the folder's ignore file. A folder without one ignores nothing.
func (f *Folder) ignoreFile() (ignoreRules, error) {
	if _, err := fs.Stat(f.fsys, path.Join(f.dir, IgnoreName)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	file, err := f.Read(IgnoreName)
	if err != nil {
		return nil, err
	}
	var rules ignoreRules
	n := 0
	for line := range strings.Lines(string(file.Data)) {
		n++
		rule, ok := parseIgnore(strings.TrimRight(line, "\r\n"))
		if !ok {
			continue
		}
		for _, s := range rule.segments {
			if _, err := path.Match(s, ""); err != nil {
				return nil, &Error{Path: file.Name, Reason: fmt.Sprintf("has no pattern in line %d", n), Fix: "close the bracket, or write a backslash before it"}
			}
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// parseIgnore reads one line; ok is false for an empty one and a comment.
func parseIgnore(line string) (r ignoreRule, ok bool) {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	if strings.HasPrefix(line, "#") {
		return r, false
	}
	line, r.keep = strings.CutPrefix(line, "!")
	line, r.folder = strings.CutSuffix(line, "/")
	if line == "" {
		return r, false
	}
	if !strings.Contains(line, "/") {
		line = "**/" + line // no slash: at any depth
	}
	for s := range strings.SplitSeq(strings.TrimPrefix(line, "/"), "/") {
		r.segments = append(r.segments, strings.ReplaceAll(s, "[!", "[^"))
	}
	return r, true
}

// match reports whether a path below the folder is ignored. What lies in an ignored folder is never asked for.
func (rules ignoreRules) match(rel string, folder bool) bool {
	if len(rules) == 0 {
		return false
	}
	segments := strings.Split(rel, "/")
	for i := len(rules) - 1; i >= 0; i-- {
		if r := rules[i]; (folder || !r.folder) && matchSegments(r.segments, segments) {
			return !r.keep
		}
	}
	return false
}

// matchSegments matches a path to a pattern, both in segments: reached[j] is whether the pattern so far takes the first j.
func matchSegments(pattern, segments []string) bool {
	reached := make([]bool, len(segments)+1)
	reached[0] = true
	for i, p := range pattern {
		next := make([]bool, len(segments)+1)
		for j := range next {
			switch {
			case p == "**" && i == len(pattern)-1: // what is in a folder, and not the folder
				next[j] = j > 0 && (reached[j-1] || next[j-1])
			case p == "**":
				next[j] = reached[j] || j > 0 && next[j-1]
			case j > 0 && reached[j-1]:
				ok, err := path.Match(p, segments[j-1])
				next[j] = ok && err == nil
			}
		}
		reached = next
	}
	return reached[len(segments)]
}
