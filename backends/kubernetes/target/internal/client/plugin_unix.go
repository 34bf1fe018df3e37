//go:build unix

package client

import (
	"os/exec"
	"syscall"
)

// contain gives a program a process group of its own, so that what it starts can be ended with it; the returned function does so.
// A program that asks a person stays in the terminal's group, else it could not read from it; what it leaves running when it
// is done, such as a browser, goes on.
func contain(cmd *exec.Cmd, asks bool) (end func()) {
	if !asks {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	}
	cmd.Cancel = func() error {
		pid := cmd.Process.Pid
		started := descendants(pid)
		if !asks {
			_ = syscall.Kill(-pid, syscall.SIGKILL)
		}
		err := cmd.Process.Kill()
		for _, p := range started {
			_ = syscall.Kill(p, syscall.SIGKILL)
		}
		return err
	}
	return func() {
		if !asks && cmd.Process != nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
	}
}
