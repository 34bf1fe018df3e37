package lsp

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPositionsCountTheUnitsOfTheEncoding(t *testing.T) {
	text := newText([]byte("aé€😀b\r\nzwei\rdrei\n"))
	for _, test := range []struct {
		encoding encoding
		offset   int
		want     Position
	}{
		{utf8Encoding, 10, Position{0, 10}},
		{utf16Encoding, 10, Position{0, 5}},
		{utf32Encoding, 10, Position{0, 4}},
		{utf16Encoding, 6, Position{0, 3}},
		{utf16Encoding, 13, Position{1, 0}},
		{utf16Encoding, 18, Position{2, 0}},
		{utf16Encoding, 23, Position{3, 0}},
		{utf16Encoding, 99, Position{3, 0}},
	} {
		if got := text.position(test.encoding, test.offset); got != test.want {
			t.Errorf("%s: offset %d is %v, want %v", test.encoding, test.offset, got, test.want)
		}
		if got := text.offset(test.encoding, test.want); got != min(test.offset, len(text.data)) {
			t.Errorf("%s: %v is offset %d, want %d", test.encoding, test.want, got, test.offset)
		}
	}
}

func TestAPositionInsideACodePointIsItsStart(t *testing.T) {
	if got := newText([]byte("a😀b")).offset(utf16Encoding, Position{0, 2}); got != 1 {
		t.Errorf("got %d", got)
	}
	if got := newText([]byte("ab\r\ncd")).offset(utf16Encoding, Position{0, 9}); got != 2 {
		t.Errorf("behind the line's end: got %d", got)
	}
}

// FuzzText holds that every offset at the start of a code point comes back from its position, in every encoding, but for those between the
// two bytes of a line break, and that no position leaves the text.
func FuzzText(f *testing.F) {
	f.Add("aé€😀b\r\nzwei\rdrei\n", uint32(1), uint32(3))
	f.Add("\r\r\n\n\xff\xc3", uint32(4), uint32(9))
	f.Fuzz(func(t *testing.T, s string, line, character uint32) {
		text := newText([]byte(s))
		for _, e := range []encoding{utf8Encoding, utf16Encoding, utf32Encoding} {
			for offset := range len(s) + 1 {
				if offset < len(s) && !utf8.RuneStart(s[offset]) || offset > 0 && offset < len(s) && s[offset-1:offset+1] == "\r\n" || !utf8.ValidString(s) {
					continue
				}
				if back := text.offset(e, text.position(e, offset)); back != offset {
					t.Fatalf("%s: offset %d comes back as %d in %q", e, offset, back, s)
				}
			}
			if at := text.offset(e, Position{line, character}); at < 0 || at > len(s) {
				t.Fatalf("%s: %d:%d is %d in %q", e, line, character, at, s)
			}
		}
	})
}

func TestTheEncodingIsWhatTheClientCan(t *testing.T) {
	for _, test := range []struct{ can, want string }{{"utf-16", "utf-16"}, {"utf-16 utf-8", "utf-8"}, {"", "utf-16"}} {
		c := connect(t, Config{})
		m := c.initialize(strings.Fields(test.can)...)
		if got := string(m.Result); !strings.Contains(got, fmt.Sprintf(`"positionEncoding":%q`, test.want)) {
			t.Errorf("for %q: %s", test.can, got)
		}
	}
}

func TestColumnsAreTheClients(t *testing.T) {
	for encoding, want := range map[string]string{"utf-16": "0:28-0:32", "utf-8": "0:31-0:35"} {
		c := connect(t, Config{})
		c.dir = t.TempDir()
		c.initialize(encoding)
		c.openText("main.hcl", "topology \"shop\" { /* é😀 */ nope = 1 }\n")
		if got := list(c.diagnostics("main.hcl", 1)); !strings.Contains(got, want) {
			t.Errorf("%s: got %s", encoding, got)
		}
	}
}
