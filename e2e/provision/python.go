package provision

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Python is an interpreter and where it finds packages beside its own.
type Python struct {
	Program  string
	Packages string // for PYTHONPATH; empty where the interpreter's own are used
}

// Python returns the python3 on PATH with the packages that a requirements file pins, installed by pip. Where pip cannot have
// them, which is no failure, Packages is empty and why says so. The error says that there is no python3.
func (c *Cache) Python(name, requirements string) (python Python, why, err error) {
	program, err := exec.LookPath("python3")
	if err != nil {
		return Python{}, nil, fmt.Errorf("python3 is not on PATH, and the tests need it")
	}
	version, err := exec.Command(program, "-c", "import sys; print(sys.version)").Output()
	if err != nil {
		return Python{}, nil, fmt.Errorf("python3 does not run: %w", err)
	}
	folder, why := c.Folder("pip-"+name, []string{requirements, string(version), platform()}, func(folder string) error {
		pins := filepath.Join(folder, "requirements.txt")
		if err := write(folder, []file{{"requirements.txt", requirements}}); err != nil {
			return err
		}
		return run(folder, program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
			"--retries=0", "--timeout=10", "--target", folder, "--requirement", pins)
	})
	if why != nil {
		return Python{Program: program}, why, nil
	}
	return Python{Program: program, Packages: folder}, nil, nil
}

// Version returns the version of a package that the interpreter finds; empty where it finds none.
func (p Python) Version(pack string) string {
	command := exec.Command(p.Program, "-c", "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))", pack)
	command.Env = append(command.Environ(), p.Env()...)
	out, err := command.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// Env is what a process of the interpreter needs in its environment.
func (p Python) Env() []string {
	if p.Packages == "" {
		return nil
	}
	return []string{"PYTHONPATH=" + p.Packages}
}
