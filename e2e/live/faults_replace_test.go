package live

import (
	"errors"
	"strings"
	"testing"
	"time"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
)

var errStill = errors.New("it is still there")

// stored is a microservice with a volume: a StatefulSet, whose claims can't be changed.
func stored(size string) string {
	return `microservice "store" {
  image    = "example.com/store:1"
  port     = 8080
  replicas = 1
  volume "data" {
    path = "/data"
    size = "` + size + `"
  }
}
`
}

func TestFault33AnImmutableFieldIsAReplacementThatNeedsConsent(t *testing.T) {
	s := newScene(t, stored("1Gi"))
	s.apply("--wait")
	was := s.get("apps/v1", "StatefulSet", "shop-microservice-store")
	claim := s.get("v1", "PersistentVolumeClaim", "data-shop-microservice-store-0")
	s.write(stored("2Gi"))
	says(t, s.succeeds("plan", "-e", "dev"), "replace StatefulSet/shop-microservice-store", "1 to replace")
	s.fails([]string{"apply", "-e", "dev"}, "no terminal")
	s.fails(applies("--max-deletes", "0"), "max-deletes")
	if now := s.get("apps/v1", "StatefulSet", "shop-microservice-store"); now.GetUID() != was.GetUID() {
		t.Fatal("it was replaced without consent")
	}
	says(t, s.apply(), "1 replaced")
	now := s.get("apps/v1", "StatefulSet", "shop-microservice-store")
	if now == nil || now.GetUID() == was.GetUID() {
		t.Fatal("it was not replaced")
	}
	if kept := s.get("v1", "PersistentVolumeClaim", "data-shop-microservice-store-0"); kept == nil || kept.GetUID() != claim.GetUID() {
		t.Error("its volume is gone")
	}
	s.unchanged()
}

func TestFault34AReplacementThatIsNotCreatedIsToldLoudlyAndCreatedByARerun(t *testing.T) {
	s := newScene(t, stored("1Gi"))
	s.apply("--wait")
	s.write(stored("2Gi"))
	p := s.proxy()
	p.On(proxy.All(members, proxy.Of("PATCH", "/statefulsets/")), 1, proxy.Status(403, "Forbidden", `statefulsets.apps "shop-microservice-store" is forbidden: exceeded quota: few`))
	s.fails(applies(), "E1216", "was deleted to be created anew, and is not created", "exceeded quota", "at once", "failed StatefulSet/shop-microservice-store")
	if s.get("apps/v1", "StatefulSet", "shop-microservice-store") != nil {
		t.Fatal("it is there")
	}
	says(t, s.succeeds("plan", "-e", "dev"), "create  StatefulSet/shop-microservice-store")
	s.apply()
	if s.get("apps/v1", "StatefulSet", "shop-microservice-store") == nil {
		t.Error("the rerun did not create it")
	}
	s.unchanged()
}

func TestFault35ACustomResourceWaitsForItsDefinition(t *testing.T) {
	s := newScene(t, "")
	group := strings.ReplaceAll(s.namespace, "live-", "g") + ".example.com"
	s.withCustom(group)
	t.Cleanup(func() {
		_ = s.cluster.Dynamic().Resource(definitionResource).Delete(t.Context(), "widgets."+group, deleteOptions)
	})
	p := s.proxy()
	s.killed(p, proxy.Of("PATCH", "/customresourcedefinitions/"), 1, true, applies()...) // the rerun finds one that may not be established
	s.apply()
	if s.get(group+"/v1", "Widget", "shop-widget") == nil {
		t.Error("the custom resource is not there")
	}
	s.unchanged()
}

func TestFault35AFreshDefinitionAndItsResourcesComeInOneApply(t *testing.T) {
	s := newScene(t, "")
	group := strings.ReplaceAll(s.namespace, "live-", "g") + ".example.com"
	s.withCustom(group)
	t.Cleanup(func() {
		_ = s.cluster.Dynamic().Resource(definitionResource).Delete(t.Context(), "widgets."+group, deleteOptions)
	})
	s.apply("--wait")
	s.unchanged()
	s.write(service("price", "example.com/price:1"))
	says(t, s.apply(), "1 deleted") // the Widget, and not what defines it
	s.unchanged()
	if s.cluster.Get(t, "apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "widgets."+group) == nil {
		t.Fatal("the definition was deleted by an apply")
	}
	says(t, s.succeeds("destroy", "-e", "dev", "--auto-approve", "--delete-namespace"), "CustomResourceDefinition/widgets."+group, "--dangerous-delete-crds")
	says(t, s.succeeds("destroy", "-e", "dev", "--auto-approve", "--dangerous-delete-crds"), "1 object is gone")
}

// withCustom adds an overlay with a definition and a custom resource.
func (s *scene) withCustom(group string) {
	s.Helper()
	s.writeWith(service("price", "example.com/price:1"), "  overlays = [\"./overlay\"]\n")
	s.file("overlay/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [widget.yaml]\n")
	s.file("overlay/widget.yaml", `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.`+group+`}
spec:
  group: `+group+`
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {size: {type: integer}}}}
---
apiVersion: `+group+`/v1
kind: Widget
metadata: {name: shop-widget, namespace: `+s.namespace+`}
spec: {size: 3}
`)
}

func TestFault41WhatBelongsToOthersByNowIsNotPruned(t *testing.T) {
	for name, meanwhile := range map[string]func(*scene){
		"relabelled": func(s *scene) {
			s.cluster.Patch(s, "v1", "ServiceAccount", s.namespace, "shop-microservice-cart", "other", `{"metadata":{"labels":{"applyset.kubernetes.io/part-of":"applyset-other-v1"}}}`)
		},
		"recreated": func(s *scene) {
			s.cluster.Delete(s, "v1", "ServiceAccount", s.namespace, "shop-microservice-cart")
			s.cluster.Create(s, s.namespace, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop-microservice-cart}\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, twoServices)
			s.apply()
			s.write(service("price", "example.com/price:1"))
			p := s.proxy()
			p.On(proxy.Of("DELETE", "/serviceaccounts/shop-microservice-cart"), 1, proxy.Fault{Before: func(proxy.Request) { meanwhile(s) }})
			says(t, s.apply(), "W1221", "ServiceAccount/shop-microservice-cart")
			if s.get("v1", "ServiceAccount", "shop-microservice-cart") == nil {
				t.Error("it was deleted")
			}
			if s.deployment("shop-microservice-cart") != nil {
				t.Error("the others were not pruned")
			}
		})
	}
}

func TestFault42AFinalizerThatBlocksADeletionIsNamed(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	s.cluster.Patch(t, "v1", "Service", s.namespace, "shop-microservice-cart", "e2e", `{"metadata":{"finalizers":["example.com/cleanup"]}}`)
	s.write(service("price", "example.com/price:1"))
	s.fails(applies("--timeout", "6s"), "E1215", "Service/shop-microservice-cart", "example.com/cleanup", "left   ServiceAccount/shop-microservice-cart")
	s.cluster.Patch(t, "v1", "Service", s.namespace, "shop-microservice-cart", "e2e", `{"metadata":{"finalizers":null}}`)
	cluster.Eventually(t, 10*time.Second, func() error {
		if s.get("v1", "Service", "shop-microservice-cart") != nil {
			return errStill
		}
		return nil
	})
	s.apply()
	s.unchanged()
}
