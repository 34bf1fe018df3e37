package data

import "strings"

// indentYAML formats a document that parses: it changes white space alone. Of a text that it does not read for sure (directives,
// several documents, keys that begin with a question mark) it returns the number of the line where that is, from 1, and
// nothing else. Whether the result says the same is for the caller to check.
func indentYAML(text string) (out []byte, unsure int) {
	in := &indenter{lines: strings.Split(strings.TrimRight(text, " \t\n"), "\n")}
	for in.next < len(in.lines) {
		at := in.next
		if !in.line() {
			return nil, at + 1
		}
	}
	in.flush(0, nil)
	return []byte(strings.TrimLeft(strings.Join(in.out, "\n"), "\n") + "\n"), 0
}

// indenter goes through the lines of a document once.
type indenter struct {
	lines []string
	next  int
	out   []string
	// levels are the lists and objects that the line is in, outermost first.
	levels []level
	// waiting are comments and empty lines, which stand where the next line does.
	waiting []string
}

// level is a list or object: the column where its entries start, before and after.
type level struct {
	list        bool
	before, now int
}

// top returns the innermost level; outside of all, values start at -1 and go to column 0.
func (in *indenter) top() level {
	if len(in.levels) == 0 {
		return level{before: -1, now: -2}
	}
	return in.levels[len(in.levels)-1]
}

// line writes the next line, with those that its value goes on in. It returns false for what it does not read for sure.
func (in *indenter) line() bool {
	line := in.lines[in.next]
	rest := strings.TrimLeft(line, " ")
	column := len(line) - len(rest)
	switch {
	case strings.TrimSpace(line) == "", strings.HasPrefix(strings.TrimLeft(line, " \t"), "#"):
		in.waiting = append(in.waiting, strings.TrimRight(line, " \t"))
		in.next++
		return true
	case column == 0 && strings.HasPrefix(rest, "---"):
		if after := strings.TrimSpace(rest[3:]); after != "" && after[0] != '#' {
			return false
		}
		in.flush(0, nil)
		in.out = append(in.out, strings.TrimRight(line, " \t"))
		in.next++
		return true
	case column == 0 && (rest[0] == '%' || strings.HasPrefix(rest, "...")), rest[0] == '\t':
		return false
	}
	before := append([]level(nil), in.levels...)
	start, text := -1, ""
	at := column
	for {
		first := start < 0
		switch {
		case indicator(line, at, '?'):
			return false
		case indicator(line, at, '-'):
			l := in.enter(true, at, first)
			if first {
				start = l.now
			}
			text += "- "
			at = skipSpace(line, at+1)
		default:
			colon := keyEnd(line, at)
			if colon < 0 {
				if first {
					for len(in.levels) > 0 && in.top().before >= column {
						in.levels = in.levels[:len(in.levels)-1]
					}
					start = in.top().now + 2
				}
				in.flushAt(start, column, before)
				return in.value(start, text, line, at)
			}
			l := in.enter(false, at, first)
			if first {
				start = l.now
			}
			key := line[at:colon]
			if key[0] != '*' { // the colon would belong to the alias
				key = strings.TrimRight(key, " ")
			}
			text += key + ": "
			in.flushAt(start, column, before)
			return in.value(start, text, line, skipSpace(line, colon+1))
		}
		if at >= len(line) || line[at] == '#' {
			in.flushAt(start, column, before)
			return in.value(start, text, line, at)
		}
	}
}

// enter returns the level of an entry that starts at a column: one that is open, or a new one. first is whether the entry is
// the first of its line.
func (in *indenter) enter(list bool, column int, first bool) level {
	for len(in.levels) > 0 && (in.top().before > column || in.top().before == column && in.top().list && !list) {
		in.levels = in.levels[:len(in.levels)-1]
	}
	top := in.top()
	if top.before == column && top.list == list {
		return top
	}
	l := level{list: list, before: column, now: top.now + 2}
	if first && top.before == column { // a list at the column of its key
		l.now = top.now
	}
	in.levels = append(in.levels, l)
	return l
}

// flushAt writes the comments that wait before a line which went from one column to another.
func (in *indenter) flushAt(now, column int, before []level) {
	in.flush(now, func(c int) (int, bool) {
		if c == column {
			return now, true
		}
		for _, l := range before {
			if l.before == c {
				return l.now, true
			}
		}
		return 0, false
	})
}

// flush writes what waits, of several empty lines one. A comment goes where moved says, else to a column.
func (in *indenter) flush(column int, moved func(int) (int, bool)) {
	if moved == nil {
		levels := in.levels
		in.levels = nil
		in.flushAt(column, -1, levels)
		return
	}
	for i, w := range in.waiting {
		if w == "" {
			if i == 0 || in.waiting[i-1] != "" {
				in.out = append(in.out, "")
			}
			continue
		}
		comment := strings.TrimLeft(w, " \t")
		to, ok := moved(len(w) - len(comment))
		if !ok {
			to = column
		}
		in.out = append(in.out, spaces(to)+comment)
	}
	in.waiting = in.waiting[:0]
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

func skipSpace(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

// indicator reports whether a character stands at a place as an indicator: with a space or nothing after it.
func indicator(s string, i int, c byte) bool {
	return i < len(s) && s[i] == c && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t')
}

// keyEnd returns where the colon after the key stands that begins at a place, or -1 where a value without key begins.
func keyEnd(s string, i int) int {
	i = skipProperties(s, i)
	if i == len(s) {
		return -1
	}
	switch s[i] {
	case '"', '\'':
		end, open := quoteEnd(s, i+1, s[i])
		if end = skipSpace(s, end); !open && indicator(s, end, ':') {
			return end
		}
		return -1
	case '[', '{', '#', '|', '>':
		return -1
	}
	for ; i < len(s); i++ {
		switch {
		case indicator(s, i, ':'):
			return i
		case s[i] == '#' && (s[i-1] == ' ' || s[i-1] == '\t'):
			return -1
		}
	}
	return -1
}

// skipProperties skips the tags and anchors that stand before a value.
func skipProperties(s string, i int) int {
	for i < len(s) && (s[i] == '!' || s[i] == '&') {
		for i < len(s) && s[i] != ' ' && s[i] != '\t' {
			i++
		}
		i = skipSpace(s, i)
	}
	return i
}

// quoteEnd returns where text in quotes ends, past the quote; open is whether it goes on in the next line.
func quoteEnd(s string, i int, quote byte) (end int, open bool) {
	for ; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote == '"':
			i++
		case s[i] == quote && quote == '\'' && i+1 < len(s) && s[i+1] == quote:
			i++
		case s[i] == quote:
			return i + 1, false
		}
	}
	return len(s), true
}
