package envoy

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// programVariable is an environment variable that names an egctl that is built already, for machines that are slow to build one.
const programVariable = "ESPC_EGCTL"

// build builds egctl in the repository's bin, as it is kept there, and returns its path. The first build takes some minutes, one that
// has nothing to do a second.
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
	lock, err := os.OpenFile(filepath.Join(bin, ".egctl.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // which unlocks it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	program := filepath.Join(bin, "egctl")
	command := exec.Command("go", "build", "-ldflags", "-s -w", "-o", program, "github.com/envoyproxy/gateway/cmd/egctl")
	command.Dir = filepath.Join(module, "envoy", "egctl")
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})
