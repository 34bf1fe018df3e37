package format

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
)

// Memory parses an amount of memory, a Kubernetes quantity with a unit (256Mi, 1.5Gi, 500M), to bytes. A number alone is
// refused though Kubernetes takes it: nobody means 512 bytes.
func Memory(s string) (int64, *Problem) {
	number, suffix := splitQuantity(s)
	scale := memoryScale(suffix)
	fail := func(why string) (int64, *Problem) {
		return 0, bad(diag.BadUnit, Quote(s)+" is no amount of memory: "+why, memoryFix(number, suffix))
	}
	switch {
	case number == "":
		return fail("it does not start with a number")
	case suffix == "" || isExponent(suffix):
		return 0, bad(diag.NoUnit, Quote(s)+" is an amount of memory without its unit", memoryFix(number, suffix))
	case suffix == "m":
		return fail("m means thousandths of a byte")
	case scale == 0:
		return fail(fmt.Sprintf("%s is no unit", Quote(suffix)))
	}
	if n := smallNumber(number); n > 0 && scale <= 1<<40 {
		return n * scale, nil
	}
	v := scaled(number, scale)
	switch {
	case v == nil:
		return fail("its number is malformed")
	case v.Sign() <= 0 || !v.IsInt():
		return fail("it is a whole number of bytes, above 0")
	case !v.Num().IsInt64():
		return fail("it is more than 8 EiB")
	}
	return v.Num().Int64(), nil
}

// CPU parses an amount of processor time, a Kubernetes quantity (100m, 0.5, 2), to thousandths of a core.
func CPU(s string) (int64, *Problem) {
	number, suffix := splitQuantity(s)
	fix := "write thousandths of a core such as 100m, or cores such as 2"
	fail := func(why string) (int64, *Problem) {
		return 0, bad(diag.BadUnit, Quote(s)+" is no amount of cpu: "+why, fix)
	}
	scale := int64(1000)
	switch {
	case number == "":
		return fail("it does not start with a number")
	case suffix == "m":
		scale = 1
	case suffix != "":
		return fail(fmt.Sprintf("%s is no unit", Quote(suffix)))
	}
	if n := smallNumber(number); n > 0 {
		return n * scale, nil
	}
	v := scaled(number, scale)
	switch {
	case v == nil:
		return fail("its number is malformed")
	case v.Sign() <= 0 || !v.IsInt():
		return fail("the least is 1m, and parts of that can't be given")
	case !v.Num().IsInt64() || v.Num().Int64() > math.MaxInt32:
		return fail("no machine has as much")
	}
	return v.Num().Int64(), nil
}

// isExponent reports whether a quantity's suffix is a decimal exponent, as in 1e9: a number still, without a unit.
func isExponent(suffix string) bool {
	if suffix[0] != 'e' && suffix[0] != 'E' {
		return false
	}
	digits := strings.TrimLeft(suffix[1:], "+-")
	return digits != "" && only(digits, isDigit)
}

// splitQuantity splits a text after its leading sign, digits and dots.
func splitQuantity(s string) (number, suffix string) {
	i := 0
	for i < len(s) && (isDigit(s[i]) || s[i] == '.' || i == 0 && (s[i] == '+' || s[i] == '-')) {
		i++
	}
	if !strings.ContainsAny(s[:i], "0123456789") {
		return "", s
	}
	return s[:i], s[i:]
}

// smallNumber returns a number of at most six digits, which is what most quantities have, and 0 for any other.
func smallNumber(s string) int64 {
	if len(s) > 6 || !only(s, isDigit) {
		return 0
	}
	n := int64(0)
	for i := range len(s) {
		n = 10*n + int64(s[i]-'0')
	}
	return n
}

// scaled returns a decimal number times scale, or nil when it is malformed. Its length is bounded so that no number takes
// long.
func scaled(number string, scale int64) *big.Rat {
	if len(number) > 40 || strings.Count(number, ".") > 1 {
		return nil
	}
	v, ok := new(big.Rat).SetString(number)
	if !ok {
		return nil
	}
	return v.Mul(v, new(big.Rat).SetInt64(scale))
}

// memoryScale returns the bytes of a unit of Kubernetes quantities, or 0 for none.
func memoryScale(suffix string) int64 {
	switch suffix {
	case "k":
		return 1e3
	case "M":
		return 1e6
	case "G":
		return 1e9
	case "T":
		return 1e12
	case "P":
		return 1e15
	case "E":
		return 1e18
	case "Ki":
		return 1 << 10
	case "Mi":
		return 1 << 20
	case "Gi":
		return 1 << 30
	case "Ti":
		return 1 << 40
	case "Pi":
		return 1 << 50
	case "Ei":
		return 1 << 60
	}
	return 0
}

// memoryFix guesses the quantity that was meant: 512mb and 512m both mean 512Mi.
func memoryFix(number, suffix string) string {
	number = strings.TrimLeft(number, "+-")
	if number == "" || suffix != "" && isExponent(suffix) || scaled(number, 1) == nil || strings.Trim(number, "0.") == "" {
		return "write a number with its unit, such as 256Mi or 1Gi"
	}
	if suffix == "" {
		return bareMemoryFix(number)
	}
	unit := "Mi"
	switch strings.ToLower(strings.TrimSpace(suffix)) {
	case "k", "kb", "kib", "ki":
		unit = "Ki"
	case "g", "gb", "gib", "gi", "gig":
		unit = "Gi"
	case "t", "tb", "tib", "ti":
		unit = "Ti"
	}
	return fmt.Sprintf("write %q", number+unit)
}

// bareMemoryFix tells how a number without a unit is written. One as large as only bytes can be is written shorter; a
// small one may mean Mi or Gi, which is not for a compiler to decide.
func bareMemoryFix(number string) string {
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1<<16 {
		return fmt.Sprintf("write its unit, such as %q or %q", number+"Mi", number+"Gi")
	}
	for _, unit := range []string{"Ti", "Gi", "Mi", "T", "G", "M", "Ki", "k"} {
		if scale := memoryScale(unit); n%scale == 0 {
			return fmt.Sprintf("write %q", strconv.FormatInt(n/scale, 10)+unit)
		}
	}
	return "write a number with its unit, such as 256Mi or 1Gi"
}
