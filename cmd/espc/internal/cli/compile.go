package cli

import (
	"context"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/output"
	"espc.dev/schema/diag"
)

type compileFlags struct {
	out                       string
	check, all, stdout, force bool
}

func (a *app) compileCommand() *cobra.Command {
	var f compileFlags
	c := &cobra.Command{
		Use:   "compile [DIR]",
		Short: "Render an environment to files",
		Long: `Renders one environment, or all with --all, to deploy/<environment>/<backend>/ in the topology's folder.
What the environment offers to others is described in deploy/<environment>/documents/: OpenAPI for each gateway, AsyncAPI for its
events, JSON Schemas of its models, and the schemas that it declares.
A folder is replaced whole or not at all; files that espc did not write stay as they are.`,
		Example: `  espc compile -e prod
  espc compile --all --check      # in CI: exit 1 if the committed files are out of date
  espc compile --stdout | kubectl apply --server-side -f -
  espc compile -e prod --stdout | cfn-lint      # one template on standard output`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error { return a.compile(c.Context(), dirArg(args), f) },
	}
	c.Flags().StringVar(&f.out, "out", "", "write to `DIR`/<backend>/ and DIR/documents/, with --all to DIR/<environment>/<backend>/")
	c.Flags().BoolVar(&f.check, "check", false, "write nothing; list what is out of date and exit 1")
	c.Flags().BoolVar(&f.all, "all", false, "every environment")
	c.Flags().BoolVar(&f.stdout, "stdout", false, "print the objects or templates instead of writing files, each under a comment that names its file")
	c.Flags().BoolVar(&f.force, "force", false, "take over files that espc did not write or that were edited")
	return c
}

func (a *app) compile(ctx context.Context, dir string, f compileFlags) error {
	if f.stdout && (f.check || f.out != "") {
		return failf("--stdout goes with neither --check nor --out")
	}
	if f.all && a.env != "" {
		return failf("--all takes every environment, so leave out -e %s", a.env)
	}
	p, all, ds, err := a.buildAll(ctx, dir, f.all)
	if err != nil {
		return err
	}
	if err := a.report(ds); err != nil {
		return err
	}
	if f.stdout {
		return a.printObjects(all)
	}
	result := view.Compiled{Check: f.check}
	for _, b := range all {
		for i := range b.outputs {
			r := &b.outputs[i]
			where, name := a.folder(p, b, r.backend.Info().Name, r.folder, f)
			if err := r.carryFolder(ctx, where, name); err != nil {
				return failf("%s: %s", name, reason(err))
			}
			o := view.CompiledOutput{Environment: b.env, Backend: r.backend.Info().Name, Folder: name, Objects: len(r.objects), Files: len(r.artifacts)}
			if f.check {
				o.OutOfDate, err = output.Check(where, r.artifacts)
			} else {
				var more diag.List
				more, err = output.Write(where, name, r.artifacts, f.force)
				ds = append(ds, more...)
			}
			if err != nil {
				return failf("%s: %s", name, reason(err))
			}
			result.Outputs = append(result.Outputs, o)
		}
		o, more, err := a.compileDocuments(p, b, f)
		if err != nil {
			return err
		}
		ds = append(ds, more...)
		if o.Files+len(o.OutOfDate) > 0 {
			result.Documents = append(result.Documents, o)
		}
	}
	if err := a.report(ds); err != nil {
		return err
	}
	if err := result.Show(a.io.Out, a.output == "json"); err != nil {
		return err
	}
	if n := result.OutOfDate(); n > 0 {
		return failf("%s out of date; run espc compile", view.Plural(n, "file is", "files are"))
	}
	return nil
}

// compileDocuments writes or checks the documents of an environment.
func (a *app) compileDocuments(p *project, b *built, f compileFlags) (o view.CompiledDocuments, ds diag.List, err error) {
	where, name := a.folder(p, b, documentsName, b.documents.folder, f)
	o = view.CompiledDocuments{Environment: b.env, Folder: name, Files: len(b.documents.artifacts)}
	if f.check {
		o.OutOfDate, err = b.documents.check(where)
	} else {
		ds, err = b.documents.write(where, name, f.force)
	}
	if err != nil {
		err = failf("%s: %s", name, reason(err))
	}
	return o, ds, err
}

// buildAll builds the chosen environment, or every one.
func (a *app) buildAll(ctx context.Context, dir string, all bool) (*project, []*built, diag.List, error) {
	p, ds, err := a.open(ctx, dir)
	if err != nil || ds.HasErrors() {
		return p, nil, ds, err
	}
	environments := p.names
	if !all || len(environments) == 0 {
		env, err := a.environment(p)
		if err != nil {
			return p, nil, ds, err
		}
		environments = []string{env}
	}
	var out []*built
	for _, env := range environments {
		b, more := a.build(ctx, p, env)
		if ctx.Err() != nil {
			return p, nil, nil, context.Cause(ctx)
		}
		ds = append(ds, more...)
		if b != nil {
			for _, r := range b.outputs {
				backends.Encode(r.artifacts)
			}
			out = append(out, b)
		}
	}
	return p, out, ds, nil
}

// folder returns where an output goes on disk, and how messages call it. its is what its folder is called, and usual where it is
// without --out.
func (a *app) folder(p *project, b *built, its, usual string, f compileFlags) (where, name string) {
	switch {
	case f.out != "" && f.all:
		name = path.Join(filepath.ToSlash(f.out), b.env, its)
		return a.path(filepath.FromSlash(name)), name
	case f.out != "":
		name = path.Join(filepath.ToSlash(f.out), its)
		return a.path(filepath.FromSlash(name)), name
	}
	return filepath.Join(p.path, filepath.FromSlash(usual)), path.Join(p.dir, usual)
}
