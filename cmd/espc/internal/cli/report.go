package cli

import (
	"slices"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema/diag"
)

// report shows diagnostics and returns the error that ends the run if any of them is one.
func (a *app) report(ds diag.List) error {
	if err := a.tell(ds); err != nil || !ds.HasErrors() {
		return err
	}
	return failf("%s; nothing was written", a.diagnostics(a.shown(ds)).Count())
}

// tell shows diagnostics: as text on Err, as JSON or annotations on Out. Notes are shown when asked for, but for those of files that
// are left out, which nobody asks about who does not know.
func (a *app) tell(ds diag.List) error {
	list := a.shown(ds)
	switch {
	case a.output == "json" && list.HasErrors():
		return a.diagnostics(list).JSON(a.io.Out)
	case a.output == "github":
		return a.diagnostics(list).GitHub(a.io.Out)
	case len(list) > 0:
		return a.diagnostics(list).Text(a.io.Err, a.style(a.io.ErrTerminal))
	}
	return nil
}

// diagnostics are shown with their files as seen from the working directory.
func (a *app) diagnostics(list diag.List) view.Report { return view.Diagnostics(list).Under(a.dir) }

func (a *app) shown(ds diag.List) diag.List {
	list := ds.Sorted()
	if !a.verbose {
		list = slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return d.Severity == diag.Note && d.Code != diag.LeftOut.ID })
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
