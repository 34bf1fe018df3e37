//go:build unix

package evaluator

import (
	"os/exec"
	"syscall"
)

// limitMemory has the system refuse the process memory beyond so many bytes. What it is is told by the other process, which reads
// why this one ended.
func limitMemory(most uint64) {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_DATA, &l) != nil {
		return
	}
	l.Cur = min(most, l.Max)
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &l) // without it the other process watches alone
}

// alone gives the process a group of its own: what a terminal sends to espc's is not for it.
func alone(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// end ends the process with its group.
func end(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
