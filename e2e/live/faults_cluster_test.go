package live

import (
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	admissionregistration "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
)

// forced chooses applies that take fields from others, of a Deployment.
func forced(r proxy.Request) bool {
	return r.Method == http.MethodPatch && strings.Contains(r.Path, "/deployments/") && r.Query.Get("force") == "true" && !r.Query.Has("dryRun")
}

func TestFault21AnObjectThatAControllerWroteToMeanwhileIsComparedAgain(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	s.apply()
	s.cluster.Patch(t, "apps/v1", "Deployment", s.namespace, "shop-microservice-price", "kubectl-edit", `{"spec":{"replicas":3}}`)
	p := s.proxy()
	var once atomic.Bool
	p.On(forced, 0, proxy.Fault{Before: func(proxy.Request) {
		if once.CompareAndSwap(false, true) { // what does not concern us
			s.cluster.Patch(t, "apps/v1", "Deployment", s.namespace, "shop-microservice-price", "somebody", `{"metadata":{"annotations":{"example.com/seen":"yes"}}}`)
		}
	}})
	s.apply()
	if n := len(p.Records(forced)); n < 2 {
		t.Errorf("the write was sent %d times, so it was not refused in between", n)
	}
	s.direct()
	s.unchanged()
}

func TestFault21AnObjectThatSomebodyChangedMeanwhileIsRefused(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	s.apply()
	s.cluster.Patch(t, "apps/v1", "Deployment", s.namespace, "shop-microservice-price", "kubectl-edit", `{"spec":{"replicas":3}}`)
	p := s.proxy()
	var once atomic.Bool
	p.On(forced, 0, proxy.Fault{Before: func(proxy.Request) {
		if once.CompareAndSwap(false, true) {
			s.cluster.Patch(t, "apps/v1", "Deployment", s.namespace, "shop-microservice-price", "kubectl-edit", `{"spec":{"replicas":5}}`)
		}
	}})
	s.fails(applies(), "E1213", "Deployment/shop-microservice-price", "it was changed")
	n, _ := s.deployment("shop-microservice-price").Object["spec"].(map[string]any)["replicas"].(int64)
	if n != 5 {
		t.Errorf("replicas are %d: somebody's work was undone", n)
	}
}

func TestFault31ANamespaceThatIsBeingDeletedIsNamedAtOnce(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	s.apply()
	s.cluster.Patch(t, "v1", "ServiceAccount", s.namespace, "shop-microservice-price", "e2e", `{"metadata":{"finalizers":["example.com/hold"]}}`)
	defer s.cluster.Patch(t, "v1", "ServiceAccount", s.namespace, "shop-microservice-price", "e2e", `{"metadata":{"finalizers":null}}`)
	s.cluster.Delete(t, "v1", "Namespace", "", s.namespace)
	begin := time.Now()
	s.fails(applies(), "E1214", "namespace "+s.namespace)
	if d := time.Since(begin); d > 15*time.Second {
		t.Errorf("it took %s", d)
	}
}

func TestFault32APlanForANamespaceThatWasDeletedIsStale(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	s.apply()
	s.write(service("price", "example.com/price:2"))
	s.succeeds("plan", "-e", "dev", "--out", "plan.json")
	s.cluster.Delete(t, "v1", "Namespace", "", s.namespace)
	cluster.Eventually(t, time.Minute, func() error {
		if s.cluster.Get(t, "v1", "Namespace", "", s.namespace) != nil {
			return errStill
		}
		return nil
	})
	s.fails([]string{"apply", "plan.json"}, "stale")
	if s.cluster.Get(t, "v1", "Namespace", "", s.namespace) != nil {
		t.Error("the namespace was created")
	}
}

func TestFault36AWebhooksRefusalIsShownSafely(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	s.apply()
	s.webhook(func(kind string) (bool, string) {
		return kind != "Deployment", "only images of registry.example.com\x1b[31m\u202e, please"
	})
	s.write(service("price", "example.com/price:2"))
	r := s.fails(applies(), "E1207", "only images of registry.example.com", "topology.hcl:")
	if strings.ContainsAny(r.Stdout+r.Stderr, "\x1b\u202e") {
		t.Errorf("the message reaches the terminal as it is: %q", r.Stderr)
	}
	if image(s.deployment("shop-microservice-price")) != "example.com/price:1" {
		t.Error("it was changed all the same")
	}
}

// webhook lets an admission webhook judge what is written to the scene's namespace.
func (s *scene) webhook(judge func(kind string) (bool, string)) {
	s.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var review admissionv1.AdmissionReview
		if err := json.Unmarshal(body, &review); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		allowed, message := judge(review.Request.Kind.Kind)
		review.Response = &admissionv1.AdmissionResponse{UID: review.Request.UID, Allowed: allowed, Result: &metav1.Status{Message: message}}
		_ = json.NewEncoder(w).Encode(review)
	}))
	s.Cleanup(server.Close)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	none, fail := admissionregistration.SideEffectClassNone, admissionregistration.Fail
	hooks := s.cluster.Clients().AdmissionregistrationV1().ValidatingWebhookConfigurations()
	_, err := hooks.Create(s.Context(), &admissionregistration.ValidatingWebhookConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: s.namespace},
		Webhooks: []admissionregistration.ValidatingWebhook{{
			Name: "images.example.com", ClientConfig: admissionregistration.WebhookClientConfig{URL: &server.URL, CABundle: authority},
			Rules: []admissionregistration.RuleWithOperations{{
				Operations: []admissionregistration.OperationType{admissionregistration.Create, admissionregistration.Update},
				Rule:       admissionregistration.Rule{APIGroups: []string{"apps"}, APIVersions: []string{"v1"}, Resources: []string{"deployments"}},
			}},
			NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"kubernetes.io/metadata.name": s.namespace}},
			SideEffects:       &none, FailurePolicy: &fail, AdmissionReviewVersions: []string{"v1"},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = hooks.Delete(s.Context(), s.namespace, metav1.DeleteOptions{}) })
	time.Sleep(time.Second) // the server learns of webhooks by a watch
}
