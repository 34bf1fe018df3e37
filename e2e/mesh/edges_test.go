package mesh

import (
	"os"
	"path/filepath"
	"testing"

	"espc.dev/e2e/edges"
	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/netpol"
)

func TestPoliciesOpenTheWaysOfEventsAndNoOthers(t *testing.T) {
	data, err := os.ReadFile("../testdata/edge-classes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	table, err := edges.ParseTable(data)
	if err != nil {
		t.Fatal(err)
	}
	compiled := espc.Compile(t, "testdata/parcels")
	for _, environment := range []string{"cluster", "knative"} {
		folder, err := golden.Load(compiled, filepath.Join(compiled, environment, "kubernetes"))
		if err != nil {
			t.Fatal(err)
		}
		topology, err := edges.Compile(t.Context(), "testdata/parcels", environment)
		if err != nil {
			t.Fatal(err)
		}
		expectation, err := table.Kubernetes(topology)
		if err != nil {
			t.Fatal(err)
		}
		cluster, err := netpol.NewCluster(folder.Documents)
		if err != nil {
			t.Fatal(err)
		}
		if err := netpol.CheckEdges(cluster, expectation); err != nil {
			t.Errorf("%s: %v", environment, err)
		}
	}
}
