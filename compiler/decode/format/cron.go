package format

import (
	"fmt"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
)

// cronField is one of cron's five fields: its bounds, and the names that stand for its numbers from the least on.
type cronField struct {
	name     string
	min, max int
	names    []string
}

var cronFields = [5]cronField{
	{"minute", 0, 59, nil},
	{"hour", 0, 23, nil},
	{"day of month", 1, 31, nil},
	{"month", 1, 12, []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
	{"day of week", 0, 7, []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}},
}

// monthDays are the most days of each month.
var monthDays = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// Cron checks an expression of five fields: numbers, names of months and days, ranges, lists and steps. It refuses a day of
// month together with a day of week, which cron takes as either and people mean as both, and dates that never come.
func Cron(s string) *Problem {
	if macro := cronMacro(s); macro != "" {
		return bad(diag.BadCron, Quote(s)+" is a macro, and cron here has five fields", fmt.Sprintf("write %q", macro))
	}
	fields := strings.Fields(s)
	if len(fields) != 5 {
		fix := "write minute, hour, day of month, month and day of week, such as 0 3 * * *"
		if len(fields) == 6 || len(fields) == 7 {
			fix = fmt.Sprintf("leave out seconds and year: %q", strings.Join(fields[1:6], " "))
		}
		return bad(diag.BadCron, fmt.Sprintf("%s has %d fields, cron has five", Quote(s), len(fields)), fix)
	}
	var sets [5]uint64
	from := 0
	for i, text := range fields {
		from += strings.Index(s[from:], text)
		set, why, fix := cronFields[i].parse(text)
		if why != "" {
			p := bad(diag.BadCron, fmt.Sprintf("the %s of %s %s", cronFields[i].name, Quote(s), why), fix)
			p.From, p.To = from, from+len(text)
			return p
		}
		sets[i] = set
		from += len(text)
	}
	switch {
	case fields[2] != "*" && fields[4] != "*":
		return bad(diag.BadCron, Quote(s)+" sets both the day of month and the day of week", "set one of them and leave the other as *, or make two schedules")
	case !dateComes(sets[2], sets[3]):
		return bad(diag.BadCron, Quote(s)+" is a date that never comes", "choose a day that the month has")
	}
	return nil
}

// dateComes reports whether one of the months has one of the days.
func dateComes(days, months uint64) bool {
	for m := 1; m <= 12; m++ {
		if months&(1<<m) != 0 && days&(1<<(monthDays[m]+1)-1) != 0 {
			return true
		}
	}
	return false
}

// parse returns the set of a field's values as bits.
func (f cronField) parse(text string) (set uint64, why, fix string) {
	for part := range strings.SplitSeq(text, ",") {
		bits, why, fix := f.part(part)
		if why != "" {
			return 0, why, fix
		}
		set |= bits
	}
	return set, "", ""
}

// part reads *, N, N-M, each but N with a step /S.
func (f cronField) part(text string) (set uint64, why, fix string) {
	span, stepText, hasStep := strings.Cut(text, "/")
	step := 1
	if hasStep {
		n, err := strconv.Atoi(stepText)
		if err != nil || n < 1 || n > f.max {
			return 0, fmt.Sprintf("has the step %s", Quote(stepText)), fmt.Sprintf("write a step from 1 to %d", f.max)
		}
		step = n
	}
	lo, hi := f.min, f.max
	if span != "*" {
		first, second, isRange := strings.Cut(span, "-")
		if lo, why, fix = f.number(first); why != "" {
			return 0, why, fix
		}
		hi = lo
		if isRange {
			if hi, why, fix = f.number(second); why != "" {
				return 0, why, fix
			}
			if f.max == 7 && hi == 0 {
				hi = 7 // Sunday ends a range as 7
			}
		}
		switch {
		case hi < lo:
			return 0, fmt.Sprintf("is the range %s, which ends before it starts", Quote(span)), fmt.Sprintf("write %d-%d", hi, lo)
		case hasStep && !isRange:
			return 0, fmt.Sprintf("has a step without a range, %s", Quote(text)), fmt.Sprintf("write %d-%d/%d", lo, f.max, step)
		}
	}
	for n := lo; n <= hi; n += step {
		set |= 1 << n
	}
	return set, "", ""
}

func (f cronField) number(text string) (n int, why, fix string) {
	for i, name := range f.names {
		if strings.EqualFold(text, name) {
			return f.min + i, "", ""
		}
	}
	fix = fmt.Sprintf("write numbers from %d to %d", f.min, f.max)
	if len(f.names) > 0 {
		fix += " or names such as " + f.names[0]
	}
	if text == "?" {
		return 0, "is ?", "write * for any"
	}
	n, err := strconv.Atoi(text)
	if err != nil || !only(text, isDigit) {
		return 0, fmt.Sprintf("has %s, which is no number", Quote(text)), fix
	}
	if n < f.min || n > f.max {
		return 0, fmt.Sprintf("is %d, out of its range", n), fix
	}
	return n, "", ""
}

func cronMacro(s string) string {
	switch strings.ToLower(s) {
	case "@hourly":
		return "0 * * * *"
	case "@daily", "@midnight":
		return "0 0 * * *"
	case "@weekly":
		return "0 0 * * 0"
	case "@monthly":
		return "0 0 1 * *"
	case "@yearly", "@annually":
		return "0 0 1 1 *"
	}
	return ""
}
