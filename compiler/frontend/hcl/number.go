package hcl

import (
	"math/big"
	"strconv"
	"strings"
)

// plainDigits is up to how many digits a number with an exponent is written out.
const plainDigits = 40

// canonical returns a number as JSON writes it, one text for one value and no digit lost: no leading zeros, no trailing
// zeros of a fraction, an exponent only where the number would be very long. The text is a number in HCL's syntax.
func canonical(text string) string {
	if plainInteger(text) {
		return text
	}
	sign := ""
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		sign, text = "-", rest
	}
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.ParseInt(text[i+1:], 10, 32)
		if err != nil {
			return sign + text // beyond any range; whoever reads it as a number says so
		}
		mantissa, exponent = text[:i], int(e)
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	point := len(whole) + exponent
	significant := strings.TrimLeft(digits, "0")
	point -= len(digits) - len(significant)
	significant = strings.TrimRight(significant, "0")
	if significant == "" {
		return "0"
	}
	return sign + decimal(significant, point, len(digits))
}

func plainInteger(s string) bool {
	s = strings.TrimPrefix(s, "-")
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && (s[0] != '0' || len(s) == 1)
}

// decimal writes 0.DIGITS × 10^point; written is how many digits the source has.
func decimal(digits string, point, written int) string {
	n := len(digits)
	switch {
	case point >= n && point <= max(plainDigits, written):
		return digits + strings.Repeat("0", point-n)
	case point > 0 && point < n:
		return digits[:point] + "." + digits[point:]
	case point <= 0 && point > -6:
		return "0." + strings.Repeat("0", -point) + digits
	}
	mantissa := digits[:1]
	if n > 1 {
		mantissa += "." + digits[1:]
	}
	return mantissa + "e" + strconv.Itoa(point-1)
}

// computed returns the text of a number that was computed. Integers are exact; a fraction with more digits than a double
// has is the nearest double.
func computed(f *big.Float) (string, bool) {
	if f.IsInf() {
		return "", false
	}
	text := canonical(f.Text('e', -1))
	if !f.IsInt() && len(text) > 20 {
		if double, _ := f.Float64(); double != 0 {
			text = canonical(strconv.FormatFloat(double, 'e', -1, 64))
		}
	}
	return text, true
}

// maxExponent bounds what numbers are computed with: a text like 1e999999999 would be a gigabyte.
const maxExponent = 1000

// parseNumber reads a canonical number to compute with it.
func parseNumber(text string) (*big.Float, bool) {
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if e, err := strconv.Atoi(text[i+1:]); err != nil || e > maxExponent || e < -maxExponent {
			return nil, false
		}
	}
	f, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	return f, err == nil && !f.IsInf()
}
