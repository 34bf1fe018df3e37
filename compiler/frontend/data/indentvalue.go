package data

import "strings"

// value writes a line of which everything before the value is known, and the lines that the value goes on in.
func (in *indenter) value(start int, text, line string, at int) bool {
	parent := in.top()
	rest := line[at:]
	in.next++
	i := skipProperties(line, at)
	switch {
	case i >= len(line) || line[i] == '#':
		in.put(start, text+rest)
	case line[i] == '|' || line[i] == '>':
		in.put(start, text+rest)
		return in.blockText(parent, line[i:])
	case line[i] == '"' || line[i] == '\'':
		end, open := quoteEnd(line, i+1, line[i])
		if !open && !nothing(line[end:]) {
			return false
		}
		if !open {
			in.put(start, text+rest)
			return true
		}
		in.out = append(in.out, spaces(start)+text+rest)
		return in.quoted(parent, line[i])
	case line[i] == '[' || line[i] == '{':
		return in.brackets(start, text+rest[:i-at], line[i:])
	default:
		in.put(start, text+rest)
		if !strings.Contains(rest, " #") && line[i] != '*' {
			in.plain(parent)
		}
	}
	return true
}

func (in *indenter) put(column int, text string) {
	in.out = append(in.out, spaces(column)+strings.TrimRight(text, " \t"))
}

// nothing reports whether what stands after a value is white space or a comment.
func nothing(s string) bool {
	trimmed := strings.TrimLeft(s, " \t")
	return trimmed == "" || trimmed[0] == '#' && len(trimmed) < len(s)
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// plain writes the lines that plain text goes on in: those further right than what holds it.
func (in *indenter) plain(parent level) {
	for {
		next := in.next
		for next < len(in.lines) && strings.TrimSpace(in.lines[next]) == "" {
			next++
		}
		if next == len(in.lines) {
			return
		}
		line := in.lines[next]
		text := strings.TrimSpace(line)
		if indentation(line) <= parent.before || text[0] == '#' {
			return
		}
		for ; in.next < next; in.next++ {
			in.out = append(in.out, "")
		}
		in.next++
		in.put(parent.now+2, text)
		if strings.Contains(text, " #") {
			return
		}
	}
}

// quoted writes the lines that text in quotes goes on in. White space at their start means nothing.
func (in *indenter) quoted(parent level, quote byte) bool {
	for in.next < len(in.lines) {
		line := strings.TrimLeft(in.lines[in.next], " \t")
		in.next++
		end, open := quoteEnd(line, 0, quote)
		if line == "" {
			in.out = append(in.out, "")
			continue
		}
		in.out = append(in.out, spaces(parent.now+2)+line)
		if !open {
			return nothing(line[end:])
		}
	}
	return false
}

// brackets writes a list or object in brackets. The lines that it goes on in are indented by the brackets that are open.
func (in *indenter) brackets(start int, before, line string) bool {
	var depth int
	var quote byte
	column, text := start, before+line
	scan := line
	for {
		if !bracketLine(scan, &depth, &quote) {
			return false
		}
		if text == "" {
			in.out = append(in.out, "")
		} else {
			in.out = append(in.out, spaces(column)+text)
		}
		if depth == 0 && quote == 0 {
			return true
		}
		if in.next == len(in.lines) {
			return false
		}
		text = strings.TrimLeft(in.lines[in.next], " \t")
		if quote == 0 {
			text = strings.TrimRight(text, " \t")
		}
		scan = text
		in.next++
		column = start + 2*(depth-closers(text, quote))
	}
}

// closers counts the brackets that a line begins with closing.
func closers(text string, quote byte) int {
	if quote != 0 {
		return 0
	}
	return len(text) - len(strings.TrimLeft(text, "]}"))
}

// bracketLine goes through a line of a value in brackets. It returns false where there is more than a comment after its end.
func bracketLine(s string, depth *int, quote *byte) bool {
	for i := 0; i < len(s); {
		if *quote != 0 {
			end, open := quoteEnd(s, i, *quote)
			if !open {
				*quote = 0
			}
			i = end
			continue
		}
		switch c := s[i]; {
		case c == '"' || c == '\'':
			if i == 0 || strings.IndexByte(" \t[{,:", s[i-1]) >= 0 {
				*quote = c
			}
		case c == '[' || c == '{':
			*depth++
		case c == ']' || c == '}':
			if *depth--; *depth == 0 {
				return nothing(s[i+1:])
			}
		case c == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t'):
			return true
		}
		i++
	}
	return true
}

// blockText writes the lines of text after | or >: as far right of its key as two spaces, or as the header says.
func (in *indenter) blockText(parent level, header string) bool {
	header, _, _ = strings.Cut(header, "#")
	first, to := -1, parent.now+2
	if d := strings.IndexAny(header, "123456789"); d >= 0 {
		n := int(header[d] - '0')
		first, to = max(parent.before, 0)+n, max(parent.now, 0)+n
	}
	var empty int
	for ; in.next < len(in.lines); in.next++ {
		line := in.lines[in.next]
		if strings.TrimSpace(line) == "" && (first < 0 || len(line) <= first) {
			empty++
			continue
		}
		if first < 0 {
			if first = indentation(line); first <= parent.before {
				first = parent.before + 1
			}
		}
		if indentation(line) < first {
			break
		}
		for ; empty > 0; empty-- {
			in.out = append(in.out, "")
		}
		in.out = append(in.out, spaces(to)+line[first:])
	}
	if strings.Contains(header, "+") {
		for ; empty > 0; empty-- {
			in.out = append(in.out, "")
		}
	}
	in.next -= empty // empty lines after it are those of what follows
	return true
}
