package target

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// take is what apply does about a stack in a state.
type take string

const (
	takeDeploy take = "deploys"
	takeCreate take = "creates it"
	takeWait   take = "waits"
	takeStop   take = "stops"
)

// condition is what a stack's status means. The list of statuses and what each allows:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
type condition struct {
	health backends.Health
	means  string
	take   take
	// espc and aws are the commands that lead out of it, without the arguments that name the stack; "" for none.
	espc, aws string
}

// conditions has every status that the API knows.
var conditions = map[types.StackStatus]condition{
	types.StackStatusCreateInProgress: {backends.Progressing, "it is being created", takeWait, "apply", "wait stack-create-complete"},
	types.StackStatusCreateFailed: {backends.Unhealthy, "its creation failed and nothing was rolled back; it can only be deleted", takeStop,
		"destroy", "delete-stack"},
	types.StackStatusCreateComplete:     {health: backends.Healthy, means: "it was created", take: takeDeploy},
	types.StackStatusRollbackInProgress: {backends.Progressing, "its creation failed and is being undone", takeWait, "apply", "wait stack-rollback-complete"},
	types.StackStatusRollbackFailed: {backends.Unhealthy, "its creation failed and could not be undone; it can only be deleted", takeStop,
		"destroy", "delete-stack"},
	types.StackStatusRollbackComplete: {backends.Unhealthy, "its creation failed and was undone; it holds nothing and can only be deleted", takeStop,
		"destroy", "delete-stack"},
	types.StackStatusDeleteInProgress: {backends.Progressing, "it is being deleted", takeWait, "apply", "wait stack-delete-complete"},
	types.StackStatusDeleteFailed: {backends.Unhealthy, "a resource could not be deleted; the deletion has to be finished", takeStop,
		"destroy", "delete-stack"},
	types.StackStatusDeleteComplete:                          {health: backends.Absent, means: "it was deleted", take: takeCreate},
	types.StackStatusUpdateInProgress:                        {backends.Progressing, "it is being updated", takeWait, "apply", "wait stack-update-complete"},
	types.StackStatusUpdateCompleteCleanupInProgress:         {backends.Progressing, "it was updated and what was replaced is being removed", takeWait, "apply", "wait stack-update-complete"},
	types.StackStatusUpdateComplete:                          {health: backends.Healthy, means: "it was updated", take: takeDeploy},
	types.StackStatusUpdateFailed:                            {backends.Unhealthy, "an update failed and was not rolled back", takeStop, "unlock", "rollback-stack"},
	types.StackStatusUpdateRollbackInProgress:                {backends.Progressing, "an update failed and is being undone", takeWait, "apply", "wait stack-rollback-complete"},
	types.StackStatusUpdateRollbackFailed:                    {backends.Unhealthy, "an update failed and could not be undone; mend the resource named, then continue", takeStop, "unlock", "continue-update-rollback"},
	types.StackStatusUpdateRollbackCompleteCleanupInProgress: {backends.Progressing, "an update was undone and what it made is being removed", takeWait, "apply", "wait stack-rollback-complete"},
	types.StackStatusUpdateRollbackComplete:                  {health: backends.Healthy, means: "the last update failed and was undone; what was there before runs", take: takeDeploy},
	types.StackStatusReviewInProgress:                        {health: backends.Absent, means: "it is a name for a change set and holds nothing", take: takeCreate},
	types.StackStatusImportInProgress:                        {backends.Progressing, "resources are being imported into it", takeWait, "apply", "wait stack-import-complete"},
	types.StackStatusImportComplete:                          {health: backends.Healthy, means: "resources were imported into it", take: takeDeploy},
	types.StackStatusImportRollbackInProgress:                {backends.Progressing, "an import failed and is being undone", takeWait, "apply", "wait stack-rollback-complete"},
	types.StackStatusImportRollbackFailed:                    {backends.Unhealthy, "an import failed and could not be undone; mend the resource named in the console", takeStop, "", "describe-stack-events"},
	types.StackStatusImportRollbackComplete:                  {health: backends.Healthy, means: "an import failed and was undone", take: takeDeploy},
}

// conditionOf returns what a status means; one that came after this table is waited for or stopped at, by its name.
func conditionOf(s types.StackStatus) condition {
	if c, ok := conditions[s]; ok {
		return c
	}
	if strings.HasSuffix(string(s), "_IN_PROGRESS") {
		return condition{backends.Progressing, "something is under way", takeWait, "apply", "describe-stacks"}
	}
	return condition{backends.Unhealthy, "espc does not know this state", takeStop, "", "describe-stack-events"}
}

// wayOut are the commands that lead out of a state, "" where none is needed.
func (t *Target) wayOut(c condition) string {
	var out []string
	if c.espc != "" {
		out = append(out, t.command(c.espc))
	}
	if c.aws != "" {
		out = append(out, t.awsCommand(c.aws))
	}
	return strings.Join(out, ", or ")
}

// deployable returns an error where a stack takes no deployment now.
func (t *Target) deployable(s *stack) error {
	if s.StackStatus == "" {
		return nil
	}
	switch c := conditionOf(s.StackStatus); c.take {
	case takeWait:
		return t.fault(diag.StackBusy, "the stack %s is %s: %s", t.Stack, s.StackStatus, c.means).withFix("run %s, which waits for it", t.command("apply"))
	case takeStop:
		return t.fault(diag.StackBlocked, "the stack %s is %s: %s", t.Stack, s.StackStatus, c.means).withFix("run %s", t.wayOut(c))
	}
	return nil
}
