package cue

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// unquoted returns the address of an entity that stands without quotes where a reference fails, or "". The place may be
// inside of it or be a list that holds it; which of several it is, the name in the message tells.
func unquoted(m message, at diag.Range) string {
	if at.IsZero() {
		return ""
	}
	name, undefined := strings.CutPrefix(m.text, "undefined field: ")
	if !undefined {
		name = strings.Trim(quoted(m), `"`)
	}
	data := at.File.Data
	start, end := int(at.Start), int(at.End)
	for start > 0 && addressByte(data[start-1]) {
		start--
	}
	for end < len(data) && addressByte(data[end]) {
		end++
	}
	for start < end {
		for start < end && !addressByte(data[start]) {
			start++
		}
		from := start
		for start < end && addressByte(data[start]) {
			start++
		}
		a, ok := schema.ParseAddress(string(data[from:start]))
		if ok && schema.LookupKind(a.Kind) != nil && (from == 0 || data[from-1] != '"') && (string(a.Kind) == name || strings.HasPrefix(a.Name, name)) {
			return a.String()
		}
	}
	return ""
}

func addressByte(c byte) bool {
	return c == '.' || c == '_' || c == '-' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
