package live

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/espc"
)

// everyKind is a topology that compiles to at least one object of each kind that espc writes.
const everyKind = `topology "roles" {}

environment "dev" {
  backend "kubernetes" {
    context      = "dev"
    namespace    = "NAMESPACE"
    registry     = "registry.example.com"
    secrets      = "external"
    secret_store = "vault"
  }
}

secret "password" { key = "database" }
secret "ann" { key = "ann" }

connector "main" {
  type     = "postgresql"
  host     = "db.example.com"
  database = "roles"
  username = "roles"
  password = secret.password
}

model "room" {
  connector = connector.main
  property "number" {
    type = "string"
    id   = true
  }
}

function "remind" {
  image = "registry.example.com/remind:1"
}

schedule "remind" {
  cron = "0 9 * * *"
  to   = function.remind
}

job "fill" {
  image = "registry.example.com/fill:1"
  calls = [model.room]
}

gateway "front" {
  hosts = ["a.example.com"]
  auth { type = "key" }
}

api_endpoint "rooms" {
  gateway = gateway.front
  paths   = ["/rooms"]
  methods = ["GET"]
  to      = model.room
}

plan "free" { quota = "100/day" }

consumer "ann" {
  plan = plan.free
  key  = secret.ann
}
`

// documentedRoles are the Roles in docs/kubernetes.md, by name.
func documentedRoles(t *testing.T) map[string]*rbacv1.Role {
	t.Helper()
	doc, err := os.ReadFile("../../docs/kubernetes.md")
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]*rbacv1.Role{}
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(doc, -1) {
		role := &rbacv1.Role{}
		if err := yaml.UnmarshalStrict(block[1], role); err != nil {
			t.Fatal(err)
		}
		roles[role.Name] = role
	}
	if len(roles) != 2 || roles["espc-plan"] == nil || roles["espc-apply"] == nil {
		t.Fatalf("the page shows the Roles %v", roles)
	}
	return roles
}

// permission is one verb of a Role on one resource.
type permission struct{ group, resource, verb string }

func (p permission) String() string {
	if p.group == "" {
		return p.verb + " " + p.resource
	}
	return p.verb + " " + p.resource + "." + p.group
}

func permissions(r *rbacv1.Role) []permission {
	var out []permission
	for _, rule := range r.Rules {
		for _, g := range rule.APIGroups {
			for _, res := range rule.Resources {
				for _, verb := range rule.Verbs {
					out = append(out, permission{g, res, verb})
				}
			}
		}
	}
	return out
}

// kinds are what the Roles' resources are called in manifests.
var kinds = map[string][2]string{
	"configmaps": {"v1", "ConfigMap"}, "serviceaccounts": {"v1", "ServiceAccount"}, "services": {"v1", "Service"},
	"deployments": {"apps/v1", "Deployment"}, "statefulsets": {"apps/v1", "StatefulSet"}, "cronjobs": {"batch/v1", "CronJob"}, "jobs": {"batch/v1", "Job"},
	"horizontalpodautoscalers": {"autoscaling/v2", "HorizontalPodAutoscaler"}, "ingresses": {"networking.k8s.io/v1", "Ingress"},
	"networkpolicies": {"networking.k8s.io/v1", "NetworkPolicy"}, "poddisruptionbudgets": {"policy/v1", "PodDisruptionBudget"},
	"externalsecrets": {"external-secrets.io/v1", "ExternalSecret"},
}

// person is somebody who may do some things in a namespace, and nothing else.
type person struct {
	*testing.T
	dir, kubeconfig string
}

// newPerson binds permissions in a namespace to a user whom nobody else is, and waits until the cluster knows.
func newPerson(t *testing.T, c *cluster.Cluster, namespace string, may []permission) *person {
	t.Helper()
	name := fmt.Sprintf("user-%08x", rand.Uint32())
	// The last rule is no permission that anything needs; once it is known, all are.
	known := permission{"last.example", "rules", "get"}
	role := &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: name}}
	for _, m := range append(slices.Clone(may), known) {
		role.Rules = append(role.Rules, rbacv1.PolicyRule{APIGroups: []string{m.group}, Resources: []string{m.resource}, Verbs: []string{m.verb}})
	}
	admin, ctx := c.Clients(), t.Context()
	if _, err := admin.RbacV1().Roles(namespace).Create(ctx, role, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	binding := &rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Name: name}, RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: name},
		Subjects: []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "User", Name: name}}}
	if _, err := admin.RbacV1().RoleBindings(namespace).Create(ctx, binding, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	cluster.Eventually(t, 30*time.Second, func() error {
		review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{User: name, ResourceAttributes: &authorizationv1.ResourceAttributes{
			Namespace: namespace, Group: known.group, Resource: known.resource, Verb: known.verb}}}
		out, err := admin.AuthorizationV1().SubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
		if err == nil && !out.Status.Allowed {
			err = fmt.Errorf("%s may do nothing yet", name)
		}
		return err
	})
	return &person{T: t, dir: everyKindIn(t, namespace), kubeconfig: c.User(t, name)}
}

// everyKindIn writes the topology to a folder.
func everyKindIn(t *testing.T, namespace string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "roles.hcl"), []byte(strings.ReplaceAll(everyKind, "NAMESPACE", namespace)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (p *person) run(arguments ...string) espc.Result {
	p.Helper()
	return espc.Run(p, p.dir, []string{"KUBECONFIG=" + p.kubeconfig}, append(arguments, "-e", "dev")...)
}

// can runs a command that is to succeed, and returns its output.
func (p *person) can(arguments ...string) string {
	p.Helper()
	r := p.run(arguments...)
	if r.Code != 0 {
		p.Fatalf("espc %s: exit %d\n%s%s", strings.Join(arguments, " "), r.Code, r.Stdout, r.Stderr)
	}
	return r.Stdout + r.Stderr
}

// lacks runs a command that is to fail for want of a permission, and to name it.
func (p *person) lacks(missing permission, arguments ...string) {
	p.Helper()
	r := p.run(arguments...)
	if names := fmt.Sprintf("cannot %s resource %q", missing.verb, missing.resource); r.Code != 1 || !strings.Contains(r.Stderr, names) || !strings.Contains(r.Stderr, "E1204") {
		p.Errorf("espc %s: exit %d, which does not name %s\n%s%s", strings.Join(arguments, " "), r.Code, missing, r.Stdout, r.Stderr)
	}
}

// identities returns the cluster, which knows every kind that espc writes.
func identities(t *testing.T) *cluster.Cluster {
	c := cluster.Shared(t)
	c.Define(t)
	return c
}

// editEverything changes a label of one member of each kind by hand.
func editEverything(t *testing.T, c *cluster.Cluster, namespace string) {
	t.Helper()
	for _, k := range kinds {
		edited := false
		for _, o := range c.List(t, k[0], k[1], namespace) {
			if o.GetLabels()["applyset.kubernetes.io/part-of"] != "" {
				c.Patch(t, k[0], k[1], namespace, o.GetName(), "kubectl-edit", `{"metadata":{"labels":{"app.kubernetes.io/part-of":"edited"}}}`)
				edited = true
				break
			}
		}
		if !edited {
			t.Fatalf("the topology has no %s", k[1])
		}
	}
}

// appliedEverything makes a namespace that the topology is applied to by an administrator, and edited by hand.
func appliedEverything(t *testing.T, c *cluster.Cluster) string {
	t.Helper()
	namespace := c.Namespace(t, nil)
	admin := &person{T: t, dir: everyKindIn(t, namespace), kubeconfig: c.Kubeconfig}
	admin.can("apply", "--auto-approve")
	editEverything(t, c, namespace)
	return namespace
}

func TestTheRoleForPlanIsEnoughToLook(t *testing.T) {
	c := identities(t)
	role := permissions(documentedRoles(t)["espc-plan"])
	if out := newPerson(t, c, c.Namespace(t, nil), role).can("plan"); !strings.Contains(out, "to create, 0 to update") {
		t.Errorf("of an empty namespace: %s", out)
	}
	p := newPerson(t, c, appliedEverything(t, c), role)
	out := p.can("plan")
	if want := fmt.Sprintf("0 to create, %d to update, 0 to replace, 0 to delete", len(kinds)); !strings.Contains(out, want) || !strings.Contains(out, "W1226") {
		t.Errorf("want %s: %s", want, out)
	}
	if r := p.run("drift"); r.Code != 2 || !strings.Contains(r.Stdout, "kubectl-edit") {
		t.Errorf("drift: exit %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	if out := p.can("history"); !strings.Contains(out, "* 1 ") {
		t.Errorf("history: %s", out)
	}
	if out := p.can("diff", "1", "1"); !strings.Contains(out, "No differences") {
		t.Errorf("diff: %s", out)
	}
	p.lacks(permission{"apps", "deployments", "patch"}, "plan", "--out", filepath.Join(p.dir, "plan"))
	p.lacks(permission{"apps", "deployments", "patch"}, "apply", "--auto-approve")
	if out := p.can("history"); strings.Contains(out, "2 ") && strings.Contains(out, "* 2") {
		t.Errorf("it applied: %s", out)
	}
}

func TestNothingInTheRoleForPlanIsMoreThanIsNeeded(t *testing.T) {
	c := identities(t)
	namespace := appliedEverything(t, c)
	role := permissions(documentedRoles(t)["espc-plan"])
	for _, missing := range role {
		t.Run(strings.ReplaceAll(missing.String(), " ", "-"), func(t *testing.T) {
			p := newPerson(t, c, namespace, slices.DeleteFunc(slices.Clone(role), func(q permission) bool { return q == missing }))
			if missing.resource == "namespaces" {
				// What is needed of it is to see what it lacks, and whether it is on its way out.
				if out := p.can("plan"); strings.Contains(out, "W1222") || strings.Contains(out, "1 to create") {
					t.Errorf("got %s", out)
				}
				return
			}
			p.lacks(missing, "plan")
		})
	}
}

func TestTheRoleForApplyIsEnoughToChangeAndToRemoveEverything(t *testing.T) {
	c := identities(t)
	namespace := c.Namespace(t, nil)
	p := newPerson(t, c, namespace, permissions(documentedRoles(t)["espc-apply"]))
	p.can("apply", "--auto-approve", "--wait")
	editEverything(t, c, namespace)
	if out := p.can("plan"); strings.Contains(out, "W1226") {
		t.Errorf("the server was not asked: %s", out)
	}
	p.can("apply", "--auto-approve")
	if out := p.can("plan"); !strings.Contains(out, "No changes") {
		t.Errorf("got %s", out)
	}
	p.can("unlock")
	shrunk := strings.ReplaceAll(everyKind, "NAMESPACE", namespace)
	shrunk = shrunk[:strings.Index(shrunk, "plan \"free\"")]
	if err := os.WriteFile(filepath.Join(p.dir, "roles.hcl"), []byte(shrunk), 0o600); err != nil {
		t.Fatal(err)
	}
	p.can("apply", "--auto-approve")
	p.can("rollback", "--auto-approve")
	p.can("destroy", "--auto-approve")
	for _, k := range append(slices.Collect(maps.Values(kinds)), [2]string{"coordination.k8s.io/v1", "Lease"}) {
		for _, o := range c.List(t, k[0], k[1], namespace) {
			if o.GetLabels()["applyset.kubernetes.io/part-of"] != "" || strings.HasPrefix(o.GetName(), "espc-") {
				t.Errorf("%s/%s is left", k[1], o.GetName())
			}
		}
	}
}

func TestNothingInTheRoleForApplyIsMoreThanIsNeeded(t *testing.T) {
	c := identities(t)
	edited := appliedEverything(t, c)
	role := permissions(documentedRoles(t)["espc-apply"])
	for _, missing := range role {
		t.Run(strings.ReplaceAll(missing.String(), " ", "-"), func(t *testing.T) {
			t.Parallel()
			may := slices.DeleteFunc(slices.Clone(role), func(q permission) bool { return q == missing })
			if _, member := kinds[missing.resource]; member && missing.verb == "get" && missing.resource != "configmaps" {
				newPerson(t, c, edited, may).lacks(missing, "apply", "--auto-approve") // it is refused before anything is changed
				return
			}
			p := newPerson(t, c, c.Namespace(t, nil), may)
			if missing.verb == "delete" || missing.resource == "namespaces" || missing == (permission{"coordination.k8s.io", "leases", "update"}) {
				p.can("apply", "--auto-approve")
				p.lacks(missing, "destroy", "--auto-approve")
				return
			}
			p.lacks(missing, "apply", "--auto-approve")
		})
	}
}
