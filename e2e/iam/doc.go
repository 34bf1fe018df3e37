// Package iam decides what the policies of compiled CloudFormation templates allow, and lists all that they grant.
//
// It implements the evaluation logic for requests within one account that
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html describes, for the policies that a
// template can bring: those of roles, those of resources, and those that say who may take on a role. It shares nothing with
// the compiler that wrote them. What it does not model (a managed policy, a boundary, an unknown operator) is an error, never
// taken for a grant or for none.
package iam
