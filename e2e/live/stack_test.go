package live

import (
	"strings"
	"testing"

	"espc.dev/backends/aws/awstest"
	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
)

// onBoth is shop with a queue on AWS.
var onBoth = strings.Replace(strings.Replace(shop, `environment "dev" {
`, `queue "orders" {}

environment "dev" {
  default = "kubernetes"
  place   = { "queue.orders" = "aws" }

`, 1), `    namespace = "NAMESPACE"
  }
`, `    namespace = "NAMESPACE"
  }
  backend "aws" {
    stack = "NAMESPACE"
  }
`, 1)

// An environment with a stack and a cluster is planned, applied, looked at and destroyed as one.
func TestAStackAndAClusterAreOneEnvironment(t *testing.T) {
	t.Parallel()
	url, stop := awstest.StartMoto()
	t.Cleanup(stop)
	if url == "" {
		t.Log("moto_server is not on PATH: this test ran without it and checked nothing")
		return
	}
	c := cluster.Shared(t)
	dir, namespace := folder(t, c, onBoth)
	through := c.Proxy(t, proxy.Options{})
	espc := func(want int, args ...string) *process {
		t.Helper()
		p := prepare(t, dir, through.Kubeconfig, append(args, "-e", "dev", "--no-progress")...)
		p.Env = append(p.Env, awstest.Environ(url)...)
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		if got := p.end(t); got != want {
			t.Fatalf("espc %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, want, p.out.String(), p.err.String())
		}
		return p
	}
	stack, set := "stack "+namespace+" in 123456789012/eu-west-1", "cluster dev, namespace "+namespace
	espc(0, "plan").says(t, []string{"aws, against " + stack, "kubernetes, against " + set}, nil)

	// The second of the two fails: the report says what of which was done, and the same command goes on.
	through.On(onDeployment("shop-microservice-web"), 1, proxy.Status(403, "Forbidden", "no more deployments today"))
	espc(1, "apply", "--auto-approve").says(t, []string{stack + ": done\n", set + ": failed\n", "  failed Deployment/shop-microservice-web\n", "\nRun espc apply -e dev to go on.\n"},
		[]string{"no more deployments today"})
	espc(0, "apply", "--auto-approve").says(t, []string{"\nApplied: "}, nil)
	espc(0, "plan", "--detailed-exitcode").says(t, []string{"No changes: "}, nil)
	espc(0, "status").says(t, []string{"Status of dev: stack " + namespace + "\n", "Status of dev: " + set}, nil)
	espc(1, "diff", "1", "dev").says(t, nil, []string{"choose one with --backend"})
	espc(0, "diff", "2", "dev", "--backend", "kubernetes").says(t, []string{"No differences"}, nil)

	espc(0, "destroy", "--auto-approve", "--delete-namespace").says(t, []string{"Destroyed: "}, nil)
	if c.Get(t, "v1", "Namespace", "", namespace) != nil {
		t.Error("the namespace is there")
	}
}
