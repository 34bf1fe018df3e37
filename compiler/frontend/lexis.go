package frontend

import (
	"bytes"
	"strings"
)

// Lexis is as much of a language's lexical rules as CheckDepth has to know: what is text and comment, so that a bracket
// in it counts for nothing, and what ends an expression.
type Lexis struct {
	// comment returns how many bytes of comment data starts with, or blockComment.
	comment func(data []byte) int
	// text returns how many bytes of text data starts with. Text that brackets may stand in is only opened: text then
	// also returns how it goes on.
	text func(data []byte) (int, *text)
	// newline lists the brackets, by what closes them, in which a newline ends an expression; \n stands for no bracket.
	newline string
	// anyLength is set for languages without chains of operators.
	anyLength bool
}

// text is text that brackets may stand in: templates and interpolation.
type text struct {
	// end closes the text; with line, only as a line of its own.
	end  string
	line bool
	// oneLine text ends with its line, closed or not.
	oneLine bool
	// escape makes the byte after it plain, unless that opens an interpolation.
	escape string
	// open starts an interpolation that close ends; doubled, as HCL's $${, it does not. HCL's directives start with %{.
	open   string
	close  byte
	double bool
}

// blockComment is what a comment function answers for /*, whose end is looked for once.
const blockComment = -1

// Lexes of the languages. In YAML all brackets count, since in plain text nothing else is sure; its parser has a limit of its own.
var (
	LexisHCL     = Lexis{comment: hashAndSlash, text: hclText, newline: "\n}"}
	LexisCUE     = Lexis{comment: slash, text: cueText, newline: "\n})]"}
	LexisJsonnet = Lexis{comment: hashAndSlash, text: jsonnetText}
	LexisJSON    = Lexis{text: jsonText, anyLength: true}
	LexisYAML    = Lexis{anyLength: true}
)

func slash(data []byte) int {
	switch {
	case len(data) < 2 || data[0] != '/':
		return 0
	case data[1] == '/':
		return line(data)
	}
	return 0
}

func hashAndSlash(data []byte) int {
	switch {
	case data[0] == '#':
		return line(data)
	case len(data) > 1 && data[0] == '/' && data[1] == '*':
		return blockComment
	}
	return slash(data)
}

// line is the length of a line without its newline.
func line(data []byte) int {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i
	}
	return len(data)
}

var hclString = &text{end: `"`, escape: `\`, open: "${", close: '}', double: true}

// hclText opens strings and heredocs (<<EOT, <<-EOT and a newline at once).
func hclText(data []byte) (int, *text) {
	if data[0] == '"' {
		return 1, hclString
	}
	if data[0] != '<' || len(data) < 4 || data[1] != '<' {
		return 0, nil
	}
	n := line(data)
	marker := strings.TrimPrefix(strings.TrimSuffix(string(data[2:min(n, 256)]), "\r"), "-")
	if n == len(data) || marker == "" || !wordByte(marker[0]) || marker[0] >= '0' && marker[0] <= '9' {
		return 0, nil
	}
	for i := range len(marker) {
		if !wordByte(marker[i]) && marker[i] != '-' {
			return 0, nil
		}
	}
	return n + 1, &text{end: marker, line: true, open: "${", close: '}', double: true}
}

// cueText opens "…" and '…', tripled or not, with any number of # around.
func cueText(data []byte) (int, *text) {
	hashes := 0
	for hashes < len(data) && data[hashes] == '#' {
		hashes++
	}
	if hashes == len(data) || data[hashes] != '"' && data[hashes] != '\'' {
		return 0, nil
	}
	quote := string(data[hashes : hashes+1])
	oneLine := true
	if triple := strings.Repeat(quote, 3); bytes.HasPrefix(data[hashes:], []byte(triple)) {
		quote, oneLine = triple, false
	}
	marks := string(data[:hashes])
	return hashes + len(quote), &text{end: quote + marks, escape: `\` + marks, open: `\` + marks + "(", close: ')', oneLine: oneLine}
}

func jsonText(data []byte) (int, *text) {
	if data[0] != '"' {
		return 0, nil
	}
	return quoted(data), nil
}

// quoted is the length of text in quotes with backslash escapes, up to the end where it isn't closed.
func quoted(data []byte) int {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case data[0]:
			return i + 1
		}
	}
	return len(data)
}

// jsonnetText skips "…", '…', @"…", @'…' and text blocks.
func jsonnetText(data []byte) (int, *text) {
	switch {
	case data[0] == '"' || data[0] == '\'':
		return quoted(data), nil
	case data[0] == '@' && len(data) > 1 && (data[1] == '"' || data[1] == '\''):
		if i := bytes.IndexByte(data[2:], data[1]); i >= 0 {
			return i + 3, nil // a doubled quote opens the next
		}
		return len(data), nil
	case bytes.HasPrefix(data, []byte("|||")):
		return textBlock(data), nil
	}
	return 0, nil
}

// textBlock is the length of a text block: it goes on while lines are empty or indented as the first that is not.
func textBlock(data []byte) int {
	n := min(line(data)+1, len(data))
	indent := ""
	for n < len(data) {
		text := data[n : n+line(data[n:])]
		content := bytes.TrimLeft(text, " \t")
		space := string(text[:len(text)-len(content)])
		switch {
		case len(bytes.TrimRight(text, "\r")) == 0:
		case indent == "" && space != "":
			indent = space
		case indent == "" || !strings.HasPrefix(space, indent):
			n += len(space)
			if bytes.HasPrefix(content, []byte("|||")) {
				n += 3
			}
			return n
		}
		n = min(n+len(text)+1, len(data))
	}
	return n
}
