package live

import (
	"strings"
	"testing"
	"time"

	"espc.dev/e2e/cluster/proxy"
)

// destroys are the arguments of a destroy.
func destroys(more ...string) []string {
	return append([]string{"destroy", "-e", "dev", "--auto-approve"}, more...)
}

func TestDestroyLeavesNothingBehindWhereItIsAskedTo(t *testing.T) {
	s := newScene(t, stored("1Gi")+twoServices)
	s.apply("--wait")
	dry := s.succeeds("destroy", "-e", "dev", "--dry-run", "--delete-namespace", "--delete-volumes")
	says(t, dry, "StatefulSet/shop-microservice-store", "PersistentVolumeClaim/data-shop-microservice-store-0", "Namespace/"+s.namespace)
	if s.deployment("shop-microservice-price") == nil {
		t.Fatal("a dry run deleted something")
	}
	s.succeeds(destroys("--delete-namespace", "--delete-volumes")...)
	if s.cluster.Get(t, "v1", "Namespace", "", s.namespace) != nil {
		t.Error("the namespace is there")
	}
	says(t, s.succeeds("status", "-e", "dev"), "absent")
	says(t, s.succeeds(destroys("--delete-namespace", "--delete-volumes")...), "Nothing is deployed")
}

func TestDestroyKeepsDataAndSaysSo(t *testing.T) {
	s := newScene(t, stored("1Gi"))
	s.apply("--wait")
	says(t, s.succeeds(destroys()...), "Namespace/"+s.namespace, "--delete-namespace", "PersistentVolumeClaim/data-shop-microservice-store-0", "--delete-volumes")
	if s.get("v1", "PersistentVolumeClaim", "data-shop-microservice-store-0") == nil {
		t.Error("the volume is gone")
	}
	if len(s.uids()) != 0 {
		t.Errorf("members are left: %v", s.uids())
	}
	for _, kind := range [][2]string{{"v1", "ConfigMap"}, {"coordination.k8s.io/v1", "Lease"}} {
		for _, o := range s.cluster.List(t, kind[0], kind[1], s.namespace) {
			if strings.HasPrefix(o.GetName(), "espc-") {
				t.Errorf("%s/%s is left", kind[1], o.GetName())
			}
		}
	}
	claim := s.get("v1", "PersistentVolumeClaim", "data-shop-microservice-store-0").GetUID()
	s.apply("--wait") // the next apply takes the volume up again
	if now := s.get("v1", "PersistentVolumeClaim", "data-shop-microservice-store-0"); now == nil || now.GetUID() != claim {
		t.Error("the volume was not taken up")
	}
	s.succeeds(destroys("--delete-namespace", "--delete-volumes")...)
}

func TestDestroyDoesNotTakeWhatOthersHaveInTheNamespace(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	s.cluster.Create(t, s.namespace, "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: theirs}\nspec:\n  replicas: 0\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec: {containers: [{name: a, image: b}]}\n")
	s.fails(destroys("--delete-namespace"), "E1225", "Deployment/theirs")
	if s.deployment("shop-microservice-price") == nil {
		t.Error("it began all the same")
	}
	s.cluster.Create(t, s.namespace, "apiVersion: v1\nkind: Secret\nmetadata: {name: api-key}\n")
	s.cluster.Delete(t, "apps/v1", "Deployment", s.namespace, "theirs")
	says(t, s.succeeds("destroy", "-e", "dev", "--dry-run", "--delete-namespace"), "W1227", "1 object of others: Secret/api-key")
	s.succeeds(destroys()...)
	if s.get("v1", "Secret", "api-key") == nil || len(s.uids()) != 0 {
		t.Errorf("theirs is gone, or ours is left: %v", s.uids())
	}
}

func TestANamespaceThatWasTakenOverGoesWhereItIsAskedForAsThePlanSaid(t *testing.T) {
	s := newScene(t, twoServices)
	s.cluster.Create(t, "", "apiVersion: v1\nkind: Namespace\nmetadata: {name: "+s.namespace+"}\n")
	says(t, s.succeeds("plan", "-e", "dev", "--adopt"), "it becomes espc's, and destroy --delete-namespace deletes it")
	s.apply("--adopt")
	s.succeeds(destroys("--delete-namespace")...)
	if s.cluster.Get(t, "v1", "Namespace", "", s.namespace) != nil {
		t.Error("the namespace is there")
	}
}

func TestDestroyDoesNotTakeVolumesWithTheNamespaceUnasked(t *testing.T) {
	s := newScene(t, stored("1Gi"))
	s.apply("--wait")
	s.fails(destroys("--delete-namespace"), "E1225", "PersistentVolumeClaim/data-shop-microservice-store-0", "--delete-volumes")
	if s.get("v1", "PersistentVolumeClaim", "data-shop-microservice-store-0") == nil {
		t.Error("the volume is gone")
	}
}

func TestDestroyLeavesWhatIsNotOurs(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	s.cluster.Delete(t, "v1", "Service", s.namespace, "shop-microservice-price")
	s.cluster.Create(t, s.namespace, "apiVersion: v1\nkind: Service\nmetadata: {name: shop-microservice-price}\nspec: {ports: [{port: 80}]}\n")
	s.succeeds(destroys()...)
	if s.get("v1", "Service", "shop-microservice-price") == nil {
		t.Error("what somebody made anew was deleted")
	}
}

func TestStatusTellsOfADestroyThatWasCutShortAndHowToGoOn(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	p := s.proxy()
	s.killed(p, proxy.Of("DELETE", "/deployments/"), 1, true, destroys("--delete-namespace")...)
	s.direct()
	says(t, s.succeeds("status", "-e", "dev"), "unhealthy", "a destroy was cut short", "run espc destroy -e dev --delete-namespace, which goes on")
	s.apply()
	if r := s.succeeds("status", "-e", "dev"); strings.Contains(r.Stdout, "destroy") || strings.Contains(r.Stdout, "gone") {
		t.Errorf("it was applied since:\n%s", r.Stdout)
	}
}

func TestADestroyThatWasKilledAnywhereGoesOn(t *testing.T) {
	for _, x := range []struct{ path, flag string }{
		{"/deployments/", ""}, {"/serviceaccounts/", ""}, {"/configmaps/espc-shop-", ""}, {"/leases/", ""}, {"/configmaps/espc-shop$", ""},
		{"/namespaces/[^/]*$", "--delete-namespace"},
	} {
		for _, after := range []bool{false, true} {
			s := newScene(t, twoServices)
			s.apply()
			arguments := destroys()
			if x.flag != "" {
				arguments = append(arguments, x.flag)
			}
			p := s.proxy()
			s.killed(p, proxy.Of("DELETE", x.path), 1, after, arguments...)
			s.direct()
			s.succeeds(arguments...)
			if list := s.uids(); len(list) != 0 {
				t.Errorf("killed at %s: left are %v", x.path, list)
			}
			for _, kind := range [][2]string{{"v1", "ConfigMap"}, {"coordination.k8s.io/v1", "Lease"}} {
				for _, o := range s.cluster.List(t, kind[0], kind[1], s.namespace) {
					if strings.HasPrefix(o.GetName(), "espc-") {
						t.Errorf("killed at %s: %s/%s is left", x.path, kind[1], o.GetName())
					}
				}
			}
			if x.flag != "" && s.cluster.Get(t, "v1", "Namespace", "", s.namespace) != nil {
				t.Error("the namespace is there")
			}
		}
	}
}

func TestDestroyNamesWhatBlocksIt(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	s.cluster.Patch(t, "v1", "Service", s.namespace, "shop-microservice-cart", "e2e", `{"metadata":{"finalizers":["example.com/cleanup"]}}`)
	s.fails(destroys("--timeout", "5s"), "E1215", "example.com/cleanup", "espc destroy -e dev")
	s.cluster.Patch(t, "v1", "Service", s.namespace, "shop-microservice-cart", "e2e", `{"metadata":{"finalizers":null}}`)
	time.Sleep(time.Second)
	s.succeeds(destroys()...)
	if len(s.uids()) != 0 {
		t.Errorf("left: %v", s.uids())
	}
}

func TestADestroyWhoseRecordIsGoneIsRefusedUntilAnApplyFoundTheMembersAgain(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	s.cluster.Delete(t, "v1", "ConfigMap", s.namespace, "espc-shop")
	s.fails(destroys(), "E1211", "is gone; ", "objects were found by their labels", "espc apply")
	if s.deployment("shop-microservice-price") == nil {
		t.Error("it deleted something")
	}
	s.apply()
	s.succeeds(destroys()...)
	if s.deployment("shop-microservice-price") != nil {
		t.Error("it deleted nothing")
	}
}
