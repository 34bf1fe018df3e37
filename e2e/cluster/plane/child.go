package plane

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// childPrefix begins the hidden first argument by which the program runs as one component.
const childPrefix = "component:"

// A child is a component that runs.
type child struct {
	name    string
	log     string
	command *exec.Cmd
	leash   io.Closer // the other end of its standard input: the component ends when this closes, however this process ends
	exited  chan struct{}
}

// startChild starts this program as a component, which gets files from descriptor 3 on, and writes to a log.
func startChild(logs, name string, arguments []string, files ...*os.File) (*child, error) {
	program, err := self()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(logs, name+".log")
	log, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the component has its own
	command := exec.Command(program, append([]string{childPrefix + name}, arguments...)...)
	command.Stdout, command.Stderr, command.ExtraFiles = log, log, files
	// A Ctrl-C is for the supervisor, which ends the components in order.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	leash, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	c := &child{name, path, command, leash, make(chan struct{})}
	go func() {
		_ = command.Wait() // how it ended is in its log
		close(c.exited)
	}()
	return c, nil
}

// self returns the path of this program. On Linux it is one that stays true when a build replaces the file.
func self() (string, error) {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe", nil
	}
	return os.Executable()
}

// stop ends the component. What it would do on a softer signal is for a state that is thrown away.
func (c *child) stop() {
	_ = c.command.Process.Kill()
	<-c.exited
	_ = c.leash.Close()
}

// failed says how the component ended, with the end of its log.
func (c *child) failed() error {
	text, err := os.ReadFile(c.log)
	const most = 4000
	if len(text) > most {
		text = text[len(text)-most:]
	}
	return errors.Join(fmt.Errorf("%s ended: %s\n%s", c.name, c.command.ProcessState, text), err)
}

// endWithParent ends the process when its standard input closes, which it does when the parent ends in whatever way. It is surer
// than a signal on the parent's death, which Linux sends when a thread ends, and other systems do not know.
func endWithParent() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(1)
}
