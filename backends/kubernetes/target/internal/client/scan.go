package client

import "encoding/json"

// The functions here cut JSON into pieces without decoding it. They take any text and never panic; where it is no JSON they say
// errNoList or give a piece that is none, which its reader finds.

// members calls each with the members of an object.
func members(s []byte, each func(key string, value []byte) error) error {
	i := space(s, 0)
	if i >= len(s) || s[i] != '{' {
		return errNoList
	}
	i = space(s, i+1)
	if i < len(s) && s[i] == '}' {
		return nil
	}
	for {
		end := text(s, i)
		if end < 0 {
			return errNoList
		}
		var key string
		if json.Unmarshal(s[i:end], &key) != nil {
			return errNoList
		}
		i = space(s, end)
		if i >= len(s) || s[i] != ':' {
			return errNoList
		}
		i = space(s, i+1)
		if end = value(s, i); end < 0 {
			return errNoList
		}
		if err := each(key, s[i:end:end]); err != nil {
			return err
		}
		i = space(s, end)
		if i >= len(s) || s[i] != ',' {
			if i < len(s) && s[i] == '}' {
				return nil
			}
			return errNoList
		}
		i = space(s, i+1)
	}
}

// elements calls each with the elements of an array.
func elements(s []byte, each func([]byte) error) error {
	i := space(s, 0)
	if i >= len(s) || s[i] != '[' {
		return errNoList
	}
	i = space(s, i+1)
	if i < len(s) && s[i] == ']' {
		return nil
	}
	for {
		end := value(s, i)
		if end < 0 {
			return errNoList
		}
		if err := each(s[i:end:end]); err != nil {
			return err
		}
		i = space(s, end)
		if i >= len(s) || s[i] != ',' {
			if i < len(s) && s[i] == ']' {
				return nil
			}
			return errNoList
		}
		i = space(s, i+1)
	}
}

// space returns where white space that begins at i ends.
func space(s []byte, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
		i++
	}
	return i
}

// text returns where the string that begins at i ends, -1 where none does.
func text(s []byte, i int) int {
	if i >= len(s) || s[i] != '"' {
		return -1
	}
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// value returns where the value that begins at i ends, -1 where none does.
func value(s []byte, i int) int {
	depth := 0
	for i < len(s) {
		switch s[i] {
		case '"':
			if i = text(s, i); i < 0 {
				return -1
			}
			if depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return -1
			}
			if depth == 0 {
				return i + 1
			}
		case ',', ':', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return -1
			}
		default:
			if depth == 0 {
				return literal(s, i)
			}
		}
		i++
	}
	return -1
}

// literal returns where a number, true, false or null ends.
func literal(s []byte, i int) int {
	for i < len(s) {
		switch s[i] {
		case ',', '}', ']', ' ', '\n', '\t', '\r':
			return i
		}
		i++
	}
	return i
}

// whole reports whether s is one object to its end: all brackets closed and nothing behind. A body that a proxy cut can have its
// frame intact.
func whole(s []byte) bool {
	i := space(s, 0)
	if i >= len(s) || s[i] != '{' {
		return false
	}
	end := value(s, i)
	return end >= 0 && space(s, end) == len(s)
}
