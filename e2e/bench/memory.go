//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak is the largest resident set a finished process had, in bytes.
//
// On Linux a child that is started by vfork counts its parent's set as its own until it executes, so a
// reading below ownPeak means nothing.
func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return maxrss(usage)
}

// ownPeak is the largest resident set of this process so far, in bytes.
func ownPeak() (int64, error) {
	var usage syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return maxrss(&usage), err
}

// maxrss converts ru_maxrss, which getrusage(2) gives in KiB on Linux and in bytes on Darwin.
func maxrss(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) * 1024
}
