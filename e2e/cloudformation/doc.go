// Package cloudformation reads compiled CloudFormation templates and says what a deployment of them would hold: every
// resource of every nested stack, with its properties' intrinsic functions replaced by values.
//
// It knows nothing of the compiler that wrote the templates. What a resource's Ref and attributes give is taken from the
// return values that the CloudFormation template reference documents for its type.
package cloudformation
