package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Result is what the timed runs of one tool came to.
type Result struct {
	Tool    string
	Version string
	Objects int
	Min     time.Duration
	Median  time.Duration
	Peak    int64 // bytes, the largest resident set of any run
}

// Table is one size of the workload.
type Table struct {
	Services int
	Results  []Result // in the order of tools
}

// sample is one run of one tool.
type sample struct {
	wall time.Duration
	peak int64
}

// measure writes each tool's workload, checks each tool's output once (which also warms the page
// cache), and then times the tools in turn, so that whatever else the machine does falls on all alike.
func measure(work string, services, runs int, tools []tool, progress io.Writer) (Table, error) {
	table := Table{Services: services}
	samples := make([][]sample, len(tools))
	dirs := make([]string, len(tools))
	for i, t := range tools {
		// A folder of its own: another table may have as many services.
		dir, err := os.MkdirTemp(work, fmt.Sprintf("%d-%d-", services, i))
		if err != nil {
			return table, err
		}
		dirs[i] = dir
		if err := t.generate(dirs[i], services); err != nil {
			return table, err
		}
		if err := t.prepare(dirs[i]); err != nil {
			return table, fmt.Errorf("%s, %d services: %w", t.Name, services, err)
		}
		objects, err := check(t, dirs[i], services)
		if err != nil {
			return table, fmt.Errorf("%s, %d services: %w", t.Name, services, err)
		}
		version, err := version(t)
		if err != nil {
			return table, fmt.Errorf("%s: %w", t.Name, err)
		}
		table.Results = append(table.Results, Result{Tool: t.Name, Version: version, Objects: total(objects)})
	}
	for run := range runs {
		for i, t := range tools {
			s, err := once(t, dirs[i])
			if err != nil {
				return table, fmt.Errorf("%s, %d services: %w", t.Name, services, err)
			}
			samples[i] = append(samples[i], s)
		}
		if _, err := fmt.Fprintf(progress, "%d services: run %d of %d\n", services, run+1, runs); err != nil {
			return table, err
		}
	}
	for i := range table.Results {
		table.Results[i].summarise(samples[i])
	}
	return table, nil
}

// summarise takes the least and the middle wall time, and the largest memory, of a tool's runs.
func (r *Result) summarise(samples []sample) {
	walls := make([]time.Duration, 0, len(samples))
	for _, s := range samples {
		walls = append(walls, s.wall)
		r.Peak = max(r.Peak, s.peak)
	}
	slices.Sort(walls)
	r.Min = walls[0]
	middle := len(walls) / 2
	r.Median = walls[middle]
	if len(walls)%2 == 0 {
		r.Median = (walls[middle-1] + walls[middle]) / 2
	}
}

// check runs a tool and looks at what it wrote.
func check(t tool, dir string, services int) (map[string]int, error) {
	if _, err := once(t, dir); err != nil {
		return nil, err
	}
	if t.Says != nil {
		output, err := os.ReadFile(outputOf(dir))
		if want := t.Says(services); err == nil && !strings.Contains(string(output), want) {
			err = fmt.Errorf("it does not say %q, but %s", want, first(string(output), 20))
		}
		return nil, err
	}
	objects := map[string]int{}
	read := func(name string) error {
		output, err := os.Open(name)
		if err != nil {
			return err
		}
		return errors.Join(count(objects, output, t.Kind), output.Close())
	}
	err := error(nil)
	if t.Folder {
		err = filepath.WalkDir(folderOf(dir), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".yaml" {
				return err
			}
			return read(name)
		})
	} else {
		err = read(outputOf(dir))
	}
	if err != nil {
		return nil, err
	}
	wanted := kinds
	if t.Objects != nil {
		wanted = t.Objects
	}
	return objects, complete(objects, wanted, services)
}

// prepare runs a tool for what its other runs find.
func (t tool) prepare(dir string) error {
	if t.Before == nil {
		return nil
	}
	t.Args = t.Before
	_, err := once(t, dir)
	return err
}

// once runs a tool with its output in a file, which is how each is used; a pipe would time its reader too.
func once(t tool, dir string) (sample, error) {
	if err := os.RemoveAll(folderOf(dir)); err != nil {
		return sample{}, err
	}
	output, err := os.Create(outputOf(dir))
	if err != nil {
		return sample{}, err
	}
	var stderr bytes.Buffer
	command := exec.Command(t.Binary, t.Args...)
	command.Dir, command.Stdout, command.Stderr = dir, output, &stderr
	start := time.Now()
	err = command.Run()
	wall := time.Since(start)
	if err = errors.Join(err, output.Close()); err != nil {
		return sample{}, fmt.Errorf("%w\n%s", err, first(stderr.String(), 20))
	}
	return sample{wall: wall, peak: peak(command.ProcessState)}, nil
}

// outputOf is beside the tool's folder, not in it: what it reads does not change from run to run.
func outputOf(dir string) string { return dir + ".out" }

// folderOf is where a tool that writes files puts them; as an argument of the tool it is relative to its own folder, "".
func folderOf(dir string) string {
	if dir == "" {
		return filepath.Join("..", "compiled")
	}
	return filepath.Join(filepath.Dir(dir), "compiled")
}

func version(t tool) (string, error) {
	out, err := exec.Command(t.Binary, t.Version...).Output()
	return strings.TrimSpace(first(string(out), 1)), err
}

// first returns the first n lines of s.
func first(s string, n int) string {
	lines := strings.SplitN(s, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}
