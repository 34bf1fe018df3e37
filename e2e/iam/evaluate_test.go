package iam

import (
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/e2e/cloudformation"
)

const (
	account = "111122223333"
	roleARN = Principal("arn:aws:iam::111122223333:role/reader")
)

var here = cloudformation.Place{Partition: "aws", Region: "eu-west-1", Account: account}

// template has a role and a queue; POLICIES stands for the role's statements, MORE for further resources.
const template = `
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: p, PolicyDocument: {Version: "2012-10-17", Statement: [POLICIES]}}]
  Jobs: {Type: "AWS::SQS::Queue", Properties: {QueueName: jobs}}
  Photos: {Type: "AWS::S3::Bucket", Properties: {BucketName: photos}}
  Bus: {Type: "AWS::Events::EventBus", Properties: {Name: main}}
  Resize: {Type: "AWS::Lambda::Function", Properties: {FunctionName: resize}}
MORE`

func read(policies, more string) (*Account, error) {
	text := strings.NewReplacer("POLICIES", policies, "MORE", more).Replace(template)
	stack, err := cloudformation.Load(fstest.MapFS{"template.yaml": {Data: []byte(text)}}, "shop", here, nil)
	if err != nil {
		return nil, err
	}
	return NewAccount(stack)
}

// Each case asks one thing of an account with these policies. The rules are those of the documentation that doc.go names and
// of its pages on elements, operators and set operators.
func TestRequestsAreDecidedAsIAMDocumentsIt(t *testing.T) {
	const (
		jobs    = "arn:aws:sqs:eu-west-1:111122223333:jobs"
		allow   = `{Effect: Allow, Action: "sqs:SendMessage", Resource: "` + jobs + `"}`
		deny    = `{Effect: Deny, Action: "sqs:*", Resource: "*"}`
		fromAny = `
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [{Ref: Jobs}]
      PolicyDocument: {Version: "2012-10-17", Statement: [STATEMENT]}`
	)
	resource := func(statement string) string { return strings.Replace(fromAny, "STATEMENT", statement, 1) }
	conditional := func(condition string) string {
		return `{Effect: Allow, Action: "sqs:SendMessage", Resource: "*", Condition: {` + condition + `}}`
	}
	send := Request{roleARN, "sqs:SendMessage", jobs, nil}
	sendIf := func(context Context) Request { return Request{roleARN, "sqs:SendMessage", jobs, context} }
	by := func(who Principal, context Context) Request { return Request{who, "sqs:SendMessage", jobs, context} }
	const rule = "arn:aws:events:eu-west-1:111122223333:rule/main/placed"

	for _, test := range []struct {
		name, policies, more string
		request              Request
		want                 bool
	}{
		// The order of evaluation.
		{"nothing allows it", ``, "", send, false},
		{"the role's policy allows it", allow, "", send, true},
		{"an explicit deny wins over an allow", allow + "," + deny, "", send, false},
		{"whatever the order", deny + "," + allow, "", send, false},
		{"a deny of the resource wins too", allow, resource(`{Effect: Deny, Principal: "*", Action: "sqs:SendMessage", Resource: "` + jobs + `"}`), send, false},
		{"a deny of the whole account holds for its roles", allow, resource(`{Effect: Deny, Principal: {AWS: "arn:aws:iam::111122223333:root"}, Action: "sqs:SendMessage", Resource: "` + jobs + `"}`), send, false},
		{"a deny of something else does not matter", allow + `,{Effect: Deny, Action: "sqs:DeleteQueue", Resource: "*"}`, "", send, true},
		{"a deny whose condition does not hold neither", allow + `,{Effect: Deny, Action: "sqs:*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": false}}}`, "", sendIf(Context{"aws:securetransport": {"true"}}), true},
		{"within an account the resource's policy is enough", "", resource(`{Effect: Allow, Principal: {AWS: "` + string(roleARN) + `"}, Action: "sqs:SendMessage", Resource: "` + jobs + `"}`), send, true},
		{"a policy that trusts the account leaves it to the roles' own", "", resource(`{Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:root"}, Action: "sqs:SendMessage", Resource: "` + jobs + `"}`), send, false},
		{"a policy is about its own resource alone", "", resource(`{Effect: Allow, Principal: "*", Action: "*", Resource: "*"}`), Request{roleARN, "s3:GetObject", "arn:aws:s3:::photos/a", nil}, false},

		// Actions and resources.
		{"actions have no case", `{Effect: Allow, Action: "SQS:sendmessage", Resource: "` + jobs + `"}`, "", send, true},
		{"resources have", `{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111122223333:Jobs"}`, "", send, false},
		{"a star in an action", `{Effect: Allow, Action: "sqs:Send*", Resource: "` + jobs + `"}`, "", send, true},
		{"a question mark stands for one character", `{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111122223333:job?"}`, "", send, true},
		{"and for no more", `{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111122223333:jo?"}`, "", send, false},
		{"one of several actions", `{Effect: Allow, Action: ["sqs:ReceiveMessage", "sqs:SendMessage"], Resource: "` + jobs + `"}`, "", send, true},
		{"all but some actions", `{Effect: Allow, NotAction: "sqs:DeleteQueue", Resource: "` + jobs + `"}`, "", send, true},
		{"but not those", `{Effect: Allow, NotAction: "sqs:Send*", Resource: "` + jobs + `"}`, "", send, false},
		{"all but some resources", `{Effect: Allow, Action: "sqs:SendMessage", NotResource: "arn:aws:sqs:*:*:secret"}`, "", send, true},
		{"but not those either", `{Effect: Allow, Action: "sqs:SendMessage", NotResource: "` + jobs + `"}`, "", send, false},
		{"a star reaches no further than a colon", `{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:*:jobs"}`, "", send, false},
		{"a star in each part", `{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:*:sqs:*:*:j*s"}`, "", send, true},
		{"a short ARN with a star at its end", `{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:*"}`, "", send, true},
		{"a bucket is not its objects", `{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::photos"}`, "", Request{roleARN, "s3:GetObject", "arn:aws:s3:::photos/a", nil}, false},
		{"objects are named behind a slash", `{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::photos/*"}`, "", Request{roleARN, "s3:GetObject", "arn:aws:s3:::photos/in/a", nil}, true},
		{"which other buckets are not", `{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::photos/*"}`, "", Request{roleARN, "s3:GetObject", "arn:aws:s3:::photos2/in/a", nil}, false},

		// Services ask by a resource's policy alone.
		{"a role's policy is not a service's", allow, "", by("events.amazonaws.com", nil), false},
		{"a service that is named", "", resource(`{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "` + jobs + `"}`), by("events.amazonaws.com", nil), true},
		{"another service", "", resource(`{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "` + jobs + `"}`), by("sns.amazonaws.com", nil), false},
		{"a service for the right source", "", resource(`{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "` + jobs + `", Condition: {ArnEquals: {"aws:SourceArn": "` + rule + `"}}}`), by("events.amazonaws.com", Context{"aws:sourcearn": {rule}}), true},
		{"for another", "", resource(`{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "` + jobs + `", Condition: {ArnEquals: {"aws:SourceArn": "` + rule + `"}}}`), by("events.amazonaws.com", Context{"aws:sourcearn": {rule + "2"}}), false},
		{"for none that is told", "", resource(`{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "` + jobs + `", Condition: {ArnEquals: {"aws:SourceArn": "` + rule + `"}}}`), by("events.amazonaws.com", nil), false},
		{"a role is taken on by whom it trusts", "", "", Request{"lambda.amazonaws.com", "sts:AssumeRole", string(roleARN), nil}, true},
		{"and by nobody else", "", "", Request{"events.amazonaws.com", "sts:AssumeRole", string(roleARN), nil}, false},

		// Conditions.
		{"all keys must hold", conditional(`StringEquals: {"events:source": a, "events:detail-type": b}`), "", sendIf(Context{"events:source": {"a"}, "events:detail-type": {"c"}}), false},
		{"all operators must hold", conditional(`StringEquals: {"events:source": a}, StringLike: {"events:detail-type": "b*"}`), "", sendIf(Context{"events:source": {"a"}, "events:detail-type": {"bc"}}), true},
		{"one of several values", conditional(`StringEquals: {"events:source": [a, b]}`), "", sendIf(Context{"events:source": {"b"}}), true},
		{"keys have no case", conditional(`StringEquals: {"EVENTS:Source": a}`), "", sendIf(Context{"events:source": {"a"}}), true},
		{"values have", conditional(`StringEquals: {"events:source": a}`), "", sendIf(Context{"events:source": {"A"}}), false},
		{"but where it is ignored", conditional(`StringEqualsIgnoreCase: {"events:source": a}`), "", sendIf(Context{"events:source": {"A"}}), true},
		{"StringEquals takes a star as it is", conditional(`StringEquals: {"events:source": "a*"}`), "", sendIf(Context{"events:source": {"ab"}}), false},
		{"ArnEquals takes it as a pattern", conditional(`ArnEquals: {"aws:SourceArn": "arn:aws:events:*:*:rule/main/*"}`), "", sendIf(Context{"aws:sourcearn": {rule}}), true},
		{"part by part", conditional(`ArnLike: {"aws:SourceArn": "arn:aws:events:*:rule/main/*"}`), "", sendIf(Context{"aws:sourcearn": {rule}}), false},
		{"a key that is not told does not match", conditional(`StringEquals: {"events:source": a}`), "", send, false},
		{"a negation holds without it", conditional(`StringNotEquals: {"events:source": a}`), "", send, true},
		{"a negation is about each value", conditional(`StringNotEquals: {"events:source": [a, b]}`), "", sendIf(Context{"events:source": {"b"}}), false},
		{"IfExists holds without it", conditional(`StringEqualsIfExists: {"events:source": a}`), "", send, true},
		{"and compares with it", conditional(`StringEqualsIfExists: {"events:source": a}`), "", sendIf(Context{"events:source": {"b"}}), false},
		{"an address in a network", conditional(`IpAddress: {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.7"]}`), "", sendIf(Context{"aws:sourceip": {"10.1.2.3"}}), true},
		{"one address", conditional(`IpAddress: {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.7"]}`), "", sendIf(Context{"aws:sourceip": {"203.0.113.7"}}), true},
		{"an address outside", conditional(`IpAddress: {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.7"]}`), "", sendIf(Context{"aws:sourceip": {"203.0.113.8"}}), false},
		{"no network", conditional(`NotIpAddress: {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}`), "", sendIf(Context{"aws:sourceip": {"2001:db8::1"}}), false},
		{"none of several networks", conditional(`NotIpAddress: {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}`), "", sendIf(Context{"aws:sourceip": {"192.0.2.1"}}), true},
		{"Null true wants it missing", conditional(`"Null": {"events:source": true}`), "", send, true},
		{"Null false wants it there", conditional(`"Null": {"events:source": false}`), "", send, false},
		{"ForAllValues: each one matches", conditional(`"ForAllValues:StringEquals": {"events:source": [a, b]}`), "", sendIf(Context{"events:source": {"a", "b"}}), true},
		{"ForAllValues: one does not", conditional(`"ForAllValues:StringEquals": {"events:source": [a, b]}`), "", sendIf(Context{"events:source": {"a", "c"}}), false},
		{"ForAllValues holds without the key", conditional(`"ForAllValues:StringEquals": {"events:source": a}`), "", send, true},
		{"ForAnyValue: one matches", conditional(`"ForAnyValue:StringEquals": {"events:source": [a]}`), "", sendIf(Context{"events:source": {"c", "a"}}), true},
		{"ForAnyValue does not hold without the key", conditional(`"ForAnyValue:StringEquals": {"events:source": a}`), "", send, false},
	} {
		a, err := read(test.policies, test.more)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got, err := a.Decide(test.request)
		if err != nil || got.Allowed != test.want {
			t.Errorf("%s: allowed %v, want %v (%v)", test.name, got.Allowed, test.want, err)
		}
	}
}

// What is not modelled must neither grant nor deny anything in silence.
func TestWhatIsNotModelledIsRefused(t *testing.T) {
	for _, test := range []struct{ policies, more, want string }{
		{`{Effect: Allow, Action: "sqs:*", Resource: "*", Condition: {NumericLessThan: {"aws:MultiFactorAuthAge": 3}}}`, "", "NumericLessThan is not modelled"},
		{`{Effect: Allow, Action: "sqs:*", Resource: "*", Condition: {StringEquals: {"aws:username": "${aws:username}"}}}`, "", "policy variables"},
		{`{Effect: Allow, Action: "sqs:*", Resource: "*", NotPrincipal: "*"}`, "", "NotPrincipal is not modelled"},
		{`{Effect: allow, Action: "sqs:*", Resource: "*"}`, "", "the effect is allow"},
		{`{Action: "sqs:*", Resource: "*"}`, "", "an effect"},
		{`{Effect: Allow, Resource: "*"}`, "", "Action and NotAction"},
		{`{Effect: Allow, Action: "sqs:*"}`, "", "has resources"},
		{`{Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*"}`, "", "no principal"},
		{"", "  X: {Type: 'AWS::IAM::ManagedPolicy'}", "AWS::IAM::ManagedPolicy is not modelled"},
		{"", "  X: {Type: 'AWS::Lambda::Url', Properties: {AuthType: NONE}}", "AWS::Lambda::Url is not modelled"},
		{"", "  X: {Type: 'AWS::IAM::Role', Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']}}", "policy/AdministratorAccess in ManagedPolicyArns is not modelled"},
		{"", "  X: {Type: 'AWS::DynamoDB::Table', Properties: {ResourcePolicy: {PolicyDocument: {Statement: [{Effect: Allow}]}}}}", "ResourcePolicy holds a policy"},
		{"", "  X: {Type: 'AWS::Lambda::Permission', Properties: {Action: 'lambda:InvokeFunction', FunctionName: {Ref: Resize}, Principal: '*', PrincipalOrgID: o-1}}", "PrincipalOrgID is not modelled"},
		{"", "  X: {Type: 'AWS::Lambda::Permission', Properties: {Action: 'lambda:InvokeFunction', FunctionName: other, Principal: '*'}}", "no AWS::Lambda::Function of the stack is other"},
	} {
		if _, err := read(test.policies, test.more); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s%s: got %v, want %q", test.policies, test.more, err, test.want)
		}
	}
}

func TestSeveralValuesNeedASetOperator(t *testing.T) {
	a, err := read(`{Effect: Allow, Action: "sqs:*", Resource: "*", Condition: {StringEquals: {"events:source": a}}}`, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Decide(Request{roleARN, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs", Context{"events:source": {"a", "b"}}}); err == nil {
		t.Error("StringEquals decided about two values")
	}
}

func TestEveryGrantIsListed(t *testing.T) {
	a, err := read(`{Effect: Allow, Action: ["sqs:A", "sqs:B"], Resource: {"Fn::GetAtt": [Jobs, Arn]}}, {Effect: Allow, NotAction: "iam:*", NotResource: "arn:aws:s3:::x"}, {Effect: Deny, Action: "*", Resource: "*"}`, `
  Call:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: {Ref: Resize}
      Principal: events.amazonaws.com
      SourceAccount: {Ref: "AWS::AccountId"}
      SourceArn: {"Fn::Sub": "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${Bus}/*"}
  Put:
    Type: AWS::Events::EventBusPolicy
    Properties: {EventBusName: {Ref: Bus}, StatementId: a, Statement: {Effect: Allow, Principal: "*", Action: "events:PutEvents", Resource: {"Fn::GetAtt": Bus.Arn}}}`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range a.Grants() {
		got = append(got, g.String())
	}
	want := []string{
		"* may events:PutEvents on arn:aws:events:eu-west-1:111122223333:event-bus/main",
		"arn:aws:iam::111122223333:role/reader may * on *",
		"arn:aws:iam::111122223333:role/reader may sqs:A on arn:aws:sqs:eu-west-1:111122223333:jobs",
		"arn:aws:iam::111122223333:role/reader may sqs:B on arn:aws:sqs:eu-west-1:111122223333:jobs",
		"events.amazonaws.com may lambda:InvokeFunction on arn:aws:lambda:eu-west-1:111122223333:function:resize" +
			" if ArnLike aws:SourceArn arn:aws:events:eu-west-1:111122223333:rule/main/* if StringEquals aws:SourceAccount 111122223333",
		"lambda.amazonaws.com may sts:AssumeRole on arn:aws:iam::111122223333:role/reader",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
