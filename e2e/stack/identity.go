package stack

import (
	"context"
	"io/fs"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

var logGroup = &kind{
	typ:      "AWS::Logs::LogGroup",
	compared: []string{"LogGroupName", "RetentionInDays"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		pages := cloudwatchlogs.NewDescribeLogGroupsPaginator(a.logs, &cloudwatchlogs.DescribeLogGroupsInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, g := range page.LogGroups {
				out[aws.ToString(g.LogGroupName)] = fields(g, "LogGroupName", "RetentionInDays")
			}
		}
		return out, nil
	},
}

var role = &kind{
	typ:      "AWS::IAM::Role",
	compared: []string{"AssumeRolePolicyDocument", "Policies"},
	adjust: func(_ fs.FS, properties map[string]any) error {
		withoutStreams(properties)
		return nil
	},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		pages := iam.NewListRolesPaginator(a.iam, &iam.ListRolesInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, r := range page.Roles {
				got := map[string]any{}
				if got["AssumeRolePolicyDocument"], err = document(aws.ToString(r.AssumeRolePolicyDocument)); err != nil {
					return nil, err
				}
				if policies, err := a.rolePolicies(ctx, r.RoleName); err != nil {
					return nil, err
				} else if policies != nil {
					got["Policies"] = policies
				}
				attached, err := a.iam.ListAttachedRolePolicies(ctx, &iam.ListAttachedRolePoliciesInput{RoleName: r.RoleName})
				if err != nil {
					return nil, err
				}
				if len(attached.AttachedPolicies) > 0 {
					got["ManagedPolicyArns"] = plain(attached.AttachedPolicies)
				}
				withoutStreams(got)
				out[aws.ToString(r.RoleName)] = got
			}
		}
		return out, nil
	},
}

// rolePolicies returns a role's own policies as the template has them.
func (a *Account) rolePolicies(ctx context.Context, role *string) ([]any, error) {
	var out []any
	names, err := a.iam.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: role})
	if err != nil {
		return nil, err
	}
	for _, name := range names.PolicyNames {
		policy, err := a.iam.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: role, PolicyName: aws.String(name)})
		if err != nil {
			return nil, err
		}
		parsed, err := document(aws.ToString(policy.PolicyDocument))
		if err != nil {
			return nil, err
		}
		out = append(out, map[string]any{"PolicyName": name, "PolicyDocument": parsed})
	}
	return out, nil
}

// withoutStreams takes from the ARNs of log groups the :* that they end in, which the emulator leaves out, and from those of
// tables' streams the time of their making.
func withoutStreams(value any) any {
	switch v := value.(type) {
	case string:
		switch {
		case strings.HasPrefix(v, "arn:aws:logs:"):
			return strings.TrimSuffix(v, ":*")
		case strings.HasPrefix(v, "arn:aws:dynamodb:"):
			table, _, is := strings.Cut(v, "/stream/")
			if is {
				return table + "/stream"
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutStreams(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = withoutStreams(v[name])
		}
	}
	return value
}
