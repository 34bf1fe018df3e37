package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// lives are the live targets of an environment, in the order in which they are applied.
type lives struct {
	env     string
	args    string // what follows a command's name to mean the environment
	targets []*deployment
	// built is the topology, of which nothing is rendered.
	built *built
}

// live finds the live targets of an environment. Nothing is rendered, so that a target can be looked at and destroyed while
// the topology asks for what its backend can't do.
func (a *app) live(ctx context.Context, dir string) (*lives, error) {
	return a.liveIf(ctx, dir, func(*schema.Topology) error { return nil })
}

// liveIf is live for what a topology may rule out before its targets are looked for.
func (a *app) liveIf(ctx context.Context, dir string, may func(*schema.Topology) error) (*lives, error) {
	p, ds, err := a.open(ctx, dir)
	if err != nil {
		return nil, err
	}
	if ds.HasErrors() {
		return nil, a.report(ds)
	}
	env, err := a.environment(p)
	if err != nil {
		return nil, err
	}
	t, more := p.Compile(ctx, env, p.vars)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if ds = append(ds, more...); ds.HasErrors() || t == nil {
		return nil, a.report(ds)
	}
	if err := may(t); err != nil {
		return nil, err
	}
	l := &lives{built: &built{topology: t, request: backends.Request{Topology: t, Place: t.Place}}, env: env, args: a.command(p, env)}
	if env == "" {
		l.env = "default"
	}
	for _, name := range backendOrder(t) {
		w := liveTarget(t, name)
		if w == nil {
			continue
		}
		i := slices.IndexFunc(registry, func(b backends.Backend) bool { return b.Info().Name == name })
		d := &deployment{backend: registry[i], where: w, title: w.title()}
		if d.live, err = a.connect(ctx, w, d.backend, p.path, l.args); err != nil {
			return nil, err
		}
		d.target = d.live
		l.targets = append(l.targets, d)
	}
	if len(l.targets) == 0 {
		fix := `write context = "NAME" in backend "kubernetes" of environment %s: a context of the kubeconfig`
		if slices.Contains(t.Environment.Backends(), schema.BackendAWS) {
			fix = `write stack = "NAME" in backend "aws" of environment %s`
		}
		return nil, refused{diag.NotLive.At(t.Environment.Node.Origin.KeyPlace(), "environment %s names no live target", l.env).
			WithAddress(t.Environment.Address.String()).WithFix(fix, l.env)}
	}
	return l, nil
}

// liveCommand is a command that concerns what runs.
func (a *app) liveCommand(c *cobra.Command, run func(ctx context.Context, l *lives) error) *cobra.Command {
	c.Args = oneFolder
	c.RunE = func(c *cobra.Command, args []string) error {
		l, err := a.live(c.Context(), dirArg(args))
		if err != nil {
			return err
		}
		return run(c.Context(), l)
	}
	return c
}
