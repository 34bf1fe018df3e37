package cli

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/format"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

type fmtFlags struct {
	check, diff, recursive bool
	language               string
}

func (a *app) fmtCommand() *cobra.Command {
	var f fmtFlags
	c := &cobra.Command{
		Use:   "fmt [DIR | FILE... | -]",
		Short: "Format a topology's files, each by the formatter of its language",
		Long: `Formats *.hcl, *.cue, *.jsonnet, *.libsonnet, *.topology.json and *.topology.yaml in a folder, with -r in those below it too, and
prints the names of the files that it changed. HCL, CUE and Jsonnet have formatters of their own; JSON and YAML are indented by two
spaces. No value changes and no comment is lost; a file where that can't be kept is left as it is. With - it formats
standard input to standard output.`,
		Example: `  espc fmt
  espc fmt -r --check        # in CI: exit 1 where a file is not formatted
  espc fmt --diff shop.hcl   # what would change
  espc fmt - --language cue < shop.cue`,
		RunE: func(c *cobra.Command, args []string) error { return a.format(c.Context(), args, f) },
	}
	c.Flags().BoolVar(&f.check, "check", false, "write nothing; list what is not formatted and exit 1")
	c.Flags().BoolVar(&f.diff, "diff", false, "write nothing; print what would change as a unified diff")
	c.Flags().BoolVarP(&f.recursive, "recursive", "r", false, "the folders below too, such as those of modules")
	c.Flags().StringVar(&f.language, "language", "", "what standard input is written in: hcl, cue, jsonnet, json or yaml (`NAME`)")
	return c
}

func (a *app) format(ctx context.Context, args []string, f fmtFlags) error {
	if len(args) == 1 && args[0] == "-" {
		return a.formatInput(ctx, f)
	}
	if f.language != "" {
		return failf("--language is for standard input (espc fmt -); a file's name says its language")
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	var files []formattable
	seen := map[string]bool{}
	for _, arg := range args {
		found, err := a.toFormat(arg, f.recursive)
		if err != nil {
			return err
		}
		for _, file := range found {
			if !seen[file.path] {
				seen[file.path] = true
				files = append(files, file)
			}
		}
	}
	result := view.Formatted{Check: f.check, Diff: f.diff}
	var ds diag.List
	var failed []string // files that can't be read or written; the others are formatted all the same
	for _, file := range files {
		if ctx.Err() != nil {
			break
		}
		more, err := file.format(&result)
		ds = append(ds, more...)
		if err != nil {
			failed = append(failed, err.Error())
		}
	}
	err := a.showFormatted(result, ds)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case len(failed) > 0:
		return failf("%s", strings.Join(failed, "; "))
	}
	return err
}

// format formats a file, or says in the result that it would be.
func (f formattable) format(result *view.Formatted) (diag.List, error) {
	before, err := f.read()
	if err != nil {
		return nil, err
	}
	text, ds := format.File(diag.NewFile(f.name, before))
	if text == nil || bytes.Equal(text, before) {
		return ds, nil
	}
	if !result.Check && !result.Diff {
		if err := f.write(text); err != nil {
			return ds, err
		}
	}
	result.Add(f.name, before, text)
	return ds, nil
}

// formatInput formats standard input to standard output.
func (a *app) formatInput(ctx context.Context, f fmtFlags) error {
	name := map[string]string{"hcl": "stdin.hcl", "cue": "stdin.cue", "jsonnet": "stdin.jsonnet", "json": "stdin.topology.json", "yaml": "stdin.topology.yaml"}[strings.ToLower(f.language)]
	if name == "" {
		return failf("--language takes hcl, cue, jsonnet, json or yaml, not %q: standard input has no name that says it", f.language)
	}
	before, err := readInput(ctx, a.io.In, source.MaxFile+1)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return failf("standard input can't be read: %s", reason(err))
	case len(before) > source.MaxFile:
		return failf("standard input is larger than %d MiB", source.MaxFile>>20)
	}
	text, ds := format.File(diag.NewFile(name, before))
	if text == nil && !ds.HasErrors() {
		text = before
	}
	if f.check || f.diff || a.output == "json" {
		result := view.Formatted{Check: f.check, Diff: f.diff, Text: string(text)}
		if text != nil && !bytes.Equal(text, before) {
			result.Add(name, before, text)
		}
		return a.showFormatted(result, ds)
	}
	if err := a.report(ds); err != nil {
		return err
	}
	_, err = a.io.Out.Write(text)
	return err
}

// readInput reads so many bytes at most, or until ctx is done: nothing else ends a read of a terminal.
func readInput(ctx context.Context, in io.Reader, most int64) (data []byte, err error) {
	done := make(chan struct{})
	var read []byte
	var failed error
	go func() {
		defer close(done)
		read, failed = io.ReadAll(io.LimitReader(in, most))
	}()
	select {
	case <-done:
		return read, failed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *app) showFormatted(result view.Formatted, ds diag.List) error {
	report := a.diagnostics(a.shown(ds))
	if a.output == "json" {
		if err := result.JSON(a.io.Out, report); err != nil {
			return err
		}
	} else if err := a.tell(ds); err != nil {
		return err
	} else if err := result.Show(a.io.Out, a.style(a.io.OutTerminal)); err != nil {
		return err
	}
	switch n := len(result.Files); {
	case ds.HasErrors():
		return failf("%s; what has one was not formatted", report.Count())
	case n > 0 && result.Check:
		return failf("%s not formatted; run espc fmt", view.Plural(n, "file is", "files are"))
	}
	return nil
}

// formats reports whether a file of a name can be formatted.
func formats(name string) bool { return format.Language(name) != frontend.Formatter(nil) }
