// Command kubectl is k8s.io/kubernetes/cmd/kubectl, at a pinned version and without the rest of that module.
package main

import (
	_ "k8s.io/client-go/plugin/pkg/client/auth" // what a kubeconfig may name

	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
}
