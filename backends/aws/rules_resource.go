package aws

import "espc.dev/backends"

// resourceRules decide what is alike in resources of every type.
func resourceRules() []backends.Rule {
	return []backends.Rule{
		{Name: "resource-type", Doc: "A resource says its type.", Fields: []string{"* Type"}},
		{Name: "resource-reference", Doc: "What refers to another resource names its logical id: the entity's name and kind, and what the resource is for.", Fields: []string{
			"* Properties.**.Ref", "* Properties.**.Fn::GetAtt.[]", "* DependsOn.[]",
		}, Refers: true, Inputs: []string{backends.Topology}},
		{Name: "policy-version", Doc: "A policy is written in the language's version of 2012, the one that has conditions with variables.", Fields: []string{
			"AWS::IAM::Role Properties.Policies.[].PolicyDocument.Version", "AWS::SQS::QueuePolicy Properties.PolicyDocument.Version",
		}},
		{Name: "container-variable", Doc: "A variable has the name under which it is written, or that which belongs to what it says: PORT, ESPC_<KIND>_<NAME>_URL.", Fields: []string{
			"AWS::ECS::ExpressGatewayService Properties.PrimaryContainer.Environment.[].Name", "AWS::ECS::ExpressGatewayService Properties.PrimaryContainer.Secrets.[].Name",
		}},
	}
}
