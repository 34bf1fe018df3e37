package cli

import (
	"fmt"
	"os"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
)

// following runs something that asks a target, with progress.
func (a *app) following(title string, run func(o backends.Options) error) error {
	p, end := a.newProgress(title)
	defer end()
	return run(backends.Options{Progress: p.Event, Parallelism: a.parallelism})
}

// changing runs a change of a target, with progress. resume is the command that goes on where it is cut short.
func (a *app) changing(title, resume string, run func(o backends.Options) (backends.Report, error)) (r backends.Report, err error) {
	p, end := a.newProgress(title)
	defer end()
	a.underway.Store(&change{target: title, resume: resume, open: p.Open})
	defer a.underway.Store(nil)
	return run(backends.Options{Progress: p.Event, Parallelism: a.parallelism})
}

// newProgress begins to show what happens to a target, and returns what ends that.
func (a *app) newProgress(title string) (*view.Progress, func()) {
	o := view.ProgressOptions{Title: title, W: a.io.Err, Style: a.style(a.io.ErrTerminal), Off: a.noProgress, Verbose: a.verbose}
	if a.io.ErrTerminal && a.io.Getenv("TERM") != "dumb" {
		o.Height = a.io.Height
	}
	p := view.NewProgress(o)
	a.showing.Store(p)
	return p, func() {
		a.showing.Store(nil)
		p.Close()
	}
}

// note shows a sentence about a target: with the progress where there is some, else as a line.
func (a *app) note(title, text string) {
	switch p := a.showing.Load(); {
	case p != nil:
		p.Event(backends.Event{Phase: backends.Running, Text: text})
	case !a.noProgress:
		fmt.Fprintln(a.io.Err, view.Line(title+": "+text))
	}
}

// terminal is where a person can be asked something by another program, nil where there is nobody.
func (a *app) terminal() *os.File {
	if in, ok := a.io.In.(*os.File); ok && a.io.Interactive {
		return in
	}
	return nil
}
