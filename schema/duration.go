package schema

import (
	"strconv"
	"strings"
	"time"
)

// DurationText writes a duration as a person would in a topology: whole days as 14d, and no parts of zero, so 2h and 5m30s.
func DurationText(d time.Duration) string {
	const day = 24 * time.Hour
	if d > 0 && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	return ClockText(d)
}

// ClockText writes a duration as Go's own form has it, which knows no days, without parts of zero: 336h, 10m.
func ClockText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
