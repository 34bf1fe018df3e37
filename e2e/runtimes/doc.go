// Package runtimes runs what espc gives to functions, gateways and workspaces: the build folders of the runtime images, installed as
// their images are, and the adapters that stand in for them on AWS Lambda, which are held to the same answers. The tests
// themselves are in stdlib/runtimestest and stdlib/lambdatest, in the language of what they test; this package installs what
// they need, which other packages have of it too, and makes each of them a Go test.
package runtimes
