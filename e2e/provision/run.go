package provision

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// clientTimeout bounds one run of a client that downloads.
const clientTimeout = 5 * time.Minute

// run runs a client in a folder. The error has what it said.
func run(folder, program string, args ...string) error {
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("%s is not on PATH, and the tests need it", program)
	}
	ctx, cancel := context.WithTimeout(context.Background(), clientTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, path, args...)
	command.Dir = folder
	// A client of a proxy keeps what the user set; only colours and prompts are not for here.
	command.Env = append(os.Environ(), "NO_COLOR=1", "DEBIAN_FRONTEND=noninteractive", "npm_config_update_notifier=false")
	out, err := command.CombinedOutput()
	if ctx.Err() != nil {
		err = errors.New("it took too long")
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, out)
	}
	return nil
}
