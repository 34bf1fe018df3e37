package frontend

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"espc.dev/schema/diag"
)

// CheckName reports a name (of an entity, a label, a field) that is not what it looks like: with characters of no width,
// or with letters of another script that look like ASCII ones. Names that are honestly not ASCII pass: what a name may
// be is decided where its field is known.
func CheckName(name string, at diag.Range) diag.List {
	plain := true
	for i := 0; i < len(name); i++ {
		plain = plain && name[i] < utf8.RuneSelf
	}
	if plain {
		return nil
	}
	visible := strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, name)
	if visible != name {
		r := firstInvisible(name)
		return diag.List{diag.ConfusableName.At(at, "the name has U+%04X in it, which can't be seen", r).WithFix("write %q", visible)}
	}
	if ascii, ok := lookalike(name); ok {
		return diag.List{diag.ConfusableName.At(at, "the name %s is not written in ASCII letters, though it looks like %s", escaped(name), ascii).
			WithFix("write %q", ascii)}
	}
	return nil
}

func firstInvisible(s string) rune {
	for _, r := range s {
		if invisible(r) {
			return r
		}
	}
	return 0
}

// invisible reports whether a rune has no width: the soft hyphen, the combining grapheme joiner, Hangul and Khmer
// fillers, zero-width spaces and joiners, invisible operators, variation selectors and tags.
func invisible(r rune) bool {
	switch {
	case r == 0x00ad, r == 0x034f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x180e, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	}
	return r >= 0xfe00 && r <= 0xfe0f || r == 0xfeff || r >= 0xe0000 && r <= 0xe0fff
}

// lookalike returns the ASCII that a name looks like, and whether every letter of it has one.
func lookalike(name string) (string, bool) {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case r >= 0xff01 && r <= 0xff5e: // full-width forms of ASCII
			b.WriteRune(r - 0xff01 + '!')
		default:
			_, after, ok := strings.Cut(lookalikes, string(r))
			if !ok {
				return "", false
			}
			b.WriteByte(after[0])
		}
	}
	return b.String(), true
}

// Cyrillic, Greek, Armenian and Latin letters and dashes, each followed by the ASCII that it looks like, after Unicode's
// confusables.txt (UTS #39).
const lookalikes = "аaсcԁdеeһhіiјjӏlоoрpԛqѕsѵvԝwхxуyүyАAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXҮY" +
	"αaγyιiνvοoρpυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX" + "հhօoոnսuցgզq" + "ıiɡgɑa" + "‐-‑-‒-–-−-"

// escaped returns a name with what is not ASCII as escapes, so that the difference shows.
func escaped(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
