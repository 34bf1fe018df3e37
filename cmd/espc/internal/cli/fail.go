package cli

import (
	"errors"
	"fmt"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// exit is an error that ends the run with a status. An empty message prints nothing more.
type exit struct {
	code    int
	message string
}

// Error returns the message.
func (e exit) Error() string { return e.message }

func failf(format string, args ...any) error { return exit{1, fmt.Sprintf(format, args...)} }

// refused is an error that is diagnostics: they are shown before the run ends.
type refused diag.List

// Error counts them; one says itself.
func (r refused) Error() string {
	var errs diag.List
	for _, d := range r {
		if d.Severity == diag.Error {
			errs = append(errs, d)
		}
	}
	if len(errs) == 1 {
		return errs[0].Summary
	}
	return fmt.Sprintf("%d errors; nothing was changed", len(errs))
}

// diagnosed returns the diagnostics that an error stands for, none for any other error.
func diagnosed(err error) diag.List {
	var list refused
	var fault *backends.Fault
	switch {
	case errors.As(err, &list):
		return diag.List(list)
	case errors.As(err, &fault):
		return diag.List{fault.Diagnostic}
	}
	return nil
}

// undiagnosed returns the error that ends the run once the diagnostics of err are shown.
func undiagnosed(err error) error {
	var status exit
	if err == nil || errors.As(err, &status) {
		return err
	}
	return exit{1, err.Error()}
}
