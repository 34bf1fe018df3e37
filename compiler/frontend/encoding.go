package frontend

import (
	"bytes"
	"unicode/utf8"

	"espc.dev/schema/diag"
)

// bom is a byte order mark in UTF-8.
const bom = "\ufeff"

// maxHidden bounds how many hidden characters of one file are reported.
const maxHidden = 20

// CheckText reports what makes a file no text to be parsed, whatever its language: bytes that are not UTF-8, NUL,
// bidirectional controls, and byte order marks but for one at the start. A file with nothing in it gets a warning. Every
// front end calls it first and leaves a file with errors alone.
func CheckText(file *diag.File) diag.List {
	data := file.Data
	if i := bytes.IndexByte(data, 0); i >= 0 {
		if len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
			return diag.List{diag.NotUTF8.At(span(file, 0, 2), "the file is UTF-16, not UTF-8").WithFix("save it as UTF-8")}
		}
		return diag.List{diag.NULByte.At(span(file, i, 1), "the file has a NUL at byte %d", i).
			WithFix("remove it; if the file is no text, it has the wrong name")}
	}
	if !utf8.Valid(data) {
		i := firstInvalid(data)
		return diag.List{diag.NotUTF8.At(span(file, i, 1), "the file is not UTF-8: byte %d is 0x%02x", i, data[i]).
			WithFix("save it as UTF-8")}
	}
	if len(bytes.TrimSpace(TrimBOM(data))) == 0 {
		return diag.List{diag.EmptyFile.At(span(file, 0, 0), "the file is empty").WithFix("declare something in it, or remove it")}
	}
	return hidden(file)
}

// TrimBOM returns the data without the byte order mark that it may start with.
func TrimBOM(data []byte) []byte { return bytes.TrimPrefix(data, []byte(bom)) }

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}

// hidden reports characters that change how a file looks but not how it is read (https://trojansource.codes).
func hidden(file *diag.File) diag.List {
	var ds diag.List
	data := file.Data
	for i := len(data) - len(TrimBOM(data)); i < len(data); i++ {
		// The lead bytes of U+061C, U+200E to U+2069 and U+FEFF; no continuation byte has these values.
		if c := data[i]; c != 0xd8 && c != 0xe2 && c != 0xef {
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case bidiControl(r):
			ds = append(ds, diag.HiddenCharacter.At(span(file, i, size), "the file has U+%04X, which changes the direction of text", r).
				WithFix("remove it; in a string, write it as an escape"))
		case r == 0xfeff:
			ds = append(ds, diag.HiddenCharacter.At(span(file, i, size), "the file has a byte order mark (U+FEFF) inside").
				WithFix("remove it; a file may start with one"))
		}
		if len(ds) == maxHidden {
			break
		}
	}
	return ds
}

// bidiControl reports whether r has Unicode's property Bidi_Control.
func bidiControl(r rune) bool {
	return r == 0x061c || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func span(file *diag.File, start, length int) diag.Range {
	return diag.Range{File: file, Start: int32(start), End: int32(start + length)}
}
