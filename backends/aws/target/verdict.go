package target

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// verdicts puts what CloudFormation says about each resource into the plan's changes: it decides what is replaced.
type verdicts struct {
	*Target
	desired backends.Desired
	trees   map[string]*tree.Node
	changes []backends.Change
	ds      diag.List
	count   int
	adopt   bool
}

// judge returns the plan's changes with the verdicts of a change set, and of those of nested stacks.
func (t *Target) judge(ctx context.Context, verb string, d backends.Desired, r *release, c *changeSet, adopt bool) (*verdicts, error) {
	v := &verdicts{Target: t, desired: d, trees: r.trees, changes: slices.Clone(d.Changes), adopt: adopt}
	return v, v.stack(ctx, verb, r.entry.path, c)
}

// stack takes the verdicts on one stack. file is the path of its template.
func (v *verdicts) stack(ctx context.Context, verb, file string, c *changeSet) error {
	for _, change := range c.Changes {
		rc := change.ResourceChange
		if rc == nil {
			continue
		}
		inner := v.trees[file].Get("Resources").Get(aws.ToString(rc.LogicalResourceId)).Get("Properties").Get("TemplateURL").Str()
		if id := aws.ToString(rc.ChangeSetId); id != "" && inner != "" {
			nested, err := v.created(ctx, verb, id, v.adopt)
			if err != nil {
				return err
			}
			if err := v.stack(ctx, verb, inner, nested); err != nil {
				return err
			}
			if rc.Action == types.ChangeActionModify {
				continue // it changes through what is in it, which is shown
			}
		}
		v.count++
		v.resource(file, rc)
	}
	return nil
}

func (v *verdicts) resource(file string, rc *types.ResourceChange) {
	i := slices.IndexFunc(v.changes, func(c backends.Change) bool {
		return c.File == file && c.Address.Name == aws.ToString(rc.LogicalResourceId) && c.Address.Type == aws.ToString(rc.ResourceType)
	})
	if i < 0 {
		o := find(v.desired.Objects, file, aws.ToString(rc.ResourceType), aws.ToString(rc.LogicalResourceId))
		if o == nil || rc.Action != types.ChangeActionModify || o.Address.Type == stackType && rc.Replacement != types.ReplacementTrue {
			return
		}
		c := backends.Change{Action: backends.Update, Address: o.Address, Before: o.Tree, After: o.Tree, File: o.File, Origin: o.Tree.Origin.Place(),
			Reason: "what it refers to changes" + causes(rc)}
		if len(o.Source) > 0 {
			c.Entity = o.Source[0]
		}
		v.changes = append(v.changes, c)
		i = len(v.changes) - 1
	}
	c := &v.changes[i]
	paths := forcing(rc)
	switch {
	case rc.Action == types.ChangeActionImport:
		c.Action, c.Reason = backends.Adopt, "it is in the account already"+called(rc.PhysicalResourceId)+", and belongs to no stack"
	case rc.Action == types.ChangeActionModify && rc.Replacement == types.ReplacementTrue:
		c.Action, c.Replace = backends.Replace, paths
		c.Reason = "CloudFormation can change " + orIt(paths) + " only by replacing it"
	case rc.Action == types.ChangeActionModify && rc.Replacement == types.ReplacementConditional:
		c.Action, c.Replace = backends.Update, nil
		c.Reason = "may be replaced, by what " + orIt(paths) + " turns out to be"
	case rc.Action == types.ChangeActionModify && rc.Replacement == types.ReplacementFalse && c.Action == backends.Replace:
		c.Action, c.Replace, c.Reason = backends.Update, nil, "CloudFormation changes it in place"
	}
	v.data(c, rc)
}

// data warns of what loses its data, or leaves it behind.
func (v *verdicts) data(c *backends.Change, rc *types.ResourceChange) {
	gone := c.Action == backends.Replace || c.Action == backends.Delete
	if !gone || !holdsData(c) {
		return
	}
	policy := string(rc.PolicyAction)
	if policy == "" {
		key := "DeletionPolicy"
		if c.Action == backends.Replace {
			key = "UpdateReplacePolicy"
		}
		policy = c.Before.Get(key).Str()
	}
	verb := map[backends.Action]string{backends.Replace: "replaced by an empty one", backends.Delete: "deleted"}[c.Action]
	switch {
	case strings.Contains(policy, "Retain"):
		c.Reason = join(c.Reason, "the old one stays in the account, out of the stack")
		v.warn(c, "%s holds data and is "+verb+"; the old one stays in the account", "move the data, then delete the old one by hand")
	case strings.Contains(policy, "Snapshot"):
		c.Reason = join(c.Reason, "a snapshot of the old one is kept")
		v.warn(c, "%s holds data and is "+verb+"; a snapshot is kept", "restore the snapshot into the new one")
	default:
		c.Reason = join(c.Reason, "its data is lost")
		v.warn(c, "%s holds data and is "+verb+"; its data is lost", "undo the change, or save the data first")
	}
}

func (v *verdicts) warn(c *backends.Change, format, fix string) {
	at := c.Origin
	if at.IsZero() {
		at = v.Place
	}
	v.ds = append(v.ds, diag.DataReplaced.At(at, format, c.Address.String()).WithAddress(c.Entity.String()).WithFix("%s", fix))
}

// dataTypes hold what a user put there, beside whatever has a policy that retains it.
var dataTypes = []string{
	"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::Events::Archive", "AWS::Logs::LogGroup", "AWS::RDS::DBInstance",
	"AWS::RDS::DBCluster", "AWS::EFS::FileSystem", "AWS::Cognito::UserPool", "AWS::SecretsManager::Secret", "AWS::KMS::Key", "AWS::EventSchemas::Registry",
}

func holdsData(c *backends.Change) bool {
	return slices.Contains(dataTypes, c.Address.Type) || retained(c.Before)
}

// retained reports whether a resource outlives its stack.
func retained(n *tree.Node) bool {
	policy := n.Get("DeletionPolicy").Str()
	return policy == "Retain" || policy == "RetainExceptOnCreate"
}

// forcing are the paths of what forces a replacement, sorted.
func forcing(rc *types.ResourceChange) []string {
	var out []string
	for _, d := range rc.Details {
		if d.Target == nil || d.Target.RequiresRecreation == types.RequiresRecreationNever || d.Target.RequiresRecreation == "" {
			continue
		}
		out = append(out, targetPath(d.Target))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func targetPath(d *types.ResourceTargetDefinition) string {
	return strings.Join(slices.DeleteFunc([]string{string(d.Attribute), aws.ToString(d.Name)}, func(s string) bool { return s == "" }), ".")
}

// causes names the resources whose change makes this one change.
func causes(rc *types.ResourceChange) string {
	var out []string
	for _, d := range rc.Details {
		if cause := aws.ToString(d.CausingEntity); cause != "" {
			out = append(out, cause)
		}
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

func orIt(paths []string) string { return cmp.Or(strings.Join(paths, ", "), "it") }

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
