package provision

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Program is a program of this repository that tests run, in Go and too heavy to be linked into them.
type Program struct {
	// Name is the program's, in the repository's bin.
	Name string
	// Module is the folder of its module, and Package its package in it: "." for this module's own folder, and paths from it.
	Module, Package string
	// Flags are the linker's, besides those that leave out what debuggers want.
	Flags string
	// Variable is an environment variable that names a program that is built already, for machines that are slow to build one.
	Variable string
}

// Build builds the program in the repository's bin, where it is kept, and returns its path. The first build of one takes some minutes,
// one that has nothing to do a second or two. Several test packages may ask at the same time.
func (p Program) Build() (string, error) {
	if program := os.Getenv(p.Variable); program != "" {
		return program, nil
	}
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	module := filepath.Dir(strings.TrimSpace(string(out)))
	bin := filepath.Join(filepath.Dir(module), "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(bin, "."+p.Name+".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // which unlocks it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	program := filepath.Join(bin, p.Name)
	command := exec.Command("go", "build", "-ldflags", strings.TrimSpace("-s -w "+p.Flags), "-o", program, p.Package)
	command.Dir = filepath.Join(module, p.Module)
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
}
