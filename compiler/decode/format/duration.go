package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"espc.dev/schema/diag"
)

// Duration parses a duration as Go writes it (30s, 1h30m, 250ms) or whole days (7d). It is not negative.
func Duration(s string) (time.Duration, *Problem) {
	if d, ok := days(s); ok {
		return d, nil
	}
	if d, err := time.ParseDuration(s); err == nil {
		if d < 0 {
			return 0, bad(diag.OutOfRange, Quote(s)+" is a negative duration", fmt.Sprintf("write %q", strings.TrimPrefix(s, "-")))
		}
		return d, nil
	}
	if s != "" && only(s, isDigit) {
		return 0, bad(diag.NoUnit, Quote(s)+" is a duration without its unit", fmt.Sprintf("write %q for seconds", s+"s"))
	}
	fix := "write a duration such as 30s, 5m, 1h30m or 7d"
	if guess := durationGuess(s); guess != "" {
		fix = fmt.Sprintf("write %q", guess)
	}
	return 0, bad(diag.BadUnit, Quote(s)+" is no duration", fix)
}

// days parses whole days: 7d.
func days(s string) (time.Duration, bool) {
	number, found := strings.CutSuffix(s, "d")
	if !found || !only(number, isDigit) {
		return 0, false
	}
	n, err := strconv.ParseInt(number, 10, 64)
	const day = 24 * time.Hour
	if err != nil || n > math.MaxInt64/int64(day) {
		return 0, false
	}
	return time.Duration(n) * day, true
}

// durationGuess returns the duration that was probably meant: 30 sec, 5min, 2w, 1d12h.
func durationGuess(s string) string {
	number, unit := splitQuantity(strings.ReplaceAll(s, " ", ""))
	if number == "" || strings.ContainsAny(number, "+-") {
		return ""
	}
	switch strings.ToLower(unit) {
	case "s", "sec", "secs", "second", "seconds":
		return number + "s"
	case "m", "min", "mins", "minute", "minutes":
		return number + "m"
	case "h", "hr", "hrs", "hour", "hours":
		return number + "h"
	case "d", "day", "days":
		if f, err := strconv.ParseFloat(number, 64); err == nil && f < 1e6 {
			if f == math.Trunc(f) {
				return strconv.Itoa(int(f)) + "d"
			}
			return strconv.FormatFloat(f*24, 'f', -1, 64) + "h"
		}
	case "w", "week", "weeks":
		if n, err := strconv.Atoi(number); err == nil && n < 1e6 {
			return strconv.Itoa(7*n) + "d"
		}
	}
	if d, rest, found := strings.Cut(s, "d"); found {
		n, err := strconv.Atoi(d)
		more, err2 := time.ParseDuration(rest)
		if err == nil && err2 == nil && n >= 0 && n < 1e4 && more > 0 && more%time.Hour == 0 {
			return strconv.Itoa(24*n+int(more/time.Hour)) + "h"
		}
	}
	return ""
}

// maxRequests bounds rates and quotas, so that what is computed of them stays a whole number.
const maxRequests = 1_000_000_000_000

// Rate parses requests per time: N/(s|min|hour|day) or N/DURATION, so 100/s and 10/2m.
func Rate(s string) (requests int64, per time.Duration, p *Problem) {
	fail := func(why, fix string) (int64, time.Duration, *Problem) {
		return 0, 0, bad(diag.BadUnit, Quote(s)+" is no rate: "+why, fix)
	}
	number, unit, found := strings.Cut(s, "/")
	if !found {
		if s != "" && only(s, isDigit) {
			return 0, 0, bad(diag.NoUnit, Quote(s)+" is a rate without its time", fmt.Sprintf("write %q for requests per second", s+"/s"))
		}
		return fail("it has no /", "write requests per time, such as 100/s or 10/2m")
	}
	n, why := requestCount(number)
	if why != "" {
		return fail(why, "write requests per time, such as 100/s or 10/2m")
	}
	switch unit {
	case "s":
		return n, time.Second, nil
	case "min":
		return n, time.Minute, nil
	case "hour":
		return n, time.Hour, nil
	case "day":
		return n, 24 * time.Hour, nil
	}
	per, problem := Duration(unit)
	if problem == nil && per > 0 {
		return n, per, nil
	}
	fix := "write s, min, hour, day or a duration after the slash, such as 100/s or 10/2m"
	switch strings.ToLower(unit) {
	case "sec", "second":
		fix = fmt.Sprintf("write %q", number+"/s")
	case "m", "minute":
		fix = fmt.Sprintf("write %q", number+"/min")
	case "h":
		fix = fmt.Sprintf("write %q", number+"/hour")
	case "d":
		fix = fmt.Sprintf("write %q", number+"/day")
	}
	return fail("what follows the slash is no time", fix)
}

// Quota parses requests per day, week or month: 1000/day.
func Quota(s string) (requests int64, per string, p *Problem) {
	number, unit, found := strings.Cut(s, "/")
	if !found && s != "" && only(s, isDigit) {
		return 0, "", bad(diag.NoUnit, Quote(s)+" is a quota without its time", fmt.Sprintf("write %q", s+"/day"))
	}
	n, why := requestCount(number)
	if why == "" && (unit == "day" || unit == "week" || unit == "month") {
		return n, unit, nil
	}
	if why == "" {
		why = "it is counted per day, week or month"
	}
	return 0, "", bad(diag.BadUnit, Quote(s)+" is no quota: "+why, "write requests per day, week or month, such as 1000/day")
}

func requestCount(s string) (n int64, why string) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || !only(s, isDigit) || n < 1 || n > maxRequests {
		return 0, fmt.Sprintf("the number of requests is a whole number from 1 to %d", int64(maxRequests))
	}
	return n, ""
}
