package cli

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/why"
)

func (a *app) whyCommand() *cobra.Command {
	var backend string
	c := &cobra.Command{
		Use:   "why [DIR] OBJECT [PATH]",
		Short: "Say where a field of the output comes from",
		Long: `Says of a field of an environment's output where it comes from: the rules that made it, and what in the topology they made it of,
each with file and line, up to what somebody wrote, a default of the schema, or a rule that decides alone. Without a PATH, or with
that of a map or list, every field below has its chain on a line.
OBJECT is Kind/name or a name as compile and plan show them; on AWS a logical id, or AWS::Lambda::Function/ID. Elements of a list
stand in brackets: by name ([app]), by a field ([name=app]), or by position ([0]).`,
		Example: `  espc why HorizontalPodAutoscaler/shop-function-resize spec.maxReplicas
  espc why Deployment/shop-function-resize 'spec.template.spec.containers[app].env[PORT].value'
  espc why examples/shop QuoteFunction Properties.MemorySize -e cloud
  espc why NetworkPolicy/shop-function-resize -e prod`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 3 {
				return failf("%s takes an object and a path in it: %s HorizontalPodAutoscaler/shop-function-resize spec.maxReplicas", c.CommandPath(), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && a.isFolder(args[0]) {
				return failf("%s is a folder; name an object of its output, too: %s %s OBJECT", args[0], c.CommandPath(), args[0])
			}
			dir := "."
			if len(args) == 3 || len(args) == 2 && a.isFolder(args[0]) {
				dir, args = dirArg(args), args[1:]
			}
			return a.why(c.Context(), dir, backend, args[0], strings.Join(args[1:], ""))
		},
	}
	c.Flags().StringVar(&backend, "backend", "", "look for the object in this backend's output alone (`NAME`)")
	return c
}

func (a *app) isFolder(name string) bool {
	info, err := os.Stat(a.path(name))
	return err == nil && info.IsDir()
}

func (a *app) why(ctx context.Context, dir, backend, object, path string) error {
	p, all, ds, err := a.buildAll(ctx, dir, false)
	if err != nil {
		return err
	}
	if ds.HasErrors() || len(all) == 0 {
		return a.report(ds)
	}
	b := all[0]
	if err := a.carryFiles(ctx, p, b); err != nil {
		return err
	}
	out, o, err := b.find(backend, object)
	if err != nil {
		return err
	}
	at, err := why.Find(o, out.backend, path)
	var missing *why.NoField
	if errors.As(err, &missing) {
		if p, ok := out.backend.(backends.Pointer); ok {
			if decides, fields := p.Elsewhere(o, path, out.objects); decides != nil {
				return failf("%s has no %s: %s decides it, in %s", o.Address, path, decides.Address, strings.Join(fields, " and "))
			}
		}
		return failf("%s: %s", o.Address, missing)
	}
	if err != nil {
		return failf("%s", err)
	}
	fields := why.NewAsker(b.topology, out.backend, out.objects).Fields(o, at)
	shown := view.NewWhy(b.env, out.backend.Info().Name, o, at, fields, out.backend.Sensitive)
	shown.Folder = dir
	if live := liveTarget(b.topology, out.backend.Info().Name); live != nil && dependsOnStanding(fields) {
		shown.Note = "What is there decides as well, and " + live.title() + " was not asked: espc plan says what comes of it."
	}
	return a.show(shown)
}

// carryFiles completes each output whose target is a folder by what has to go on of what is there, as plan and compile do.
func (a *app) carryFiles(ctx context.Context, p *project, b *built) error {
	for i := range b.outputs {
		r := &b.outputs[i]
		if liveTarget(b.topology, r.backend.Info().Name) != nil {
			continue
		}
		where, name := a.folder(p, b, r.backend.Info().Name, r.folder, compileFlags{})
		if err := r.carryFolder(ctx, where, name); err != nil {
			return failf("%s: %s", name, reason(err))
		}
	}
	return nil
}

// dependsOnStanding reports whether what stands decides about a field, too.
func dependsOnStanding(fields []why.Field) bool {
	return slices.ContainsFunc(fields, func(f why.Field) bool {
		return slices.ContainsFunc(f.Chain, func(l why.Link) bool { return l.Standing })
	})
}

// find returns the one object that a person means, and the output that it is in.
func (b *built) find(backend, text string) (*rendered, backends.Object, error) {
	var candidates []why.Candidate
	var outputs []*rendered
	for i := range b.outputs {
		out := &b.outputs[i]
		if backend != "" && backend != out.backend.Info().Name {
			continue
		}
		for _, o := range out.objects {
			candidates, outputs = append(candidates, why.Candidate{Backend: out.backend.Info().Name, Object: o}), append(outputs, out)
		}
	}
	if len(candidates) == 0 && backend != "" {
		return nil, backends.Object{}, failf("environment %s has nothing on a backend %q", b.env, backend)
	}
	i, err := why.FindObject(candidates, text)
	if err != nil {
		return nil, backends.Object{}, failf("environment %s: %s", b.env, err)
	}
	return outputs[i], candidates[i].Object, nil
}
