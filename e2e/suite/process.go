package suite

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// timeout bounds a suite.
const timeout = 10 * time.Minute

// keptLog is how much of what a suite printed beside its report is shown, in bytes.
const keptLog = 8 << 10

// start runs the program, hands on what it reports, and returns the end of what it printed beside. The error is its exit's.
func start(s Suite, args []string, each func(Result)) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	command := exec.CommandContext(ctx, s.Program, args...)
	command.Env = append(os.Environ(), s.Env...)
	var log bytes.Buffer
	command.Stderr = &log
	out, err := command.StdoutPipe()
	if err != nil {
		return "", err
	}
	// A suite starts servers; they go with it if it has to be ended.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	command.WaitDelay = time.Second
	if err := command.Start(); err != nil {
		return "", err
	}
	unread := read(out, each)
	_, _ = io.Copy(io.Discard, out) // a process whose report nobody reads would never end
	err = command.Wait()
	if unread != nil {
		err = unread
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return string(log.Bytes()[max(0, log.Len()-keptLog):]), err
}
