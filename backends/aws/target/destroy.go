package target

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// Destroy deletes the stack. What its template retains stays in the account and is listed; the revisions stay in the
// artifact bucket.
func (t *Target) Destroy(ctx context.Context, o backends.Options) (backends.Report, error) {
	s, err := t.read(ctx, "destroy")
	if err != nil || s.StackStatus == "" || s.StackStatus == types.StackStatusDeleteComplete {
		return backends.Report{}, err
	}
	if err := t.own(ctx, "destroy", s, false); err != nil {
		return backends.Report{}, err
	}
	var r backends.Report
	var gone []backends.ObjectAddress
	for _, name := range slices.Sorted(maps.Keys(s.templates)) {
		n, err := t.decode(name, s.templates[name])
		if err != nil {
			return r, err
		}
		names := t.physicalNames(ctx, s, name)
		for _, object := range t.Backend.Objects(name, treeDocs(n)) {
			switch {
			case object.Tree.Get("DeletionPolicy").Str() == "Retain", retained(object.Tree) && s.StackStatus != types.StackStatusRollbackComplete:
				r.Kept = append(r.Kept, t.kept(&object, names[object.Address.Name]))
			case object.Tree.Get("Type") != nil && strings.HasPrefix(object.Address.Type, "AWS::"):
				gone = append(gone, object.Address)
			}
		}
	}
	if o.DryRun {
		r.Done = gone
		return r, nil
	}
	id := aws.ToString(s.StackId)
	w, err := t.follow(ctx, "destroy", id, o)
	if err != nil {
		return r, err
	}
	w.total = int64(len(gone))
	if s.StackStatus != types.StackStatusDeleteInProgress {
		if err := t.delete(ctx, s); err != nil {
			return r, err
		}
	}
	done, err := t.finish(ctx, w, nil)
	done.Kept, done.Outputs = r.Kept, nil
	if err == nil && len(done.Done) == 0 {
		done.Done = gone // the endpoint tells no events of single resources
	}
	return done, err
}

// kept is what is left of a resource that its stack lets go of. name is its physical id, "" where that is not known: then it has
// the name that the template fixes, if any.
func (t *Target) kept(o *backends.Object, name string) backends.Kept {
	return backends.Kept{ObjectAddress: o.Address, Name: cmp.Or(name, fixedName(o)), Why: t.Backend.Keeps(*o), Adoptable: adoptable(o)}
}

// physicalNames are the physical ids of what is in the stack of a template, by logical id. Where the stack does not tell, they
// are not known: a destroy does without.
func (t *Target) physicalNames(ctx context.Context, s *stack, template string) map[string]string {
	id := s.nested[template]
	if template == t.Backend.Info().Entry {
		id = aws.ToString(s.StackId)
	}
	out := map[string]string{}
	pages := cloudformation.NewListStackResourcesPaginator(t.cf, &cloudformation.ListStackResourcesInput{StackName: aws.String(id)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return out
		}
		for _, r := range page.StackResourceSummaries {
			out[aws.ToString(r.LogicalResourceId)] = aws.ToString(r.PhysicalResourceId)
		}
	}
	return out
}

// delete starts the deletion of a stack, once.
func (t *Target) delete(ctx context.Context, s *stack) error {
	id := aws.ToString(s.StackId)
	err := t.exactlyOnce(ctx, func(ctx context.Context) error {
		_, err := t.once.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: aws.String(id)})
		return err
	}, func(ctx context.Context) (bool, error) {
		now, err := t.describe(ctx, "destroy", id)
		return err == nil && (now.StackStatus == "" || now.StackStatus != s.StackStatus), err
	})
	if _, message := apiError(err); strings.Contains(message, "TerminationProtection") {
		return t.fault(diag.StackBlocked, "the stack %s is protected from being deleted", t.Stack).
			withFix("run %s --no-enable-termination-protection, then %s", t.awsCommand("update-termination-protection"), t.command("destroy"))
	}
	return t.explain(ctx, "destroy", "the stack can't be deleted", err)
}
