package cli

import (
	"slices"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema/diag"
)

// report shows diagnostics: as text on Err, as JSON or annotations on Out. Notes are shown when asked for. It returns the
// error that ends the run if any diagnostic is one.
func (a *app) report(ds diag.List) error {
	list := a.shown(ds)
	var err error
	switch {
	case a.output == "json" && list.HasErrors():
		err = a.diagnostics(list).JSON(a.io.Out)
	case a.output == "json":
		err = a.diagnostics(list).Text(a.io.Err, a.style(a.io.ErrTerminal))
	case a.output == "github":
		err = a.diagnostics(list).GitHub(a.io.Out)
	case len(list) > 0:
		err = a.diagnostics(list).Text(a.io.Err, a.style(a.io.ErrTerminal))
	}
	if err != nil || !list.HasErrors() {
		return err
	}
	return failf("%s; nothing was written", a.diagnostics(list).Count())
}

// diagnostics are shown with their files as seen from the working directory.
func (a *app) diagnostics(list diag.List) view.Report { return view.Diagnostics(list).Under(a.dir) }

func (a *app) shown(ds diag.List) diag.List {
	list := ds.Sorted()
	if !a.verbose {
		list = slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return d.Severity == diag.Note })
	}
	return list
}

func (a *app) style(terminal bool) view.Style {
	s := view.Style{Color: a.colored(terminal)}
	if terminal {
		s.Width = a.io.Width
	}
	return s
}
