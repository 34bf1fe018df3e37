package kills

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// edit is a change of a file of the topology: old becomes new, or the file goes where there is no old.
type edit struct{ file, old, new string }

// live lets the shop's environment dev go to a cluster, to a namespace that is said on the command line.
var live = []edit{
	{"environments.hcl", `namespace = "shop-dev"`, "context = \"dev\"\n    namespace = var.namespace"},
	{"topology.hcl", `variable "tag" {`, "variable \"namespace\" {\n  type    = string\n  default = \"shop-dev\"\n}\n\nvariable \"tag\" {"},
}

// versions of the shop. From each to each there is all that an update can be: objects change, one is replaced (the size of a
// StatefulSet's claim never changes), Jobs and a microservice come, and others go. From the first to the second a gateway goes with
// its routes and its consumer.
var versions = [][]edit{
	nil,
	{
		{file: "gateway-backoffice.hcl"},
		{"consumers.hcl", backofficeConsumer, ""},
		{"environments.hcl", "1.5.0-dev.7", "1.5.0-dev.8"},
		{"environments.hcl", `size = "1Gi"`, `size = "2Gi"`},
		{"jobs.hcl", `--retry 10`, `--retry 20`},
		{"schedules.hcl", "# Captures", "microservice \"more\" {\n  image = \"example.com/more:1\"\n}\n\n# Captures"},
	},
	{
		{"environments.hcl", "1.5.0-dev.7", "1.5.0-dev.9"},
		{"environments.hcl", `size = "1Gi"`, `size = "3Gi"`},
		{"jobs.hcl", `--retry 10`, `--retry 30`},
		{"schedules.hcl", "# Captures", "microservice \"later\" {\n  image = \"example.com/later:1\"\n}\n\n# Captures"},
	},
}

const backofficeConsumer = `consumer "backoffice" {
  basic = secret.backoffice-login
  endpoints = [
    api_endpoint.manage-products,
    api_endpoint.manage-categories,
    api_endpoint.manage-announcements,
    api_endpoint.manage-orders,
    api_endpoint.replay-payment,
  ]
}
`

// shopVersion copies the shop into a folder of the test's, as a version of it.
func shopVersion(t *testing.T, version int) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../testdata/examples/shop")); err != nil {
		t.Fatal(err)
	}
	for _, e := range slices.Concat(live, versions[version]) {
		path := filepath.Join(dir, e.file)
		if e.old == "" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), e.old) != 1 {
			t.Fatalf("%s of the shop holds %q %d times", e.file, e.old, strings.Count(string(text), e.old))
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// neighbor is another topology, with one of everything that the shop has most of.
const neighbor = `topology "neighbor" {}

microservice "web" {
  image = "example.com/web:1"
}

environment "dev" {
  backend "kubernetes" {
    context   = "dev"
    namespace = var.namespace
  }
}

variable "namespace" {
  type = string
}
`

// neighborTopology writes the other topology into a folder of the test's.
func neighborTopology(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "neighbor.hcl"), []byte(neighbor), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
