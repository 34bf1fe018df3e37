package mesh

import (
	"path/filepath"
	"testing"

	"espc.dev/e2e/definitions"
	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/manifests"
)

func TestAServerWithKnativeTakesEveryObject(t *testing.T) {
	crds, err := definitions.All()
	if err != nil {
		t.Fatal(err)
	}
	server, err := manifests.NewServer(crds)
	if err != nil {
		t.Fatal(err)
	}
	compiled := espc.Compile(t, "testdata/parcels")
	kinds := map[string]bool{}
	for _, environment := range []string{"cluster", "knative"} {
		folder, err := golden.Load(compiled, filepath.Join(compiled, environment, "kubernetes"))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range folder.Documents {
			kinds[d.Object.GetKind()] = true
			if err := server.Check(d); err != nil {
				t.Errorf("%s: %s: %v", environment, d, err)
			}
		}
		if err := manifests.CheckReferences(folder.Documents); err != nil {
			t.Errorf("%s: %v", environment, err)
		}
	}
	for _, kind := range []string{"Broker", "Trigger", "EventType", "EventTransform", "PingSource"} {
		if !kinds[kind] {
			t.Errorf("the parcels bring no %s", kind)
		}
	}
}
