package target

import (
	"context"
	"fmt"
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
)

// statusOfSet says which revision the set is at, whether the last run came through, and how many of the objects are gone. The health
// that it starts from is that of the objects which are there.
func (t *Target) statusOfSet(ctx context.Context, parent *set.Parent, objects, gone int, out *backends.Status) {
	out.Text = counted(objects)
	if !slices.ContainsFunc(parent.Members, func(m set.Member) bool { return m.Type == namespaceType && m.Name == t.Namespace }) {
		out.Text += " in a namespace that is not espc's"
	}
	if now := set.Current(parent.Revisions); now >= 0 {
		out.Text = fmt.Sprintf("revision %d, %s", parent.Revisions[now].Number, out.Text)
	}
	newest := set.Record{Phase: backends.Done}
	if last := len(parent.Revisions) - 1; last >= 0 {
		newest = parent.Revisions[last]
	}
	busy := false
	if newest.Phase == backends.Running || parent.Destroy != "" {
		held, err := t.inUse(ctx)
		busy = err == nil && held
	}
	apply := "run " + t.command("apply")
	switch {
	case parent.Destroy != "" && busy:
		out.Health, out.Reason = worse(out.Health, backends.Progressing), "it is being destroyed"
		return
	case parent.Destroy != "":
		out.Reason, out.Fix = "a destroy was cut short", "run "+t.destroyCommand(parent.Destroy)+", which goes on; or "+t.command("apply")+", which brings back what is gone"
	case newest.Phase == backends.Running && busy:
		out.Health, out.Reason = worse(out.Health, backends.Progressing), fmt.Sprintf("revision %d is being applied", newest.Number)
		return
	case newest.Phase == backends.Running:
		out.Reason = fmt.Sprintf("the run that applied revision %d was cut short", newest.Number)
	case newest.Phase == backends.Failed:
		out.Reason = fmt.Sprintf("revision %d was not applied whole", newest.Number)
	case gone == 0:
		return
	}
	if out.Fix == "" && out.Reason != "" {
		out.Fix = apply + ", which goes on"
		if before(history(parent.Revisions, true)) > 0 {
			out.Fix += ", or " + t.command("rollback")
		}
	}
	whole := out.Reason == ""
	if gone > 0 {
		text := fmt.Sprintf("%d of %s gone", gone, counted(objects))
		if out.Fix == "" {
			out.Fix = apply
		}
		if whole {
			out.Reason = text
		} else {
			out.Reason += "; " + text
		}
	}
	if out.Health = backends.Unhealthy; whole && gone == objects {
		out.Health = backends.Absent
	}
}
