package live

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/webhooks"
)

// serving is a topology of one function on Knative Serving, in a cluster with Knative's definitions. Nothing reconciles them: tests say
// how a Knative Service is.
type serving struct{ *scene }

func newServing(t *testing.T, canary int, code string) serving {
	t.Helper()
	s := serving{newScene(t, "")}
	s.cluster.Define(t)
	s.function(canary, code)
	return s
}

// function makes the topology's function one with a share for new revisions and some code.
func (s serving) function(canary int, code string) {
	s.Helper()
	s.file("price/index.js", "exports.handler = (req, res) => res.send('"+code+"');\n")
	s.file("topology.hcl", fmt.Sprintf(`topology "shop" {}
environment "dev" {
  backend "kubernetes" {
    context   = "dev"
    namespace = %q
    serving   = "knative"
  }
}
function "price" {
  runtime = "nodejs24"
  source  = "./price"
  rollout {
    canary = %d
  }
}
`, s.namespace, canary))
}

// held is the Knative Service that the cluster holds.
func (s serving) held() *unstructured.Unstructured {
	s.Helper()
	o := s.get("serving.knative.dev/v1", "Service", "shop-function-price")
	if o == nil {
		s.Fatal("there is no Knative Service")
	}
	return o
}

// revision is the name of the revision that the cluster's template makes.
func (s serving) revision() string {
	s.Helper()
	name, _, _ := unstructured.NestedString(s.held().Object, "spec", "template", "metadata", "name")
	return name
}

// traffic is who gets which share of the requests: "REVISION PERCENT" each.
func (s serving) traffic() string {
	s.Helper()
	entries, _, _ := unstructured.NestedSlice(s.held().Object, "spec", "traffic")
	var out []string
	for _, e := range entries {
		entry := e.(map[string]any)
		out = append(out, fmt.Sprintf("%v %v", entry["revisionName"], entry["percent"]))
	}
	return strings.Join(out, ", ")
}

// code is what the files of a revision hold, "" where they are not there.
func (s serving) code(revision string) string {
	s.Helper()
	o := s.get("v1", "ConfigMap", revision)
	if o == nil {
		return ""
	}
	text, _, _ := unstructured.NestedString(o.Object, "data", "index.js")
	return regexp.MustCompile(`'(.*)'`).FindStringSubmatch(text)[1]
}

func (s serving) wantTraffic(want string) {
	s.Helper()
	if got := s.traffic(); got != want {
		s.Errorf("the requests go to %s, want %s", got, want)
	}
}

// TestACanaryGoesBesideTheRevisionThatStandsAndARollbackReturnsToIt with Knative's own defaults set on everything that is written.
func TestACanaryGoesBesideTheRevisionThatStandsAndARollbackReturnsToIt(t *testing.T) {
	s := newServing(t, 0, "zero")
	s.apply()
	s.knative()

	s.function(0, "one")
	s.apply()
	one := s.revision()
	s.wantTraffic(one + " 100")
	s.unchanged()

	s.function(10, "two")
	r := s.succeeds("plan", "-e", "dev")
	says(t, r, "a new revision, shop-function-price-", "gets 10 % of the requests; "+one+" keeps 90 %", "1 to create, 1 to update, 0 to replace, 1 to delete")
	if strings.Contains(r.Stdout, "because") {
		t.Errorf("what Knative sets by itself is told as something that matters:\n%s", r.Stdout)
	}
	s.apply()
	two := s.revision()
	s.wantTraffic(two + " 10, " + one + " 90")
	if s.code(one) != "one" || s.code(two) != "two" {
		t.Errorf("the files of the revisions are %q and %q", s.code(one), s.code(two))
	}
	s.unchanged()

	s.function(10, "three")
	says(t, s.succeeds("plan", "-e", "dev"), "gets 10 % of the requests; "+one+" keeps 90 %; "+two+" gets none any more")
	s.apply()
	three := s.revision()
	s.wantTraffic(three + " 10, " + one + " 90")
	if s.code(two) != "two" {
		t.Error("the files of a canary that gets requests until the new one is ready are gone")
	}
	s.unchanged()

	s.function(0, "three")
	says(t, s.succeeds("plan", "-e", "dev"), "the revision "+three+" gets all requests instead of 10 %; "+one+" gets none any more")
	s.apply()
	s.wantTraffic(three + " 100")
	s.unchanged()

	says(t, s.succeeds("rollback", "-e", "dev", "--auto-approve"), "the revision "+three+" gets 10 % of the requests instead of 100 %; "+one+" gets 90 %")
	s.wantTraffic(three + " 10, " + one + " 90")
	says(t, s.succeeds("rollback", "-e", "dev", "--to", "2", "--auto-approve"), "the revision "+one+" gets all requests instead of 90 %; "+three+" gets none any more")
	s.wantTraffic(one + " 100")
	if s.code(one) != "one" {
		t.Errorf("its files are %q", s.code(one))
	}
	s.function(0, "one")
	s.unchanged()
	says(t, s.succeeds("drift", "-e", "dev"), "No drift")
}

// TestARevisionIsReturnedToByName: after an apply and one back it is the revision that was, and not a third one.
func TestARevisionIsReturnedToByName(t *testing.T) {
	s := newServing(t, 0, "one")
	s.apply()
	one := s.revision()
	s.function(0, "two")
	s.apply()
	two := s.revision()
	says(t, s.succeeds("rollback", "-e", "dev", "--auto-approve"), "back to the revision "+one+", which gets all requests; "+two+" gets none any more")
	s.wantTraffic(one + " 100")
	if s.revision() != one {
		t.Errorf("the template is %s", s.revision())
	}
}

func TestAnApplyWaitsForAKnativeServiceAndSaysWhyItIsNot(t *testing.T) {
	s := newServing(t, 0, "one")
	s.fails(applies("--wait", "--timeout", "6s"), "E1217", "Service/shop-function-price", "no controller has looked at it yet")
	says(t, s.succeeds("status", "-e", "dev"), "progressing function.price")
	s.condition("False", "RevisionFailed", "Revision \"shop-function-price\" failed with message: Unable to fetch image")
	begin := time.Now()
	s.fails(applies("--wait", "--timeout", "2m"), "E1217", "Unable to fetch image")
	if d := time.Since(begin); d > time.Minute {
		t.Errorf("it waited %s for what had failed", d)
	}
	says(t, s.succeeds("status", "-e", "dev"), "unhealthy   function.price", "RevisionFailed")
	s.condition("True", "", "")
	s.apply("--wait")
	says(t, s.succeeds("status", "-e", "dev"), "healthy     function.price")
	one := s.revision()
	s.function(20, "two")
	s.apply()
	s.condition("True", "", "")
	says(t, s.succeeds("status", "-e", "dev"), "healthy     function.price", s.revision()+" 20 %, "+one+" 80 %")
}

// condition says, as Knative would, how the Knative Service is.
func (s serving) condition(status, reason, message string) {
	s.Helper()
	o := s.held()
	condition := map[string]any{"type": "Ready", "status": status, "lastTransitionTime": time.Now().UTC().Format(time.RFC3339)}
	if reason != "" {
		condition["reason"], condition["message"] = reason, message
	}
	o.Object["status"] = map[string]any{"observedGeneration": o.GetGeneration(), "conditions": []any{condition}}
	client, err := s.cluster.Resource("serving.knative.dev/v1", "Service", s.namespace)
	if err != nil {
		s.Fatal(err)
	}
	if _, err := client.UpdateStatus(s.Context(), o, updateOptions); err != nil {
		s.Fatal(err)
	}
}

// knative has everything that is written of Knative's kinds in the namespace judged and completed by Knative's own code.
func (s serving) knative() {
	s.Helper()
	admission := webhooks.New(s)
	admit := func(o *unstructured.Unstructured) ([]byte, error) {
		data, err := o.MarshalJSON()
		if err != nil {
			return nil, err
		}
		return admission.Admit(data)
	}
	s.cluster.Mutate(s, s.namespace, "services", func(o *unstructured.Unstructured) {
		if !admission.Knows(o.GetAPIVersion()) {
			return
		}
		completed, err := admit(o)
		if err != nil {
			return // which Validate says
		}
		// Knative's types write more than there is, such as a creation at no time: what the webhook patches is the spec.
		var object map[string]any
		if json.Unmarshal(completed, &object) == nil {
			o.Object["spec"] = object["spec"]
			annotations := o.GetAnnotations()
			if annotations == nil {
				annotations = map[string]string{}
			}
			annotations["serving.knative.dev/lastModifier"] = "jane"
			o.SetAnnotations(annotations)
		}
	})
	s.cluster.Validate(s, s.namespace, "services", func(o *unstructured.Unstructured) string {
		if !admission.Knows(o.GetAPIVersion()) {
			return ""
		}
		if _, err := admit(o); err != nil {
			return err.Error()
		}
		return ""
	})
}
