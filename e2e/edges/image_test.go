package edges

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/espc"
)

// image is a microservice with its three roles, and a function that joins its network.
const image = `topology "small" {}
secret "token" { key = "small/token" }
table "orders" { key = "id:string" }
microservice "cart" {
  image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/cart:1.2"
  uses  = [{ of = table.orders, access = "read" }]
  env   = { TOKEN = secret.token }
  health {
    type = "http"
    path = "/healthz"
  }
}
function "basket" {
  runtime = "nodejs24"
  source  = "./code"
  calls   = [microservice.cart]
}
environment "cloud" {
  backend "aws" {
    artifact_bucket = "acme-artifacts"
    subnets         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    security_groups = ["sg-0123456789abcdef0"]
  }
}
`

// Whatever is dropped from the roles of an image and of what calls it, or added to them, must be found: also what is denied, and
// the policy of Amazon's own.
func TestEveryChangeOfAnImagesRolesIsFound(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "code"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"small.hcl": image, "code/index.js": "exports.handler = () => {}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	topology, err := Compile(t.Context(), dir, "cloud")
	if err != nil {
		t.Fatal(err)
	}
	template, err := os.ReadFile(filepath.Join(espc.Compile(t, dir), "cloud", "aws", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	table := readTable(t)
	if err := checkAWS(table, topology, parseStack(t, template)); err != nil {
		t.Fatal(err)
	}
	changes := slices.Concat(mutations(t, template), managedMutations(t, template))
	for _, m := range changes {
		if err := checkAWS(table, topology, parseStack(t, m.template)); err == nil || !strings.Contains(err.Error(), "allowed") {
			t.Errorf("%s is not found: %v", m.name, err)
		}
	}
	if len(changes) < 60 {
		t.Errorf("only %d changes were tried", len(changes))
	}
}

// managedMutations takes the policies of Amazon's own from a role that has some, and gives them to each that has none.
func managedMutations(t *testing.T, template []byte) []mutation {
	t.Helper()
	var out []mutation
	read := func() (document, resources map[string]any) {
		if err := yaml.Unmarshal(template, &document); err != nil {
			t.Fatal(err)
		}
		return document, document["Resources"].(map[string]any)
	}
	_, resources := read()
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		document, changed := read()
		r := changed[id].(map[string]any)
		if r["Type"] != "AWS::IAM::Role" {
			continue
		}
		properties, name := r["Properties"].(map[string]any), id+" without a managed policy"
		if properties["ManagedPolicyArns"] != nil {
			delete(properties, "ManagedPolicyArns")
		} else {
			name = id + " with a managed policy"
			properties["ManagedPolicyArns"] = changed["CartMicroserviceInfrastructureRole"].(map[string]any)["Properties"].(map[string]any)["ManagedPolicyArns"]
		}
		data, err := yaml.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, mutation{name, data})
	}
	return out
}
