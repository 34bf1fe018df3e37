package cluster

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	registrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/cluster/pki"
)

// probe is what the API server is asked to try until it calls a new webhook: nothing else here uses this kind.
const probe = "podtemplates"

// Validate has every object of a resource, such as "deployments", in a namespace judged when it is created or updated: a text refuses
// it. It returns when the API server asks, and the test's end takes it back.
func (c *Cluster) Validate(t testing.TB, namespace, resource string, judge func(object *unstructured.Unstructured) (refusal string)) {
	t.Helper()
	hook := newHook(t, func(object *unstructured.Unstructured) *admissionv1.AdmissionResponse {
		if refusal := judge(object); refusal != "" {
			return &admissionv1.AdmissionResponse{Result: &metav1.Status{Status: metav1.StatusFailure, Message: refusal, Code: http.StatusForbidden}}
		}
		return &admissionv1.AdmissionResponse{Allowed: true}
	})
	sideEffects, fail := registrationv1.SideEffectClassNone, registrationv1.Fail
	made, err := c.clients.typed.AdmissionregistrationV1().ValidatingWebhookConfigurations().Create(t.Context(),
		&registrationv1.ValidatingWebhookConfiguration{
			ObjectMeta: metav1.ObjectMeta{GenerateName: "test-"},
			Webhooks: []registrationv1.ValidatingWebhook{{
				Name: "validate.e2e.test", ClientConfig: hook.client(), Rules: rules(resource), NamespaceSelector: only(namespace),
				FailurePolicy: &fail, SideEffects: &sideEffects, AdmissionReviewVersions: []string{"v1"},
			}},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c.onEnd(t, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", made.Name)
	c.awaitHook(t, namespace, hook)
}

// Mutate changes every object of a resource, such as "deployments", in a namespace when it is created or updated. It returns when the
// API server asks, and the test's end takes it back.
func (c *Cluster) Mutate(t testing.TB, namespace, resource string, change func(object *unstructured.Unstructured)) {
	t.Helper()
	hook := newHook(t, func(object *unstructured.Unstructured) *admissionv1.AdmissionResponse {
		change(object)
		patch, err := json.Marshal([]map[string]any{{"op": "replace", "path": "", "value": object.Object}})
		if err != nil {
			return &admissionv1.AdmissionResponse{Result: &metav1.Status{Message: err.Error()}}
		}
		kind := admissionv1.PatchTypeJSONPatch
		return &admissionv1.AdmissionResponse{Allowed: true, Patch: patch, PatchType: &kind}
	})
	sideEffects, fail := registrationv1.SideEffectClassNone, registrationv1.Fail
	made, err := c.clients.typed.AdmissionregistrationV1().MutatingWebhookConfigurations().Create(t.Context(),
		&registrationv1.MutatingWebhookConfiguration{
			ObjectMeta: metav1.ObjectMeta{GenerateName: "test-"},
			Webhooks: []registrationv1.MutatingWebhook{{
				Name: "mutate.e2e.test", ClientConfig: hook.client(), Rules: rules(resource), NamespaceSelector: only(namespace),
				FailurePolicy: &fail, SideEffects: &sideEffects, AdmissionReviewVersions: []string{"v1"},
			}},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c.onEnd(t, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", made.Name)
	c.awaitHook(t, namespace, hook)
}

func rules(resource string) []registrationv1.RuleWithOperations {
	return []registrationv1.RuleWithOperations{{
		Operations: []registrationv1.OperationType{registrationv1.Create, registrationv1.Update},
		Rule:       registrationv1.Rule{APIGroups: []string{"*"}, APIVersions: []string{"*"}, Resources: []string{resource, probe}},
	}}
}

func only(namespace string) *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: namespace}}
}

// A hook is a server that the API server asks.
type hook struct {
	url       string
	authority []byte
	asked     atomic.Bool
}

func newHook(t testing.TB, answer func(object *unstructured.Unstructured) *admissionv1.AdmissionResponse) *hook {
	t.Helper()
	authority, err := pki.NewAuthority("webhook")
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hook{url: "https://" + listener.Addr().String(), authority: authority.Certificate}
	server := &http.Server{
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate(t)(authority.Server())}},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var review admissionv1.AdmissionReview
			if err := json.NewDecoder(r.Body).Decode(&review); err != nil || review.Request == nil {
				http.Error(w, "no review", http.StatusBadRequest)
				return
			}
			review.Response = &admissionv1.AdmissionResponse{Allowed: true}
			object := &unstructured.Unstructured{}
			switch err := object.UnmarshalJSON(review.Request.Object.Raw); {
			case review.Request.Resource.Resource == probe:
				h.asked.Store(true)
			case err != nil:
				review.Response = &admissionv1.AdmissionResponse{Result: &metav1.Status{Message: err.Error()}}
			default:
				review.Response = answer(object)
			}
			review.Response.UID = review.Request.UID
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(review)
		}),
	}
	go func() { _ = server.ServeTLS(listener, "", "") }() // until the test's end
	t.Cleanup(func() { _ = server.Close() })
	return h
}

func (h *hook) client() registrationv1.WebhookClientConfig {
	return registrationv1.WebhookClientConfig{URL: &h.url, CABundle: h.authority}
}

// awaitHook waits until the API server, which learns of it after a while, calls a webhook.
func (c *Cluster) awaitHook(t testing.TB, namespace string, h *hook) {
	t.Helper()
	Eventually(t, 30*time.Second, func() error {
		_, err := c.clients.typed.CoreV1().PodTemplates(namespace).Create(t.Context(), &corev1.PodTemplate{
			ObjectMeta: metav1.ObjectMeta{Name: "probe"},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "probe"}},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "probe"}}},
			},
		}, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		if err == nil && !h.asked.Load() {
			err = errors.New("the API server does not call the webhook")
		}
		return err
	})
}
