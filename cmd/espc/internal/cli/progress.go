package cli

import (
	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
)

// following runs something that asks a target, with progress.
func (a *app) following(title string, run func(o backends.Options) error) error {
	p := a.newProgress(title)
	defer p.Close()
	return run(backends.Options{Progress: p.Event, Parallelism: a.parallelism})
}

// changing runs a change of a target, with progress. resume is the command that goes on where it is cut short.
func (a *app) changing(title, resume string, run func(o backends.Options) (backends.Report, error)) (r backends.Report, err error) {
	p := a.newProgress(title)
	defer p.Close()
	a.underway.Store(&change{target: title, resume: resume, open: p.Open})
	defer a.underway.Store(nil)
	return run(backends.Options{Progress: p.Event, Parallelism: a.parallelism})
}

func (a *app) newProgress(title string) *view.Progress {
	o := view.ProgressOptions{Title: title, W: a.io.Err, Style: a.style(a.io.ErrTerminal), Off: a.noProgress}
	if a.io.ErrTerminal && a.io.Getenv("TERM") != "dumb" {
		o.Height = a.io.Height
	}
	return view.NewProgress(o)
}
