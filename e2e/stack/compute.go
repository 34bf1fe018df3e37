package stack

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"espc.dev/e2e/cloudformation"
)

var function = &kind{
	typ: "AWS::Lambda::Function",
	compared: []string{
		"Code", "Environment", "FunctionName", "Handler", "MemorySize", "PackageType", "ReservedConcurrentExecutions", "Role", "Runtime",
		"Timeout", "VpcConfig",
	},
	lost:     []string{"Architectures", "Layers", "LoggingConfig"},
	defaults: map[string]any{"PackageType": "Zip"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		pages := lambda.NewListFunctionsPaginator(a.functions, &lambda.ListFunctionsInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, f := range page.Functions {
				got := fields(f, "FunctionName", "Handler", "MemorySize", "PackageType", "Role", "Runtime", "Timeout")
				if f.Environment != nil && len(f.Environment.Variables) > 0 {
					got["Environment"] = map[string]any{"Variables": plain(f.Environment.Variables)}
				}
				if v := f.VpcConfig; v != nil && len(v.SubnetIds) > 0 {
					got["VpcConfig"] = fields(v, "SecurityGroupIds", "SubnetIds")
				}
				got["Code"] = aws.ToString(f.CodeSha256)
				concurrency, err := a.functions.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: f.FunctionName})
				if err != nil {
					return nil, err
				}
				if n := concurrency.ReservedConcurrentExecutions; n != nil {
					got["ReservedConcurrentExecutions"] = float64(*n)
				}
				out[aws.ToString(f.FunctionName)] = got
			}
		}
		return out, nil
	},
	adjust: func(folder fs.FS, properties map[string]any) error {
		digest, err := codeDigest(folder, properties["Code"])
		properties["Code"] = digest
		return err
	},
}

var layer = &kind{
	typ:      "AWS::Lambda::LayerVersion",
	compared: []string{"CompatibleRuntimes", "Description"},
	lost:     []string{"Content"},
	id:       func(r *cloudformation.Resource) (string, error) { return r.Text("Description") },
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		layers, err := a.functions.ListLayers(ctx, &lambda.ListLayersInput{})
		if err != nil {
			return nil, err
		}
		for _, l := range layers.Layers {
			versions, err := a.functions.ListLayerVersions(ctx, &lambda.ListLayerVersionsInput{LayerName: l.LayerName})
			if err != nil {
				return nil, err
			}
			for _, v := range versions.LayerVersions {
				out[aws.ToString(v.Description)] = fields(v, "CompatibleRuntimes", "Description")
			}
		}
		return out, nil
	},
}

var permission = &kind{
	typ:      "AWS::Lambda::Permission",
	compared: []string{"Action", "FunctionName", "Principal", "SourceAccount", "SourceArn"},
	id: func(r *cloudformation.Resource) (string, error) {
		function, err := r.Text("FunctionName")
		if err != nil {
			return "", err
		}
		source, err := r.Text("SourceArn")
		return functionName(function) + " from " + source, err
	},
	adjust: func(_ fs.FS, properties map[string]any) error {
		properties["FunctionName"] = functionName(properties["FunctionName"].(string))
		return nil
	},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		functions, err := function.read(ctx, a)
		if err != nil {
			return nil, err
		}
		out := map[string]map[string]any{}
		for name := range functions {
			policy, err := a.functions.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: aws.String(name)})
			if missing := (*lambdatypes.ResourceNotFoundException)(nil); errors.As(err, &missing) {
				continue
			}
			if err != nil {
				return nil, err
			}
			parsed, err := document(aws.ToString(policy.Policy))
			if err != nil {
				return nil, err
			}
			statements, _ := parsed.(map[string]any)["Statement"].([]any)
			for _, item := range statements {
				s := item.(map[string]any)
				got := map[string]any{"FunctionName": name, "Action": s["Action"]}
				if who, ok := s["Principal"].(map[string]any); ok {
					got["Principal"] = who["Service"]
				}
				for _, keys := range s["Condition"].(map[string]any) {
					for key, value := range keys.(map[string]any) {
						got[strings.TrimPrefix(strings.TrimPrefix(key, "AWS:"), "aws:")] = value
					}
				}
				source, _ := got["SourceArn"].(string)
				out[name+" from "+source] = got
			}
		}
		return out, nil
	},
}

// functionName returns the name in a function's ARN, or the name itself.
func functionName(of string) string { return of[strings.LastIndexByte(of, ':')+1:] }

var mapping = &kind{
	typ:      "AWS::Lambda::EventSourceMapping",
	compared: []string{"BatchSize", "EventSourceArn", "FunctionName", "FunctionResponseTypes"},
	lost:     []string{"FilterCriteria", "MaximumBatchingWindowInSeconds"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		pages := lambda.NewListEventSourceMappingsPaginator(a.functions, &lambda.ListEventSourceMappingsInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, m := range page.EventSourceMappings {
				got := fields(m, "BatchSize", "EventSourceArn", "FunctionResponseTypes")
				got["FunctionName"] = functionName(aws.ToString(m.FunctionArn))
				out[aws.ToString(m.UUID)] = got
			}
		}
		return out, nil
	},
}
