package cli

import (
	"time"

	"espc.dev/compiler/decode/format"
)

// timeForms are how a time can be written; what names no zone is in UTC.
var timeForms = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"}

// times returns the times that the flags mean, in whole seconds.
func (f *replayFlags) times(now time.Time) (from, to time.Time, err error) {
	now = now.UTC().Truncate(time.Second)
	if f.from == "" {
		return from, to, failf("--from is needed: the time of the first event to send, such as 2h for two hours ago")
	}
	if from, err = pointInTime("--from", f.from, now); err != nil {
		return from, to, err
	}
	to = now
	if f.to != "" {
		if to, err = pointInTime("--to", f.to, now); err != nil {
			return from, to, err
		}
	}
	switch {
	case from.After(now):
		return from, to, failf("--from %s is in the future; it is %s now", f.from, now.Format(time.RFC3339))
	case to.After(now):
		return from, to, failf("--to %s is in the future; it is %s now, and leaving --to out means that", f.to, now.Format(time.RFC3339))
	case !from.Before(to):
		return from, to, failf("--from (%s) is not before --to (%s)", from.Format(time.RFC3339), to.Format(time.RFC3339))
	}
	return from, to, nil
}

// pointInTime reads a time, or a duration as a time ago.
func pointInTime(flag, s string, now time.Time) (time.Time, error) {
	if s == "now" {
		return now, nil
	}
	if ago, problem := format.Duration(s); problem == nil {
		return now.Add(-ago).Truncate(time.Second), nil
	}
	for _, form := range timeForms {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC().Truncate(time.Second), nil
		}
	}
	return time.Time{}, failf("%s takes a time such as 2026-05-04T10:00Z or 2026-05-04, or a duration such as 2h or 1d for a time ago, not %q", flag, s)
}
