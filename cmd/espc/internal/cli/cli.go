// Package cli is espc's command line: one file a command. Commands write data to Out and everything else to Err, and
// say how they went by an exit status.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// app is one run of the command line: its IO and the flags that all commands share.
type app struct {
	io          IO
	dir         string // the topology's folder, as the person gave it
	env         string
	output      string
	color       string
	concise     bool
	verbose     bool
	noProgress  bool
	parallelism int
	timeout     time.Duration
	cancel      context.CancelFunc // of the timeout
	vars        []string
	varFiles    []string
}

// Run runs one command and returns its exit status: 0 done, 1 an error (one line of it last on Err), 2 changes or drift
// where a command was asked to tell, 130 and 143 on SIGINT and SIGTERM.
func Run(ctx context.Context, args []string, stdio IO) int {
	ctx, stop := withSignals(ctx)
	defer stop()
	a := &app{io: stdio, cancel: func() {}}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	a.cancel()
	var status exit
	switch {
	case err == nil:
		return 0
	case errors.As(context.Cause(ctx), &status):
	case !errors.As(err, &status):
		status = exit{1, err.Error()}
	}
	if status.message != "" {
		fmt.Fprintln(stdio.Err, "Error:", status.message)
	}
	return status.code
}

// exit is an error that ends the run with a status. An empty message prints nothing more.
type exit struct {
	code    int
	message string
}

// Error returns the message.
func (e exit) Error() string { return e.message }

func failf(format string, args ...any) error { return exit{1, fmt.Sprintf(format, args...)} }

// withSignals ends the context at SIGINT and SIGTERM, with the exit status as its cause. A second signal ends the
// process at once.
func withSignals(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			if s == syscall.SIGTERM {
				cancel(exit{143, "terminated"})
				return
			}
			cancel(exit{130, "interrupted"})
		case <-done:
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel(nil)
	}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "espc",
		Short: "Compile one application topology to Kubernetes manifests, and plan what would change",
		Long: `espc compiles application topologies. A topology says what an application is (models, functions,
microservices, gateways, …) in HCL, CUE, Jsonnet, JSON or YAML; an environment says where it runs.`,
		Example: `  espc init hello && cd hello
  espc plan
  espc apply`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		DisableAutoGenTag: true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			if a.timeout > 0 {
				ctx, cancel := context.WithTimeoutCause(c.Context(), a.timeout, exit{1, "not done after " + a.timeout.String() + "; nothing more was changed"})
				a.cancel = cancel
				c.SetContext(ctx)
			}
			if a.parallelism > 0 {
				runtime.GOMAXPROCS(a.parallelism) // whatever is done at once goes by it
			}
			return a.checkFlags()
		},
	}
	root.SetIn(a.io.In)
	root.SetOut(a.io.Out)
	root.SetErr(a.io.Err)
	f := root.PersistentFlags()
	f.StringVarP(&a.env, "env", "e", "", "the `environment`; needed where the topology has several")
	f.StringVarP(&a.output, "output", "o", "text", "the form of the output: text, json or github")
	f.StringVar(&a.color, "color", "auto", "colours: auto, always or never")
	f.BoolVar(&a.concise, "concise", false, "one line for each object")
	f.BoolVar(&a.verbose, "verbose", false, "whole objects, notes, and what is left out otherwise")
	f.BoolVar(&a.noProgress, "no-progress", false, "no progress on standard error")
	f.IntVar(&a.parallelism, "parallelism", 0, "how much is done at once; 0 for as much as the machine can")
	f.DurationVar(&a.timeout, "timeout", 0, "how long the command may take; 0 for as long as it needs")
	f.StringArrayVar(&a.vars, "var", nil, "a variable, as `name=value`")
	f.StringArrayVar(&a.varFiles, "var-file", nil, "a JSON or YAML `file` of variables")
	root.AddCommand(a.initCommand(), a.validateCommand(), a.compileCommand(), a.planCommand(), a.applyCommand(), a.imagesCommand(), a.explainCommand(), a.schemaCommand(), a.versionCommand())
	root.AddCommand(laterCommands()...)
	root.Version = buildVersion()
	root.SetVersionTemplate("espc {{.Version}}\n")
	return root
}

func (a *app) checkFlags() error {
	switch {
	case a.parallelism < 0:
		return failf("--parallelism takes a number from 0 on, not %d", a.parallelism)
	case a.timeout < 0:
		return failf("--timeout takes a duration from 0 on, not %s", a.timeout)
	}
	switch a.output {
	case "text", "json", "github":
	default:
		return failf("--output takes text, json or github, not %q", a.output)
	}
	switch a.color {
	case "auto", "always", "never":
	default:
		return failf("--color takes auto, always or never, not %q", a.color)
	}
	return nil
}

// colored reports whether a stream gets colours.
func (a *app) colored(terminal bool) bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return terminal && a.io.Getenv("NO_COLOR") == "" && a.io.Getenv("TERM") != "dumb"
}

// path resolves a path that a person gave against the working directory.
func (a *app) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(a.io.Dir, p)
}

// dirArg returns the topology's folder from a command's arguments: the only one, or the working directory.
func dirArg(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return strings.TrimSuffix(filepath.ToSlash(args[0]), "/")
}
