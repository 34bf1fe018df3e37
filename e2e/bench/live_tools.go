package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// deployer is a tool that brings objects to a cluster.
type deployer struct {
	name           string // in the list of versions
	binary         string
	versions       []string // arguments that print the version
	plans, applies string   // what its two commands are called in a table
	own            bool     // it is espc, and reads the topology
	plan           func(context.Context, *namespace, outcome) (sample, error)
	apply          func(context.Context, *namespace) (sample, error)
}

// outcome is what a plan has to find.
type outcome int

const (
	nothing outcome = iota
	oneUpdate
	allCreated
)

// deployers returns espc, and those of its peers that are there, with the names of the others.
func (b *bench) deployers() (present []deployer, missing []string) {
	for _, d := range []deployer{b.espc(), b.kubectl(), b.kapp()} {
		if _, err := os.Stat(d.binary); err != nil && !d.own {
			missing = append(missing, d.name)
			continue
		}
		present = append(present, d)
	}
	return present, missing
}

// Names of espc's commands in the report.
const (
	espcPlan  = "espc plan"
	espcApply = "espc apply"
)

func (b *bench) espc() deployer {
	return deployer{
		name: "espc", binary: b.Espc, versions: []string{"version"}, plans: espcPlan, applies: espcApply, own: true,
		plan: func(ctx context.Context, n *namespace, want outcome) (sample, error) {
			s, output, err := b.command(ctx, n, b.Espc, append([]string{"plan"}, n.arguments()...)...)
			counts := map[outcome]string{
				nothing:    "No changes",
				oneUpdate:  "Plan: 0 to create, 1 to update, 0 to replace, 0 to delete",
				allCreated: fmt.Sprintf("Plan: %d to create, 0 to update", objectCount(n.services)),
			}
			return s, errors.Join(err, says(output, counts[want]))
		},
		apply: func(ctx context.Context, n *namespace) (sample, error) {
			s, _, err := b.command(ctx, n, b.Espc, append([]string{"apply", "--auto-approve"}, n.arguments()...)...)
			return s, err
		},
	}
}

func (b *bench) kubectl() deployer {
	kubectl := filepath.Join(b.Peers, "kubectl")
	return deployer{
		name: "kubectl", binary: kubectl, versions: []string{"version", "--client"},
		plans: "kubectl diff --server-side", applies: "kubectl apply --server-side",
		plan: func(ctx context.Context, n *namespace, _ outcome) (sample, error) {
			// Its exit status is 1 where it finds a difference.
			s, _, err := b.command(ctx, n, kubectl, "diff", "--server-side", "-f", n.all())
			return s, err
		},
		apply: func(ctx context.Context, n *namespace) (sample, error) {
			s, _, err := b.command(ctx, n, kubectl, "apply", "--server-side", "-f", n.all())
			return s, err
		},
	}
}

func (b *bench) kapp() deployer {
	kapp := filepath.Join(b.Peers, "kapp")
	deploy := func(ctx context.Context, n *namespace, last ...string) (sample, string, error) {
		return b.command(ctx, n, kapp, append([]string{"deploy", "-a", "bench", "-n", n.name, "-f", n.all(), "--yes"}, last...)...)
	}
	return deployer{
		name: "kapp", binary: kapp, versions: []string{"version"}, plans: "kapp deploy --diff-run", applies: "kapp deploy",
		plan: func(ctx context.Context, n *namespace, _ outcome) (sample, error) {
			s, output, err := deploy(ctx, n, "--diff-run")
			return s, errors.Join(err, says(output, "0 create, 0 delete, 0 update"))
		},
		apply: func(ctx context.Context, n *namespace) (sample, error) {
			s, _, err := deploy(ctx, n, "--wait=false")
			return s, err
		},
	}
}

// filled makes a namespace, lets a tool fill it, and waits until the controllers are done with it.
func (b *bench) filled(ctx context.Context, d deployer, services int) (*namespace, error) {
	n, err := b.namespace(ctx, services)
	if err != nil {
		return nil, err
	}
	if _, err := d.apply(ctx, n); err != nil {
		return nil, fmt.Errorf("%s: %w", d.name, err)
	}
	if err := n.complete(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", d.name, err)
	}
	return n, n.settled(ctx)
}

// command runs a program in a namespace's folder with its output in a file, and returns that too.
func (b *bench) command(ctx context.Context, n *namespace, program string, arguments ...string) (sample, string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	name := filepath.Join(b.work, "output")
	output, err := os.Create(name)
	if err != nil {
		return sample{}, "", err
	}
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir, command.Stdout, command.Stderr, command.Env = n.folder, output, output, b.environ(n.cluster.kubeconfig)
	start := time.Now()
	err = command.Run()
	wall := time.Since(start)
	err = errors.Join(err, output.Close())
	content, readErr := os.ReadFile(name)
	if err = errors.Join(err, readErr); err != nil {
		return sample{}, "", fmt.Errorf("%w\n%s", err, last(string(content), 20))
	}
	return sample{wall: wall, peak: peak(command.ProcessState)}, string(content), nil
}

// environ is what every tool gets: a home of its own, in which it may keep what it knows of the cluster, as at home.
func (b *bench) environ(kubeconfig string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(b.work, "home"), "KUBECONFIG=" + kubeconfig, "NO_COLOR=1"}
}

func (b *bench) version(ctx context.Context, d deployer) (string, error) {
	output, err := exec.CommandContext(ctx, d.binary, d.versions...).Output()
	version := strings.TrimSpace(first(string(output), 1))
	for _, prefix := range []string{"Client Version: ", "kapp version ", "espc "} {
		version = strings.TrimPrefix(version, prefix)
	}
	return version, err
}

func says(output, want string) error {
	if strings.Contains(output, want) {
		return nil
	}
	return fmt.Errorf("it does not say %q:\n%s", want, last(output, 20))
}

// last returns the last n lines of s.
func last(s string, n int) string {
	lines := bytes.Split([]byte(strings.TrimRight(s, "\n")), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-n):], []byte("\n")))
}
