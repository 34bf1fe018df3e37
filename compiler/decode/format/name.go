package format

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"espc.dev/schema/diag"
)

// MaxName is the most characters that an entity's name has, for_each keys and module prefixes included.
const MaxName = 40

// Name checks the name of an entity: a DNS-1123 label of at most MaxName characters.
func Name(s string) *Problem {
	if p := confusable(s); p != nil {
		return p
	}
	if !isDNSLabel(s) {
		return bad(diag.BadName, fmt.Sprintf("%s is no name: lower-case letters, digits and hyphens, a letter or digit at both ends", Quote(s)), suggest(Slug(s)))
	}
	if len(s) > MaxName {
		return bad(diag.NameTooLong, fmt.Sprintf("the name %s has %d characters, at most %d are allowed", s, len(s), MaxName), suggest("a shorter name"))
	}
	return nil
}

// TopologyName checks the topology's own name: a name that starts with a letter.
func TopologyName(s string) *Problem {
	if p := Name(s); p != nil {
		if slug := Slug(s); p.Code == diag.BadName && slug != "" && !isLower(slug[0]) {
			p.Fix = suggest(Slug("app-" + slug))
		}
		return p
	}
	if !isLower(s[0]) {
		return bad(diag.BadName, fmt.Sprintf("the topology's name %s does not start with a letter", Quote(s)), suggest(Slug("app-"+s)))
	}
	return nil
}

// Slug returns the name that a text was probably meant to be, or "" when nothing of it can be used.
func Slug(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range plain(unaccented(s)) {
		switch {
		case r >= 'A' && r <= 'Z':
			if last >= 'a' && last <= 'z' || last >= '0' && last <= '9' {
				b.WriteByte('-')
			}
			b.WriteRune(unicode.ToLower(r))
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			r = '-'
			if last != '-' {
				b.WriteByte('-')
			}
		}
		last = r
	}
	out := strings.Trim(b.String(), "-")
	if len(out) > MaxName {
		out = strings.TrimRight(out[:MaxName], "-")
	}
	return out
}

// letters are those of the Latin alphabet that are not an ASCII letter with a mark.
var letters = strings.NewReplacer("ß", "ss", "æ", "ae", "Æ", "Ae", "œ", "oe", "Œ", "Oe", "ø", "o", "Ø", "O", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ı", "i")

// unaccented returns a text without accents: café is cafe.
func unaccented(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(letters.Replace(s)))
}

func suggest(name string) string {
	if name == "" {
		return "choose a name of lower-case letters, digits and hyphens"
	}
	if strings.Contains(name, " ") {
		return "choose " + name
	}
	return fmt.Sprintf("write %q", name)
}

// confusable finds characters in a name that look like others or like nothing.
func confusable(s string) *Problem {
	for i, r := range s {
		switch {
		case invisible(r):
			p := bad(diag.ConfusableName, fmt.Sprintf("%s holds U+%04X, which can't be seen", Quote(s), r), suggest(Slug(s)))
			p.From, p.To = i, i+len(string(r))
			return p
		case lookalike(r) != 0:
			p := bad(diag.ConfusableName, fmt.Sprintf("%s holds U+%04X, which looks like the letter %c", Quote(s), r, lookalike(r)), suggest(Slug(s)))
			p.From, p.To = i, i+len(string(r))
			return p
		}
	}
	return nil
}

// plain replaces lookalikes by the letters they look like and drops what can't be seen.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case invisible(r):
			return -1
		case lookalike(r) != 0:
			return lookalike(r)
		}
		return r
	}, s)
}

func invisible(r rune) bool {
	return r == 0xad || r == 0xfeff || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0x180e || r == 0x3164
}

// lookalike returns the ASCII letter or digit that a character of another script looks like, or 0.
func lookalike(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		return r - 0xfee0 // the full-width forms
	}
	const (
		cyrillic = "асеорухіјѕһԁԛԝьАВЕКМНОРСТХЅІЈ"
		latin    = "aceopyxijshdqwbABEKMHOPCTXSIJ"
		greek    = "αορνιυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
		latin2   = "aopviukABEZHIKMNOPTYX"
		hyphens  = "‐‑‒–—−"
	)
	if r < 0x80 {
		return 0
	}
	for _, pair := range [...][2]string{{cyrillic, latin}, {greek, latin2}} {
		n := 0
		for _, c := range pair[0] {
			if c == r {
				return rune(pair[1][n])
			}
			n++
		}
	}
	if strings.ContainsRune(hyphens, r) {
		return '-'
	}
	return 0
}

func isDNSLabel(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return only(s, func(c byte) bool { return isLower(c) || isDigit(c) || c == '-' })
}
