package kubernetes

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

const registryTopology = `{"topology": {"name": "shop"},
	"environment": {"dev": {"backend": {"kubernetes": {"schema_registry": "http://apicurio.registry.svc:8080"}}}},
	"schema": {
		"order": {"format": "jsonschema", "inline": {"type": "object"}, "version": "2.0.0"},
		"payment": {"format": "avro", "inline": "string", "compatibility": "full"}},
	"connector": {"db": {"type": "memory"}}, "model": {"car": {"connector": "connector.db"}},
	"gateway": {"edge": {}}, "function": {"f": {"image": "f:1"}},
	"api_endpoint": {"cars": {"gateway": "gateway.edge", "paths": ["/cars"], "methods": ["GET"], "to": "function.f"}}}`

func TestASchemaIsKeptInAConfigMapAndReadBack(t *testing.T) {
	response := Backend{}.Render(context.Background(), request(t, registryTopology, nil))
	found := Backend{}.Documents(response.Objects)
	var got []string
	for _, d := range found {
		got = append(got, strings.Join([]string{d.ID, d.Format, d.Version, d.Compatibility}, " "))
	}
	slices.Sort(got)
	want := []string{
		"model.car jsonschema  ", "openapi.edge openapi  ",
		"schema.order jsonschema 2.0.0 backward", "schema.payment avro 1.0.0 full",
	}
	if !slices.Equal(got, want) {
		t.Errorf("documents are %q", got)
	}
	i := slices.IndexFunc(found, func(d backends.Document) bool { return d.ID == "schema.order" })
	if found[i].Text != "{\n  \"type\": \"object\"\n}\n" {
		t.Errorf("the schema is %q", found[i].Text)
	}
}

func TestARegistryIsLoadedWithAllDocumentsByOneJob(t *testing.T) {
	objects := lowered(t, registryTopology, nil)
	var list []registryDocument
	text := objects["ConfigMap/shop-registry"].Tree.Get("data").Get("registry.json").Str()
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range list {
		got = append(got, strings.Join([]string{d.ID, d.Type, d.Version, d.Compatibility}, " "))
	}
	// The version that nobody wrote is the registry's to give; its own check is asked for where it is the same as the language's.
	want := []string{"model.car JSON  ", "openapi.edge OPENAPI  ", "order JSON 2.0.0 ", "payment AVRO  full"}
	if !slices.Equal(got, want) {
		t.Errorf("the list is %q", got)
	}
	job := loader(t, objects)
	volume := job.Tree.Get("spec").Get("template").Get("spec").Get("volumes").Items[0].Get("projected").Get("sources")
	if len(volume.Items) != 5 {
		t.Errorf("%d ConfigMaps are mounted", len(volume.Items))
	}
	if !strings.Contains(string(jsonOf(job)), `{"name":"REGISTRY_URL","value":"http://apicurio.registry.svc:8080/apis/registry/v3"}`) {
		t.Errorf("the registry's address is not handed over: %s", jsonOf(job))
	}
	policy := string(jsonOf(objects["NetworkPolicy/shop-registry"]))
	if !strings.Contains(policy, `"kubernetes.io/metadata.name":"registry"`) || strings.Contains(policy, "ipBlock\":{\"cidr\":\"0.0.0.0/0") {
		t.Errorf("the loader's way out is %s", policy)
	}
}

func TestTheLoaderRunsAgainWhereADocumentChangesAndOnlyThere(t *testing.T) {
	name := func(document string) string {
		return loader(t, lowered(t, document, nil)).Address.Name
	}
	before := name(registryTopology)
	if again := name(registryTopology); again != before {
		t.Errorf("the same documents are loaded by %s and %s", before, again)
	}
	for _, change := range [][2]string{
		{`"inline": {"type": "object"}`, `"inline": {"type": "array"}`},
		{`"/cars"`, `"/cars/{id}"`},
		{`"full"`, `"none"`},
	} {
		if after := name(strings.Replace(registryTopology, change[0], change[1], 1)); after == before {
			t.Errorf("%s is loaded by the same job as %s", change[1], change[0])
		}
	}
	if after := name(strings.Replace(registryTopology, `"image": "f:1"`, `"image": "f:2"`, 1)); after != before {
		t.Error("a change of no document runs the job again")
	}
}

func TestWithoutARegistryASchemaIsNotedAndAPIDesignsStayFiles(t *testing.T) {
	document := strings.Replace(registryTopology, `"schema_registry": "http://apicurio.registry.svc:8080"`, "", 1)
	response := Backend{}.Render(context.Background(), request(t, document, nil))
	var notes []string
	for _, d := range response.Diagnostics {
		if d.Code == "N0640" {
			notes = append(notes, d.Address)
		}
	}
	if !slices.Equal(notes, []string{"schema.order", "schema.payment"}) {
		t.Errorf("noted are %q", notes)
	}
	for _, o := range response.Objects {
		if strings.Contains(o.Address.Name, "openapi") || strings.Contains(o.Address.Name, "registry") {
			t.Errorf("there is %s", o.Address)
		}
	}
}

// loader returns the job that loads documents.
func loader(t *testing.T, objects map[string]backends.Object) backends.Object {
	t.Helper()
	for name, o := range objects {
		if strings.HasPrefix(name, "Job/shop-registry-") {
			return o
		}
	}
	t.Fatal("there is no loader")
	return backends.Object{}
}

func jsonOf(o backends.Object) []byte { return tree.AppendJSON(nil, o.Tree, "") }
