// Command bench compares espc with its peers on one machine in one run: each renders the same
// services to the same five objects a service, and brings them to an API server, and the time and memory of each process is printed
// as markdown. What a peer is, and that its output is complete, is in tools.go and count.go; the part with an API server is in
// the files whose names begin with live.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Options are the command's flags.
type Options struct {
	Espc      string // the espc binary under measurement
	Peers     string // the folder of the peers' binaries; a peer that is not there is left out and said so
	Sizes     []int  // numbers of services
	Functions int    // functions that are compiled to each backend; 0 leaves it out
	Runs      int    // timed runs of each tool and size, after one that checks the output
	Machine   string // printed in the heading
	Date      string // printed in the heading; never taken from the clock
	Only      string // "compile", "typing" or "live" for that part alone, "" for all
	Cluster   string // the espc-cluster binary, for the live part
	Live      int    // services in each namespace of the live part
	Large     int    // services in one more namespace, for espc alone; 0 leaves it out
	Out       string // the file to write, standard output if empty
}

func main() {
	options, err := parse(os.Args[1:], os.Stderr)
	if err == nil {
		err = run(options, os.Stdout, os.Stderr)
	}
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string, stderr io.Writer) (Options, error) {
	var o Options
	var sizes string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.Espc, "espc", "../bin/espc", "the espc binary")
	flags.StringVar(&o.Peers, "peers", "../bin/peers", "the folder with helm, cue and jsonnet")
	flags.StringVar(&sizes, "sizes", "100,1000,10000", "numbers of services, ascending")
	flags.IntVar(&o.Functions, "functions", 1000, "also compile this many functions to each backend; 0: no")
	flags.IntVar(&o.Runs, "runs", 5, "timed runs of each tool")
	flags.StringVar(&o.Machine, "machine", "", "what it ran on, for the heading")
	flags.StringVar(&o.Date, "date", "", "when it ran, for the heading")
	flags.StringVar(&o.Only, "only", "", "the part to measure: compile, typing, or live, which is against an API server (all if empty)")
	flags.StringVar(&o.Cluster, "cluster", "../bin/espc-cluster", "the espc-cluster binary")
	flags.IntVar(&o.Live, "live", 100, "number of services against an API server")
	flags.IntVar(&o.Large, "large", 1000, "also measure espc alone with this many services against an API server; 0: no")
	flags.StringVar(&o.Out, "out", "", "the markdown file to write (standard output if empty)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	for _, s := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 {
			return o, fmt.Errorf("-sizes: %q is not a number of services", s)
		}
		o.Sizes = append(o.Sizes, n)
	}
	if o.Runs < 1 {
		return o, errors.New("-runs: at least 1")
	}
	if o.Only != "" && o.Only != partCompile && o.Only != partTyping && o.Only != partLive {
		return o, fmt.Errorf("-only: %q is none of %s, %s and %s", o.Only, partCompile, partTyping, partLive)
	}
	if o.Live < 1 {
		return o, errors.New("-live: at least 1")
	}
	for _, path := range []*string{&o.Espc, &o.Peers, &o.Cluster} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return o, err
		}
		*path = absolute
	}
	return o, nil
}

// run measures and writes the report. A tool whose output is incomplete, or that fails, is an error: a
// wrong output has no speed.
func run(o Options, stdout, progress io.Writer) error {
	if _, err := os.Stat(o.Espc); err != nil {
		return fmt.Errorf("no espc to measure, run make build: %w", err)
	}
	work, err := os.MkdirTemp("", "espc-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()

	if o, err = o.copied(filepath.Join(work, "bin")); err != nil {
		return err
	}
	report := Report{Machine: o.Machine, Date: o.Date, Runs: o.Runs}
	if o.measures(partCompile) {
		if err := report.compile(work, o, progress); err != nil {
			return err
		}
	}
	if o.measures(partTyping) {
		if report.Typing, err = measureTyping(work, 1000, typed, o, progress); err != nil {
			return err
		}
	}
	if o.measures(partLive) {
		if report.Live, err = measureLive(context.Background(), work, o, progress); err != nil {
			return err
		}
	}
	if report.Floor, err = ownPeak(); err != nil {
		return err
	}
	if o.Out == "" {
		return report.Write(stdout)
	}
	file, err := os.Create(o.Out)
	if err != nil {
		return err
	}
	return errors.Join(report.Write(file), file.Close())
}

// The parts of a run.
const (
	partCompile = "compile"
	partTyping  = "typing"
	partLive    = "live"
)

// typed is how often a mistake is typed and taken out again.
const typed = 20

// measures reports whether a part is measured.
func (o Options) measures(part string) bool { return o.Only == "" || o.Only == part }

// compile measures how files become objects.
func (r *Report) compile(work string, o Options, progress io.Writer) error {
	var present []tool
	present, r.Missing = available(tools(o))
	for _, n := range o.Sizes {
		table, err := measure(work, n, o.Runs, present, progress)
		if err != nil {
			return err
		}
		r.Tables = append(r.Tables, table)
		if table, err = measure(work, n, o.Runs, commands(o), progress); err != nil {
			return err
		}
		r.Commands = append(r.Commands, table)
	}
	if o.Functions > 0 {
		table, err := measure(work, o.Functions, o.Runs, backendTools(o), progress)
		if err != nil {
			return err
		}
		r.Backends = &table
	}
	return nil
}
