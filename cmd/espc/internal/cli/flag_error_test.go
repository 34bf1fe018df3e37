package cli

import (
	"errors"
	"testing"
)

func TestAValueThatAFlagCannotHaveIsAnsweredWithThoseItTakes(t *testing.T) {
	for said, want := range map[string]string{
		`invalid argument "x" for "--to" flag: strconv.ParseInt: parsing "x": invalid syntax`:            `--to takes a whole number, not "x"`,
		`invalid argument "oft" for "-w, --wait" flag: strconv.ParseBool: parsing "oft": invalid syntax`: `--wait takes true or false, not "oft"`,
		`invalid argument "10" for "--timeout" flag: time: missing unit in duration "10"`:                `--timeout takes a duration, such as 90s or 10m, not "10"`,
		"unknown flag: --tu": "unknown flag: --tu",
	} {
		if got := flagError(errors.New(said)).Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
