package view

import (
	"bufio"
	"io"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// Formatted is what fmt changed, or would change.
type Formatted struct {
	FormatVersion string          `json:"format_version"`
	Files         []FormattedFile `json:"files"`
	Diagnostics   []Diagnostic    `json:"diagnostics"`
	// Text is that of standard input, formatted.
	Text        string `json:"text,omitempty"`
	Check, Diff bool   `json:"-"`
}

// FormattedFile is a file that was not formatted. Diff is what --diff shows.
type FormattedFile struct {
	File string `json:"file"`
	Diff string `json:"diff,omitempty"`
}

// Add adds a file with its text before and after.
func (f *Formatted) Add(name string, before, after []byte) {
	file := FormattedFile{File: name}
	if f.Diff {
		text := string(diff.Diff("a/"+name, before, "b/"+name, after))
		_, file.Diff, _ = strings.Cut(text, "\n") // the first line repeats the command
	}
	f.Files = append(f.Files, file)
}

// JSON writes it in the form of `-o json`, with what there is to say of the files.
func (f Formatted) JSON(w io.Writer, said Report) error {
	f.FormatVersion, f.Diagnostics = "1", said.Diagnostics
	if f.Files == nil {
		f.Files = []FormattedFile{}
	}
	return writeJSON(w, f)
}

// Show writes it as text: a file's name a line, or the diffs.
func (f Formatted) Show(w io.Writer, style Style) error {
	b := bufio.NewWriter(w)
	for _, file := range f.Files {
		if !f.Diff {
			_, _ = b.WriteString(safe(file.File) + "\n")
			continue
		}
		if style == (Style{}) { // for patch, which needs it to the letter
			_, _ = b.WriteString(file.Diff)
			continue
		}
		for line := range strings.Lines(file.Diff) {
			text := safe(strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", "    "))
			switch {
			case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"):
				text = style.paint(bold, text)
			case strings.HasPrefix(line, "-"):
				text = style.paint(boldRed, text)
			case strings.HasPrefix(line, "+"):
				text = style.paint(boldGreen, text)
			}
			_, _ = b.WriteString(text + "\n")
		}
	}
	return b.Flush()
}
