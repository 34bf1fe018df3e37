package live

import (
	"strings"
	"testing"

	"espc.dev/e2e/cluster/proxy"
)

const twoServices = `microservice "price" {
  image    = "example.com/price:1"
  port     = 8080
  replicas = 1
}
microservice "cart" {
  image    = "example.com/cart:1"
  port     = 8080
  replicas = 1
  calls    = [microservice.price]
}
`

func TestFault01AfterAKillBeforeTheFirstWriteTheSamePlanWorks(t *testing.T) {
	s := newScene(t, twoServices)
	p := s.proxy()
	s.succeeds("plan", "-e", "dev", "--out", "plan.json")
	s.killed(p, proxy.Writes, 1, false, "apply", "plan.json")
	if s.cluster.Get(t, "v1", "Namespace", "", s.namespace) != nil {
		t.Fatal("the first write was done")
	}
	s.succeeds("apply", "plan.json")
	s.unchanged()
}

func TestFault03AfterAKillBetweenMembersARerunAppliesTheRest(t *testing.T) {
	s := newScene(t, twoServices)
	p := s.proxy()
	s.killed(p, members, 6, false, applies("--parallelism", "1")...)
	before := s.uids()
	if len(before) == 0 {
		t.Fatal("nothing was applied before the kill")
	}
	s.apply()
	after := s.uids()
	for name, uid := range before {
		if after[name] != uid {
			t.Errorf("%s was made twice", name)
		}
	}
	if after["Deployment/shop-microservice-price"] == "" || after["Deployment/shop-microservice-cart"] == "" {
		t.Errorf("the rerun left something out: %v", after)
	}
	s.unchanged()
}

func TestFault04WhatWasCommittedBeforeAKillIsNotMadeTwiceAndIsOurs(t *testing.T) {
	s := newScene(t, twoServices)
	p := s.proxy()
	s.killed(p, proxy.All(members, proxy.Of("PATCH", "/deployments/")), 1, true, applies("--parallelism", "1")...)
	before := s.uids()
	if before["Deployment/shop-microservice-cart"]+before["Deployment/shop-microservice-price"] == "" {
		t.Fatalf("no Deployment was committed before the kill: %v", before)
	}
	s.apply() // and not --adopt: it is ours
	for name, uid := range before {
		if s.uids()[name] != uid {
			t.Errorf("%s was made twice", name)
		}
	}
	s.unchanged()
}

func TestFault05WhatAKilledPruneLeftIsStillListed(t *testing.T) {
	s := newScene(t, twoServices)
	p := s.proxy()
	s.apply()
	s.write(service("price", "example.com/price:1"))
	s.killed(p, proxy.Of("DELETE", ""), 2, true, applies("--parallelism", "1")...)
	left := 0
	for name := range s.uids() {
		if strings.HasSuffix(name, "cart") {
			left++
		}
	}
	if left == 0 {
		t.Fatal("all was deleted before the kill")
	}
	plan := s.succeeds("plan", "-e", "dev")
	if n := strings.Count(plan.Stdout, "-   delete"); n < left {
		t.Errorf("the plan deletes %d objects, and %d are left:\n%s", n, left, plan.Stdout)
	}
	s.apply()
	for name := range s.uids() {
		if strings.HasSuffix(name, "cart") {
			t.Errorf("%s is left", name)
		}
	}
	s.unchanged()
}

func TestFault26AnAnswerThatIsCutIsReadAgain(t *testing.T) {
	for _, after := range []bool{false, true} {
		s := newScene(t, twoServices)
		p := s.proxy()
		f := proxy.Fault{Cut: true}
		if after {
			f = proxy.Fault{DropAfter: true}
		}
		p.On(proxy.All(members, proxy.Of("PATCH", "/deployments/shop-microservice-price")), 1, f)
		s.apply()
		s.direct()
		s.unchanged()
	}
}

func TestFault29WhatIsDeniedIsListedWithWhatWasDoneAndWhatWasNotTried(t *testing.T) {
	s := newScene(t, twoServices)
	s.cluster.Create(t, "", `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: no-policies-`+s.namespace+`}
rules:
- {apiGroups: [""], resources: [namespaces, configmaps, serviceaccounts, services], verbs: ["*"]}
- {apiGroups: [apps, coordination.k8s.io, policy], resources: ["*"], verbs: ["*"]}
- {apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: no-policies-`+s.namespace+`}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: no-policies-`+s.namespace+`}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane-`+s.namespace+`}]
`)
	s.kubeconfig = s.cluster.User(t, "jane-"+s.namespace)
	r := s.fails(applies("--parallelism", "1"), "E1204", "networkpolicies", "patch", "done   ServiceAccount/shop-microservice-cart", "failed NetworkPolicy/", "left   Deployment/shop-microservice-cart", "Run espc apply -e dev to go on")
	if strings.Contains(r.Stdout, "done   Deployment") {
		t.Errorf("what comes after was tried:\n%s", r.Stdout)
	}
	s.direct()
	s.apply()
	s.unchanged()
}
