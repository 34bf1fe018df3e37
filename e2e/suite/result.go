package suite

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// maxLine is how long a reporter's line may be, in bytes: a failure shows both sides of a comparison.
const maxLine = 16 << 20

// A Result is what a reporter says of one test; one with a Log is no test, but what one printed.
type Result struct {
	Path    []string // the names of the suites around it, then its own
	OK      bool
	Skipped bool
	Message string // why it failed or was skipped
	Log     string
}

// problem says why the test may not pass; it is empty where it may.
func (r Result) problem() string {
	switch {
	case r.Skipped:
		return "the test was skipped, so nothing is known: " + r.Message
	case !r.OK && r.Message == "":
		return "the test failed without a word"
	case !r.OK:
		return r.Message
	}
	return ""
}

// A tally counts results.
type tally struct{ ran, failed int }

func (c *tally) add(r Result) {
	c.ran++
	if r.problem() != "" {
		c.failed++
	}
}

// problem says what is wrong with a suite beside its tests, exit being its exit's error.
func (c *tally) problem(exit error) string {
	switch {
	case exit != nil && c.failed == 0:
		return fmt.Sprintf("the suite failed after %d tests, none of which did: %v", c.ran, exit)
	case c.ran == 0:
		return "the suite has no tests"
	}
	return ""
}

// read calls each with every result in turn. The error says that a line is none.
func read(from io.Reader, each func(Result)) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		var result Result
		if err := json.Unmarshal(lines.Bytes(), &result); err != nil {
			return fmt.Errorf("%q is no line of a report: %w", lines.Text(), err)
		}
		each(result)
	}
	return lines.Err()
}
