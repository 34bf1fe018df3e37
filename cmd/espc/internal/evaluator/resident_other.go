//go:build !linux

package evaluator

import "os"

// resident returns 0: how much memory another process has is not known here.
func resident(int) uint64 { return 0 }

// self is the program that runs.
func self() (string, error) { return os.Executable() }
