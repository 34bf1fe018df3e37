//go:build unix

package client

import (
	"os/exec"
	"syscall"
)

// contain gives a program a process group of its own, so that what it starts can be ended with it; the returned function does so.
// A program that asks a person stays in the terminal's group, else it could not read from it; it is ended alone.
func contain(cmd *exec.Cmd, asks bool) (end func()) {
	if asks {
		return func() {}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	group := func() error {
		if cmd.Process == nil {
			return nil
		}
		return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	cmd.Cancel = group
	return func() { _ = group() }
}
