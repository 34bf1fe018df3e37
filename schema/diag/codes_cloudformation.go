package diag

// Codes of CloudFormation stacks as live targets: 11xx.
var (
	StackCredentials = &Code{
		ID:      "E1101",
		Title:   "AWS credentials are missing or no longer accepted",
		Explain: "Credentials are found by the SDK's own rules (AWS_PROFILE, AWS_ACCESS_KEY_ID, a role). Those found have expired or are refused. What was started in AWS goes on without them, and the command named picks it up.",
		Example: "# a session of one hour ended while a deployment was waited for\n",
		Fixed:   "# aws sso login, then the command that the message names\n",
	}
	StackDenied = &Code{
		ID:      "E1102",
		Title:   "AWS denies an action",
		Explain: "Who the credentials stand for may not do what is needed. AWS names the action and the resource; nothing else was tried after it.",
		Example: "# the role lacks cloudformation:CreateChangeSet\n",
		Fixed:   "# allow the action to the role, or use AWS_PROFILE of one that has it\n",
	}
	StackUnreachable = &Code{
		ID:      "E1103",
		Title:   "AWS can't be reached",
		Explain: "No region is set, or no answer came from the endpoint within several attempts.",
		Example: "environment \"prod\" {\n  backend \"aws\" {\n    stack = \"shop-prod\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"aws\" {\n    region = \"eu-west-1\"\n    stack  = \"shop-prod\"\n  }\n}\n",
	}
	StackRequest = &Code{
		ID:      "E1104",
		Title:   "AWS refuses a request",
		Explain: "The API answered with an error that is not about credentials or permissions: a limit, an invalid value, or too many requests for longer than is worth waiting.",
		Example: "# the account holds as many stacks as it may\n",
		Fixed:   "# raise the limit that AWS names, then run the command again\n",
	}
	StackBlocked = &Code{
		ID:      "E1105",
		Title:   "the stack takes no deployment in its state",
		Explain: "CloudFormation deploys to a stack in a healthy state alone. The message says what the state means and the command that leads out of it; espc never runs that one by itself, because it may remove resources.",
		Example: "# the first deployment failed and was rolled back: ROLLBACK_COMPLETE\n",
		Fixed:   "# espc destroy, then espc apply\n",
	}
	StackBusy = &Code{
		ID:      "E1106",
		Title:   "another deployment of the stack is under way",
		Explain: "A stack does one thing at a time. espc apply waits for what is under way and plans after it.",
		Example: "# somebody else's apply runs\n",
		Fixed:   "# run espc apply, or wait and plan again\n",
	}
	ChangeSetRefused = &Code{
		ID:      "E1107",
		Title:   "CloudFormation refuses the change set",
		Explain: "CloudFormation looked at the template and won't deploy it. Nothing was changed; its reason is in the message.",
		Example: "# an overlay set a property that the resource type does not have\n",
		Fixed:   "# remove the property that CloudFormation names\n",
	}
	ChangeSetStale = &Code{
		ID:      "E1108",
		Title:   "the stack changed since the plan was made",
		Explain: "A plan is bound to what the stack held and to a change set. Another deployment came in between, or the change set is gone, so that executing it could undo somebody's work.",
		Example: "# another change set was executed after espc plan --out FILE\n",
		Fixed:   "# make the plan again\n",
	}
	DeploymentFailed = &Code{
		ID:      "E1109",
		Title:   "the deployment failed",
		Explain: "A resource could not be created, updated or deleted. The message names the innermost one that failed first, in whichever nested stack it is; CloudFormation rolls the rest back.",
		Example: "# a queue's name is taken\n",
		Fixed:   "# choose another name and apply again\n",
	}
	BucketNeeded = &Code{
		ID:      "E1110",
		Title:   "an artifact bucket is needed",
		Explain: "Code, nested templates and templates over 51,200 bytes reach CloudFormation through a bucket in the stack's region. The environment names none, or none that can be used.",
		Example: "environment \"prod\" {\n  backend \"aws\" {\n    stack = \"shop-prod\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"aws\" {\n    stack           = \"shop-prod\"\n    artifact_bucket = \"shop-artifacts\"\n  }\n}\n",
	}
	ParameterNeeded = &Code{
		ID:      "E1111",
		Title:   "a parameter of the template has no value",
		Explain: "The template declares a parameter without a default, the stack does not have a value for it yet, and none was given.",
		Example: "# an overlay adds a parameter without a Default\n",
		Fixed:   "# give the parameter a Default\n",
	}
	ForeignTemplate = &Code{
		ID:      "E1112",
		Title:   "a template can't be read",
		Explain: "What is deployed, or was saved, is no template that espc understands, so it can't be compared with.",
		Example: "# the stack's template uses short forms of functions (!Ref)\n",
		Fixed:   "# name another stack, or deploy this one in long form once\n",
	}
	TemplateLimit = &Code{
		ID:      "E1113",
		Title:   "a template that CloudFormation can't take",
		Explain: "A template has at least one resource and at most 1 MB.",
		Example: "topology \"shop\" {}\n",
		Fixed:   "# espc destroy removes a stack\n",
	}
	NoDriftDetection = &Code{
		ID:      "E1114",
		Title:   "the endpoint has no drift detection",
		Explain: "Drift is found by CloudFormation itself. This endpoint does not know the calls, as emulators do not, so nothing can be said about drift.",
		Example: "# AWS_ENDPOINT_URL names an emulator\n",
		Fixed:   "# run espc drift against AWS\n",
	}
	NoRevision = &Code{
		ID:      "E1115",
		Title:   "there is no such revision",
		Explain: "Revisions are kept in the artifact bucket, numbered from 1. The one asked for was never recorded, or what it held is damaged or gone.",
		Example: "# espc rollback --to 7, where the newest is 5\n",
		Fixed:   "# espc history lists what there is\n",
	}
	LayerMissing = &Code{
		ID:      "E1120",
		Title:   "a layer is not in the artifact bucket",
		Explain: "What runs models on Lambda is a layer that a person builds and uploads once for each version of the runtime, because it takes npm and a minute; espc uploads functions' code itself. Nothing was changed.",
		Example: "environment \"prod\" {\n  backend \"aws\" {\n    stack           = \"shop-prod\"\n    artifact_bucket = \"shop-artifacts\" # holds no layers/workspace-loopback3-….zip\n  }\n}\n",
		Fixed:   "# espc images -e prod --export build\n# sh build/workspace-loopback3/layer.sh s3://shop-artifacts/layers/workspace-loopback3-….zip\n",
	}
	StackForeign = &Code{
		ID:      "E1121",
		Title:   "the stack belongs to somebody else",
		Explain: "A stack tells by its tags espc.dev/topology and espc.dev/environment whose it is. One that another topology or environment has is never changed. One without those tags was not made by espc: apply --adopt takes it over and replaces what it holds; destroy, rollback and unlock leave it alone.",
		Example: "# another topology names the same stack\nenvironment \"prod\" {\n  backend \"aws\" {\n    stack = \"prod\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"aws\" {\n    stack = \"shop-prod\"\n  }\n}\n",
	}
	NoRevisionsKept = &Code{
		ID:      "W1116",
		Title:   "no revision was kept",
		Explain: "Revisions are kept in the artifact bucket. Without one, or where it could not be written, there is no history to go back to.",
		Example: "environment \"prod\" {\n  backend \"aws\" {\n    stack = \"shop-prod\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"aws\" {\n    stack           = \"shop-prod\"\n    artifact_bucket = \"shop-artifacts\"\n  }\n}\n",
	}
	DataReplaced = &Code{
		ID:      "W1117",
		Title:   "something that holds data is replaced or deleted",
		Explain: "CloudFormation makes a new, empty resource in place of the old one. Where the old one's policy is Retain it stays in the account, out of the stack; else its data is lost.",
		Example: "# a table's key was changed\n",
		Fixed:   "# move the data first, or undo the change\n",
	}
	StillRunning = &Code{
		ID:      "W1118",
		Title:   "the deployment goes on in AWS",
		Explain: "The command ended before the deployment did. CloudFormation goes on by itself; the command named waits for it again.",
		Example: "# Ctrl-C while espc apply waits\n",
		Fixed:   "# espc apply waits for it again\n",
	}
)

var cloudFormationCodes = []*Code{
	StackCredentials, StackDenied, StackUnreachable, StackRequest, StackBlocked, StackBusy, ChangeSetRefused, ChangeSetStale, DeploymentFailed,
	BucketNeeded, ParameterNeeded, ForeignTemplate, TemplateLimit, NoDriftDetection, NoRevision, LayerMissing, StackForeign, NoRevisionsKept, DataReplaced, StillRunning,
}
