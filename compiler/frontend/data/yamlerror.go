package data

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v3"

	"espc.dev/schema/diag"
)

// problem is what the library's message means.
type problem struct {
	message string
	// from says how the line in the message is meant: the scanner counts from 1, the parser from 0.
	scanner bool
	// search: the line is only where the surrounding block starts; the mistake is further down.
	search bool
	// open: what is not closed opens in the line.
	open         bool
	summary, fix string
	code         *diag.Code // Syntax where it is nil
}

var problems = []problem{
	{message: "mapping values are not allowed in this context", scanner: true, summary: "a key can't stand here", fix: "check the indentation, and quote a value that has a colon and a space in it"},
	{message: "block sequence entries are not allowed in this context", scanner: true, summary: "a list item can't stand here", fix: "put - on a line of its own below the key"},
	{message: "could not find expected ':'", scanner: true, summary: "a colon is missing after this key", fix: "write key: value"},
	{message: "found character that cannot start any token", scanner: true, summary: "no value or key starts with this character", fix: "indent with spaces instead of tabs, and quote text that starts with a special character"},
	{message: "found a tab character", scanner: true, summary: "a tab stands where YAML wants spaces", fix: "indent with spaces"},
	{message: "found unexpected end of stream", scanner: true, open: true, summary: "the quoted string is never closed", fix: "close it with the same quote"},
	{message: "found unexpected document indicator", scanner: true, open: true, summary: "the quoted string is never closed", fix: "close it with the same quote"},
	{message: "found unknown escape character", scanner: true, summary: "the string has an escape that YAML does not know", fix: `write \\ for a backslash, or use single quotes`},
	{message: "found incompatible YAML document", scanner: true, summary: "the file is of a version of YAML that is not read", fix: "write %YAML 1.2, or leave the line out"},
	{message: "hexdecimal number", scanner: true, summary: "the string has an incomplete escape", fix: `write \xHH, \uHHHH or \UHHHHHHHH`},
	{message: "exceeded max depth", scanner: true, summary: "values nest too deep from here on", fix: "split it up; generated data is better read from a file of its own", code: diag.TooDeep},
	{message: "did not find expected ',' or", open: true, summary: "the bracket or brace that opens here is not closed, or a comma is missing in it", fix: "close it, and separate what is in it by commas"},
	{message: "did not find expected key", search: true, summary: "a key is expected here", fix: "write key: value, indented like the keys above it"},
	{message: "did not find expected '-' indicator", search: true, summary: "a list item is expected here", fix: "start it with -, indented like the items above it"},
	{message: "did not find expected node content", search: true, summary: "a value is expected here", fix: "write the value, or quote text that starts with a special character"},
	{message: "did not find expected <document start>", search: true, summary: "there is more after the document", fix: "indent it so that it belongs to the document, or remove it"},
}

var lineInMessage = regexp.MustCompile(`^yaml: line (\d+): `)

// syntax translates the library's error. Its line is near the mistake at best, so the place is looked for.
func (r *yamlReader) syntax(err error, text []byte) diag.Diagnostic {
	message := err.Error()
	line := 0
	if m := lineInMessage.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	if name, ok := strings.CutPrefix(message, "yaml: unknown anchor "); ok {
		name, _, _ = strings.Cut(strings.Trim(name, "'"), "'")
		return diag.Syntax.At(r.find("*"+name), "the alias %q names nothing above it", name).
			WithFix("put &%s at what is meant, above the alias", name)
	}
	if strings.Contains(message, "control characters are not allowed") {
		return r.control()
	}
	p := problem{scanner: true, summary: "this is no YAML", fix: "correct the syntax"}
	for _, known := range problems {
		if strings.Contains(message, known.message) {
			p = known
			break
		}
	}
	if d, found := r.misread(text); found && p.code == nil && !strings.Contains(p.summary, "escape") {
		return d
	}
	if !p.scanner {
		line++
		if p.search {
			line = r.failing(text, p.message, line)
		} else if line > 1 && fails(r.head(text, line-1), "") {
			line = 1 // the message leaves out the opener's line when it is the first, and has the line of the end
		}
	}
	at := r.lines.line(line)
	at.File = r.file
	if i := opener(string(r.file.Data[at.Start:at.End])); p.open && i >= 0 {
		at.Start += int32(i)
		at.End = at.Start + 1
	}
	return cmp.Or(p.code, diag.Syntax).At(at, "%s", p.summary).WithFix("%s", p.fix)
}

// opener returns where the innermost quote or bracket stands that a line opens and does not close, else its first bracket, else -1.
func opener(line string) int {
	var open []int
	first := -1
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '"', '\'':
			if i > 0 && !strings.ContainsRune(" \t,:[{", rune(line[i-1])) {
				continue // inside of a word
			}
			end := closingQuote(line, i)
			if end < 0 {
				return i
			}
			i = end
		case '[', '{':
			open = append(open, i)
			if first < 0 {
				first = i
			}
		case ']', '}':
			open = open[:max(len(open)-1, 0)]
		case '#':
			if i == 0 || line[i-1] == ' ' {
				i = len(line)
			}
		}
	}
	if len(open) > 0 {
		return open[len(open)-1]
	}
	return first
}

// closingQuote returns where the text in quotes that starts at an offset ends in a line, -1 where it does not.
func closingQuote(line string, start int) int {
	for i := start + 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && line[start] == '"':
			i++
		case line[i] == line[start] && line[start] == '\'' && i+1 < len(line) && line[i+1] == '\'':
			i++
		case line[i] == line[start]:
			return i
		}
	}
	return -1
}

// control reports the first character that YAML does not take as it is (https://yaml.org/spec/1.2.2/#51-character-set).
func (r *yamlReader) control() diag.Diagnostic {
	for i, c := range r.lines.text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f && c < 0xa0 && c != 0x85 || c == 0xfffe || c == 0xffff {
			at := r.span(r.lines.base+i, r.lines.base+i+utf8.RuneLen(c))
			return diag.Syntax.At(at, "the file has U+%04X, a control character", c).WithFix(`remove it, or write it in double quotes as \x%02x`, c)
		}
	}
	return diag.Syntax.At(diag.Range{File: r.file}, "the file has a control character").WithFix("remove it")
}

// find returns the first place of a word in the file.
func (r *yamlReader) find(word string) diag.Range {
	i := max(strings.Index(r.lines.text, word), 0)
	return r.span(r.lines.base+i, r.lines.base+i+len(word))
}

// failing returns the first line from which on the parser gives up with a message, by halving.
func (r *yamlReader) failing(text []byte, message string, from int) int {
	low, high := max(from, 1), len(r.lines.starts)
	for low < high {
		middle := (low + high) / 2
		if fails(r.head(text, middle), message) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// head returns the text's first lines.
func (r *yamlReader) head(text []byte, lines int) []byte {
	if lines >= len(r.lines.starts) {
		return text
	}
	return text[:r.lines.starts[lines]]
}

// fails reports whether parsing text fails with a message that contains one.
func fails(text []byte, message string) bool {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var doc yaml.Node
		if err := decodeYAML(dec, &doc); err != nil {
			return !errors.Is(err, io.EOF) && strings.Contains(err.Error(), message)
		}
	}
}
