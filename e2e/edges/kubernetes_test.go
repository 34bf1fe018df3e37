package edges

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/netpol"
	"espc.dev/schema"
)

func TestPoliciesAllowExactlyWhatTheEdgesNeed(t *testing.T) {
	table := readTable(t)
	folders, err := golden.Folders(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			if err := checkKubernetes(table, compiled(t, folder), folder); err != nil {
				t.Error(err)
			}
		})
	}
}

// checkKubernetes holds a folder of manifests against the edges of a topology.
func checkKubernetes(table *Table, topology *schema.Topology, folder golden.Folder) error {
	expectation, err := table.Kubernetes(topology)
	if err != nil {
		return err
	}
	cluster, err := netpol.NewCluster(folder.Documents)
	if err != nil {
		return err
	}
	return netpol.CheckEdges(cluster, expectation)
}

// What the table makes of the shop is what a person read out of its sources.
func TestTheTableAgreesWithTheHandWrittenEdgesOfTheShop(t *testing.T) {
	data, err := os.ReadFile("../testdata/shop-edges.yaml")
	if err != nil {
		t.Fatal(err)
	}
	byHand, err := netpol.ParseExpectation(data)
	if err != nil {
		t.Fatal(err)
	}
	topology, err := Compile(t.Context(), sourceOf("shop"), "prod")
	if err != nil {
		t.Fatal(err)
	}
	derived, err := readTable(t).Kubernetes(topology)
	if err != nil {
		t.Fatal(err)
	}
	got, want := ways(derived), ways(byHand)
	for _, way := range got {
		if !slices.Contains(want, way) {
			t.Errorf("only the table has %s", way)
		}
	}
	for _, way := range want {
		if !slices.Contains(got, way) {
			t.Errorf("only the hand-written file has %s", way)
		}
	}
	if fmt.Sprint(derived.Workloads) != fmt.Sprint(byHand.Workloads) {
		t.Errorf("workloads: the table has\n%v\nand the hand-written file\n%v", derived.Workloads, byHand.Workloads)
	}
}

// ways lists every connection that an expectation allows, one each.
func ways(e netpol.Expectation) []string {
	var out []string
	for _, edge := range e.Edges {
		for _, from := range edge.From {
			for _, to := range edge.To {
				for _, port := range edge.Ports {
					out = append(out, from+" -> "+to+" "+port.String())
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// An edge fewer in the topology makes what it opens too much, and one more makes something missing.
func TestEveryEdgeOfTheShopIsSeenInItsPolicies(t *testing.T) {
	table := readTable(t)
	folder, err := golden.Load(golden.Root, golden.Root+"/shop/dev/kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := netpol.NewCluster(folder.Documents)
	if err != nil {
		t.Fatal(err)
	}
	topology := compiled(t, folder)
	whole, err := table.Kubernetes(topology)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range topology.Edges {
		fewer := *topology
		fewer.Edges = slices.Delete(slices.Clone(topology.Edges), i, i+1)
		fewer.Index()
		expectation, err := table.Kubernetes(&fewer)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Equal(ways(expectation), ways(whole)) {
			continue // another edge opens the same way, or it opens none
		}
		if err := netpol.CheckEdges(cluster, expectation); err == nil || !strings.Contains(err.Error(), "without an edge") && !strings.Contains(err.Error(), "there is no workload") {
			t.Errorf("without %s: %v", describe(e), err)
		}
	}
	more := *topology
	more.Edges = append(slices.Clone(topology.Edges), schema.Edge{
		From:  schema.Address{Kind: schema.KindFunction, Name: "search"},
		To:    schema.Address{Kind: schema.KindFunction, Name: "quote"},
		Class: schema.EdgeCalls, Field: "calls.0",
	})
	more.Index()
	expectation, err := table.Kubernetes(&more)
	if err != nil {
		t.Fatal(err)
	}
	if err := netpol.CheckEdges(cluster, expectation); err == nil || !strings.Contains(err.Error(), "shop-function-search -> shop-function-quote on 8080/TCP is an edge, but not allowed") {
		t.Errorf("with an edge more: %v", err)
	}
}
