// Command bench compares espc with its peers on one machine in one run: each renders the same
// services to the same five objects a service, and the time and memory of each process is printed
// as markdown. What a peer is, and that its output is complete, is in tools.go and count.go.
package main

import (
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
	Linear    int    // one more size for espc from HCL alone, against the largest of Sizes; 0 leaves it out
	Functions int    // functions that are compiled to each backend; 0 leaves it out
	Runs      int    // timed runs of each tool and size, after one that checks the output
	Machine   string // printed in the heading
	Date      string // printed in the heading; never taken from the clock
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
	flags.StringVar(&sizes, "sizes", "100,1000", "numbers of services, ascending")
	flags.IntVar(&o.Linear, "linear", 10000, "also measure espc from HCL alone at this many services; 0: no")
	flags.IntVar(&o.Functions, "functions", 1000, "also compile this many functions to each backend; 0: no")
	flags.IntVar(&o.Runs, "runs", 5, "timed runs of each tool")
	flags.StringVar(&o.Machine, "machine", "", "what it ran on, for the heading")
	flags.StringVar(&o.Date, "date", "", "when it ran, for the heading")
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
	var err error
	if o.Espc, err = filepath.Abs(o.Espc); err == nil {
		o.Peers, err = filepath.Abs(o.Peers)
	}
	return o, err
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

	report := Report{Machine: o.Machine, Date: o.Date, Runs: o.Runs}
	var present []tool
	present, report.Missing = available(tools(o))
	for _, n := range o.Sizes {
		table, err := measure(work, n, o.Runs, present, progress)
		if err != nil {
			return err
		}
		report.Tables = append(report.Tables, table)
	}
	if o.Linear > 0 {
		table, err := measure(work, o.Linear, o.Runs, tools(o)[:1], progress)
		if err != nil {
			return err
		}
		report.Linear = &table
	}
	if o.Functions > 0 {
		table, err := measure(work, o.Functions, o.Runs, backendTools(o), progress)
		if err != nil {
			return err
		}
		report.Backends = &table
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
