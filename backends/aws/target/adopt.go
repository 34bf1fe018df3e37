package target

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// A change set with ImportExistingResources takes over what is in the account already where the template gives it a fixed
// name and a policy that retains it, and no other stack has it:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html

// adoptable reports whether a resource can be taken over by its name.
func adoptable(o *backends.Object) bool {
	policy := o.Tree.Get("DeletionPolicy").Str()
	return (policy == "Retain" || policy == "RetainExceptOnCreate") && fixedName(o) != ""
}

// fixedName is the name that the template gives a resource, "" where CloudFormation makes one up or a function does. The
// property is Name, or the type's last word with it: QueueName of AWS::SQS::Queue.
func fixedName(o *backends.Object) string {
	kind := o.Address.Type[strings.LastIndexByte(o.Address.Type, ':')+1:]
	properties := o.Tree.Get("Properties")
	for _, key := range []string{kind + "Name", "Name"} {
		if n := properties.Get(key); n != nil && n.Kind == tree.String {
			return n.Str()
		}
	}
	return ""
}

// called says by which id a resource is known, as a part of a sentence.
func called(id *string) string {
	if aws.ToString(id) == "" {
		return ""
	}
	return ", as " + aws.ToString(id)
}

// taken reports whether a reason says that a name is given away already. Services word it in ways of their own; the check
// that CloudFormation makes before a deployment has a name.
func taken(reason string) bool {
	return strings.Contains(reason, "already exist") || strings.Contains(reason, "AlreadyExists") || strings.Contains(reason, "ResourceExistenceCheck")
}

// takeOver says how to go on where a name is taken, and whether that can help: in a run that adopts already, it did not.
func (w *watch) takeOver(o *outcome) (string, bool) {
	if w.verb != "apply" || w.options.Adopt || !taken(o.failed) || o.object == nil || !adoptable(o.object) {
		return "", false
	}
	return "run " + w.command(w.verb) + " --adopt, which takes it over where no other stack has it, or remove it from the account", true
}

// afterFailure says what to do once a resource failed.
func (w *watch) afterFailure(c condition, o *outcome) string {
	way, ok := w.takeOver(o)
	switch {
	case !ok:
		return w.after(c)
	case c.take == takeStop:
		return "get the stack out of its state with " + w.wayOut(c) + ", then " + way
	}
	return way
}

// afterRefusal says what to do about a change set that was refused.
func (t *Target) afterRefusal(verb, reason string, adopt bool) string {
	switch {
	case taken(reason) && adopt:
		return "give what it names DeletionPolicy: Retain in an overlay, or remove it from the account, then run " + t.command(verb) + " --adopt"
	case taken(reason):
		return "run " + t.command(verb) + " --adopt, which takes over what no other stack has, or remove it from the account"
	}
	return "mend what it names, then run " + t.command(verb)
}
