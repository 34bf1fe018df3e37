// Package cli is espc's command line: one file a command. Commands write data to Out and everything else to Err, and
// say how they went by an exit status.
package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/evaluator"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema"
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
	cause       func() error       // why the run was cut short, nil if it was not
	underway    atomic.Pointer[change]
	showing     atomic.Pointer[view.Progress]
	vars        []string
	varFiles    []string
	evaluators  *evaluator.Pool // nil where evaluations are done in this process
}

// Run runs one command and returns its exit status: 0 done, 1 an error (one line of it last on Err), 2 changes or drift
// where a command was asked to tell, 130 and 143 on SIGINT and SIGTERM.
func Run(ctx context.Context, args []string, stdio IO) int {
	a := &app{io: stdio, cancel: func() {}}
	ctx, stop := withSignals(ctx, a.abandon)
	defer stop()
	a.cause = func() error { return context.Cause(ctx) }
	if stdio.Program != "" {
		a.evaluators = evaluator.New(stdio.Program, buildVersion(), evaluateName)
		defer a.evaluators.Close()
	}
	root := a.root()
	root.SetArgs(args)
	err := a.end(root.ExecuteContext(ctx))
	if err == nil {
		return 0
	}
	var status exit
	if !errors.As(err, &status) {
		status = exit{1, err.Error()}
	}
	if status.message != "" {
		fmt.Fprintln(stdio.Err, "Error:", view.Line(status.message))
	}
	return status.code
}

// end returns the error that the run ends with: why it was cut short, if it was; else err, after showing its diagnostics.
func (a *app) end(err error) error {
	defer a.cancel()
	var status exit
	switch ds := diagnosed(err); {
	case err == nil:
		return nil
	case errors.As(a.cause(), &status):
		return status
	case len(ds) > 0:
		if failed := a.tell(ds); failed != nil {
			return failed
		}
	}
	return err
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
				ctx, cancel := context.WithTimeoutCause(c.Context(), a.timeout, exit{1, "not done after " + schema.DurationText(a.timeout)})
				a.cancel, a.cause = cancel, func() error { return context.Cause(ctx) }
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
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
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
	root.AddCommand(
		a.initCommand(),
		a.validateCommand(),
		a.compileCommand(),
		a.planCommand(),
		a.applyCommand(),
		a.driftCommand(),
		a.statusCommand(),
		a.historyCommand(),
		a.rollbackCommand(),
		a.destroyCommand(),
		a.unlockCommand(),
		a.eventsCommand(),
		a.diffCommand(),
		a.whyCommand(),
		a.graphCommand(),
		a.fmtCommand(),
		a.imagesCommand(),
		a.explainCommand(),
		a.schemaCommand(),
		a.lspCommand(),
		a.evaluateCommand(),
		a.versionCommand(),
	)
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
