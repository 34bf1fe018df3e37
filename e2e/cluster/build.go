package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// version is what the cluster says that it is: that of the module, which go build does not put in.
const version = "v1.36.3"

// Program returns the path of espc-cluster, built once for a package's tests.
func Program(t testing.TB) string {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// programVariable is an environment variable that names a program that is built already, for machines that are slow to link one.
const programVariable = "ESPC_CLUSTER"

// build builds the program where `make cluster` does, in the repository's bin, and returns its path. A build that has nothing to do
// takes a second or two. Several test packages may ask at the same time.
var build = sync.OnceValues(func() (string, error) {
	if program := os.Getenv(programVariable); program != "" {
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
	lock, err := os.OpenFile(filepath.Join(bin, ".espc-cluster.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // which unlocks it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	program := filepath.Join(bin, "espc-cluster")
	command := exec.Command("go", "build", "-ldflags", "-s -w -X k8s.io/component-base/version.gitVersion="+version, "-o", program, "./cluster/espc-cluster")
	command.Dir = module
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})
