package stack

import (
	"context"
	"io/fs"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// stateMachine is compared with its definition as the template has it: the emulator puts no values in place of ${Name}.
var stateMachine = &kind{
	typ:      "AWS::StepFunctions::StateMachine",
	compared: []string{"DefinitionString", "RoleArn", "StateMachineName", "StateMachineType"},
	lost:     []string{"DefinitionSubstitutions"},
	adjust: func(_ fs.FS, properties map[string]any) (err error) {
		properties["DefinitionString"], err = document(properties["DefinitionString"].(string))
		return err
	},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		pages := sfn.NewListStateMachinesPaginator(a.machines, &sfn.ListStateMachinesInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, listed := range page.StateMachines {
				m, err := a.machines.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: listed.StateMachineArn})
				if err != nil {
					return nil, err
				}
				got := map[string]any{"StateMachineName": aws.ToString(m.Name), "StateMachineType": string(m.Type), "RoleArn": aws.ToString(m.RoleArn)}
				if got["DefinitionString"], err = document(aws.ToString(m.Definition)); err != nil {
					return nil, err
				}
				out[aws.ToString(m.StateMachineArn)] = got
			}
		}
		return out, nil
	},
}
