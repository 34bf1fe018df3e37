package evaluator

import (
	"os"
	"strconv"
	"strings"
)

// resident returns how much memory a process has, in bytes, 0 where that is not known. Source: proc_pid_statm(5).
func resident(pid int) uint64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}

// self is the program that runs, whatever has become of its file since it was started.
func self() (string, error) { return "/proc/self/exe", nil }
