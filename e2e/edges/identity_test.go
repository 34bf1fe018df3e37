package edges

import (
	"os"
	"path/filepath"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

// A role is given to a service account by its name alone, so the name has to be one that the cluster's side has, and the pods
// that act by it have to be those of the workload that the edge starts at.
func TestEveryRoleForAClusterIsForAServiceAccountThatStandsThere(t *testing.T) {
	given := 0
	for _, root := range []string{golden.Root, espc.Compile(t, everythingDir)} {
		folders, err := golden.Templates(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range folders {
			for _, r := range loadStack(t, os.DirFS(folder.Path)).All() {
				if r.Type != "AWS::EKS::PodIdentityAssociation" {
					continue
				}
				given++
				namespace, err := r.Text("Namespace")
				if err != nil {
					t.Fatal(err)
				}
				account, err := r.Text("ServiceAccount")
				if err != nil {
					t.Fatal(err)
				}
				cluster, err := golden.Load(root, filepath.Join(filepath.Dir(folder.Path), golden.Backend))
				if err != nil {
					t.Fatal(err)
				}
				if !runsAs(cluster, namespace, account) {
					t.Errorf("%s: %s is for the service account %s of %s, by which no workload runs", folder.Name(), r, account, namespace)
				}
			}
		}
	}
	if given < 3 {
		t.Errorf("only %d roles are given to a cluster", given)
	}
}

// runsAs reports whether a folder has a service account, and a workload of that name whose pods have it.
func runsAs(folder golden.Folder, namespace, account string) bool {
	stands, used := false, false
	for _, d := range folder.Documents {
		o := d.Object
		if o.GetNamespace() != namespace || o.GetName() != account {
			continue
		}
		if o.GetKind() == "ServiceAccount" {
			stands = true
		}
		spec, _ := o.Object["spec"].(map[string]any)
		template, _ := spec["template"].(map[string]any)
		pod, _ := template["spec"].(map[string]any)
		used = used || pod["serviceAccountName"] == account
	}
	return stands && used
}
