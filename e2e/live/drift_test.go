package live

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
	"espc.dev/e2e/espc"
	"espc.dev/schema/tree"
)

const (
	web       = "deployment/drifting-microservice-web"
	container = "spec.template.spec.containers[app]"
)

// hands are what people do to a cluster by hand, with kubectl, and the one finding that each is.
var hands = []struct {
	name string
	// hand are the arguments of kubectl, a line for each call; EDIT stands for an edit with the sed program that follows.
	hand string
	// want is the object that drifted, and its fields: path, before, after, who did it.
	want string
	// undo are the arguments of kubectl that take away what an apply leaves, because it is not the topology's.
	undo string
}{
	{"an image set", "set image " + web + " app=registry.example.com/web:hand",
		"Deployment/drifting-microservice-web\n" + container + `.image: "registry.example.com/web:1.0.0" -> "registry.example.com/web:hand" kubectl-set`, ""},
	{"replicas scaled", "scale " + web + " --replicas=5", "Deployment/drifting-microservice-web\nspec.replicas: 2 -> 5 kubectl", ""},
	{"a variable changed", "set env " + web + " GREETING=bye", "Deployment/drifting-microservice-web\n" + container + `.env[GREETING].value: "hello" -> "bye" kubectl-set`, ""},
	{"a variable edited", "EDIT " + web + " s/value: hello/value: edited/", "Deployment/drifting-microservice-web\n" + container + `.env[GREETING].value: "hello" -> "edited" kubectl-edit`, ""},
	{"a variable added", "set env " + web + " DEBUG=1", "Deployment/drifting-microservice-web\n" + container + `.env[DEBUG]: none -> … kubectl-set`, "set env " + web + " DEBUG-"},
	{"a variable removed", "set env " + web + " LEVEL-", "Deployment/drifting-microservice-web\n" + container + ".env[LEVEL]: … -> none ", ""},
	{"a label changed", "label --overwrite service/drifting-microservice-web app.kubernetes.io/component=hand",
		"Service/drifting-microservice-web\nmetadata.labels[app.kubernetes.io/component]: \"microservice\" -> \"hand\" kubectl-label", ""},
	{"a label removed", "label service/drifting-microservice-web app.kubernetes.io/component-",
		"Service/drifting-microservice-web\nmetadata.labels[app.kubernetes.io/component]: \"microservice\" -> none ", ""},
	{"a label added", "label service/drifting-microservice-web team=hand", "Service/drifting-microservice-web\nmetadata.labels.team: none -> \"hand\" kubectl-label",
		"label service/drifting-microservice-web team-"},
	{"an annotation added", "annotate " + web + " example.com/note=hand", "Deployment/drifting-microservice-web\nmetadata.annotations[example.com/note]: none -> \"hand\" kubectl-annotate",
		"annotate " + web + " example.com/note-"},
	{"limits raised", "set resources " + web + " --limits=memory=1Gi", "Deployment/drifting-microservice-web\n" + container + `.resources.limits.memory: "128Mi" -> "1Gi" kubectl-set`, ""},
	{"a probe changed", "patch " + web + ` --type json -p [{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/path","value":"/hand"}]`,
		"Deployment/drifting-microservice-web\n" + container + `.readinessProbe.httpGet.path: "/healthz" -> "/hand" kubectl-patch`, ""},
	{"pods restarted", "rollout restart " + web, "",
		"patch " + web + ` --type json -p [{"op":"remove","path":"/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt"}]`},
	{"a service's port changed", "EDIT service/drifting-microservice-web s/port: 8080$/port: 81/", "Service/drifting-microservice-web\nspec.ports[http].port: 8080 -> 81 kubectl-edit\nspec.ports[http].targetPort: none -> 8080 kubectl-edit", ""},
	{"a service's port added", "patch service/drifting-microservice-web -p " + `{"spec":{"ports":[{"name":"hand","port":9999}]}}`, "Service/drifting-microservice-web\nspec.ports[hand]: none -> … kubectl-patch",
		"patch service/drifting-microservice-web -p " + `{"spec":{"ports":[{"$patch":"delete","port":9999}]}}`},
	{"a service led elsewhere", "set selector service drifting-microservice-web app=hand", "Service/drifting-microservice-web\n" +
		"spec.selector[app.kubernetes.io/name]: \"drifting-microservice-web\" -> none kubectl-set\nspec.selector.app: none -> \"hand\" kubectl-set", ""},
	{"a file changed", "patch configmap/drifting-function-greet -p " + `{"data":{"index.js":"hand"}}`, "ConfigMap/drifting-function-greet\ndata[index.js]: … -> \"hand\" kubectl-patch", ""},
	{"a file removed", "patch configmap/drifting-function-greet -p " + `{"data":{"index.js":null}}`, "ConfigMap/drifting-function-greet\ndata[index.js]: … -> none ", ""},
	{"a file added", "patch configmap/drifting-function-greet -p " + `{"data":{"hand.js":"1"}}`, "ConfigMap/drifting-function-greet\ndata[hand.js]: none -> \"1\" kubectl-patch",
		"patch configmap/drifting-function-greet -p " + `{"data":{"hand.js":null}}`},
	{"a policy's rule removed", "patch networkpolicy/drifting-function-greet --type json -p " + `[{"op":"remove","path":"/spec/ingress/0"}]`,
		"NetworkPolicy/drifting-function-greet\nspec.ingress[-]: … -> none kubectl-patch", ""},
	{"a policy's rule added", "patch networkpolicy/drifting-function-greet --type json -p " + `[{"op":"add","path":"/spec/ingress/-","value":{}}]`,
		"NetworkPolicy/drifting-function-greet\nspec.ingress[+]: none -> … kubectl-patch", ""},
	{"an autoscaler raised", "patch hpa/drifting-microservice-scaled -p " + `{"spec":{"maxReplicas":60}}`, "HorizontalPodAutoscaler/drifting-microservice-scaled\nspec.maxReplicas: 6 -> 60 kubectl-patch", ""},
	{"a disruption budget changed", "patch pdb/drifting-microservice-web --type merge -p " + `{"spec":{"maxUnavailable":2}}`, "PodDisruptionBudget/drifting-microservice-web\nspec.maxUnavailable: 1 -> 2 kubectl-patch", ""},
	{"an account's token mounted", "patch serviceaccount/drifting-microservice-web -p " + `{"automountServiceAccountToken":true}`,
		"ServiceAccount/drifting-microservice-web\nautomountServiceAccountToken: false -> true kubectl-patch", ""},
	{"a sidecar added", "patch " + web + " -p " + `{"spec":{"template":{"spec":{"containers":[{"name":"hand","image":"registry.example.com/hand:1"}]}}}}`,
		"Deployment/drifting-microservice-web\nspec.template.spec.containers[hand]: none -> … kubectl-patch",
		"patch " + web + " -p " + `{"spec":{"template":{"spec":{"containers":[{"$patch":"delete","name":"hand"}]}}}}`},
	{"a volume added", "patch " + web + " -p " + `{"spec":{"template":{"spec":{"volumes":[{"name":"hand","emptyDir":{}}]}}}}`,
		"Deployment/drifting-microservice-web\nspec.template.spec.volumes[hand]: none -> … kubectl-patch",
		"patch " + web + " -p " + `{"spec":{"template":{"spec":{"volumes":[{"$patch":"delete","name":"hand"}]}}}}`},
	{"pulling always", "patch " + web + " -p " + `{"spec":{"template":{"spec":{"containers":[{"name":"app","imagePullPolicy":"Always"}]}}}}`,
		"Deployment/drifting-microservice-web\n" + container + ".imagePullPolicy: none -> \"Always\" kubectl-patch",
		"patch " + web + " -p " + `{"spec":{"template":{"spec":{"containers":[{"name":"app","imagePullPolicy":null}]}}}}`},
	{"privileges gained", "patch " + web + " -p " + `{"spec":{"template":{"spec":{"containers":[{"name":"app","securityContext":{"allowPrivilegeEscalation":true}}]}}}}`,
		"Deployment/drifting-microservice-web\n" + container + ".securityContext.allowPrivilegeEscalation: false -> true kubectl-patch", ""},
	{"spread otherwise", "EDIT " + web + " 0,/whenUnsatisfiable: ScheduleAnyway/s//whenUnsatisfiable: DoNotSchedule/",
		"Deployment/drifting-microservice-web\nspec.template.spec.topologySpreadConstraints[topology.kubernetes.io/zone].whenUnsatisfiable: \"ScheduleAnyway\" -> \"DoNotSchedule\" kubectl-edit", ""},
	{"a host changed", "patch ingress/drifting-gateway-edge --type json -p " + `[{"op":"replace","path":"/spec/rules/0/host","value":"hand.example.com"}]`,
		"Ingress/drifting-gateway-edge\nspec.rules[drifting.example.com]: … -> none kubectl-patch\nspec.rules[hand.example.com]: none -> … kubectl-patch", ""},
	{"a schedule moved", "patch cronjob/drifting-schedule-nightly -p " + `{"spec":{"schedule":"0 4 * * *"}}`, "CronJob/drifting-schedule-nightly\nspec.schedule: \"0 3 * * *\" -> \"0 4 * * *\" kubectl-patch", ""},
	{"a schedule suspended", "patch cronjob/drifting-schedule-nightly -p " + `{"spec":{"suspend":true}}`, "CronJob/drifting-schedule-nightly\nspec.suspend: none -> true kubectl-patch",
		"patch cronjob/drifting-schedule-nightly -p " + `{"spec":{"suspend":false}}`},
	{"the set's label removed", "label pdb/drifting-microservice-web applyset.kubernetes.io/part-of-",
		"PodDisruptionBudget/drifting-microservice-web\nmetadata.labels[applyset.kubernetes.io/part-of]: SET -> none ", ""},
	{"an object deleted", "delete pdb/drifting-microservice-web", "PodDisruptionBudget/drifting-microservice-web gone", ""},
}

// TestEachHandMadeChangeIsOneFinding changes a cluster by hand in many ways. Each is found, as one finding, with who did it; and after
// an apply nothing of it is left to plan.
func TestEachHandMadeChangeIsOneFinding(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := namespaced(t, c, "drifting")
	live := connect(t, c.Kubeconfig, namespace, "drifting", "dev")
	d := compiled(t, filepath.Join(espc.Compile(t, "testdata/drifting"), "dev", "kubernetes"), namespace)
	applied(t, live, d)
	for _, hand := range hands {
		t.Run(hand.name, func(t *testing.T) {
			byHand(t, c, namespace, hand.hand)
			if got := strings.ReplaceAll(drifted(t, live), setOf(t, c, namespace), "SET"); got != hand.want {
				t.Errorf("got\n%s\nwant\n%s", got, hand.want)
			}
			if strings.HasSuffix(hand.want, " gone") {
				again := d
				p := prepared(t, live, &again, backends.Options{Throwaway: true})
				if len(p.Changes) != 1 || !strings.HasPrefix(p.Changes[0].Reason, "it was deleted since revision ") {
					t.Errorf("a plan to create it anew: %+v", p.Changes)
				}
			}
			applied(t, live, d)
			unchanged(t, c, live, d)
			byHand(t, c, namespace, hand.undo)
			if got := drifted(t, live); got != "" {
				t.Errorf("left after an apply:\n%s", got)
			}
		})
	}
}

// TestAnObjectThatWasMadeAnewByHandIsOneFinding deletes an object and creates it again, as it was. It is another one now, and taken over by
// consent alone.
func TestAnObjectThatWasMadeAnewByHandIsOneFinding(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	live := connect(t, c.Kubeconfig, namespace, "anew", "dev")
	d := desired(t, oldService, namespace)
	applied(t, live, d)
	was := c.Get(t, "v1", "Service", namespace, "old").GetUID()
	byHand(t, c, namespace, "delete service/old\ncreate service clusterip old --tcp=80")
	now := c.Get(t, "v1", "Service", namespace, "old").GetUID()
	if got, want := drifted(t, live), "Service/old\nmetadata.uid: \""+string(was)+"\" -> \""+string(now)+"\" kubectl-create"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	p := prepared(t, live, &d, backends.Options{})
	contains(t, complaint(p.Diagnostics), "E1209:", "--adopt")
	prepared(t, live, &d, backends.Options{Adopt: true})
	if _, err := live.Apply(t.Context(), d, backends.Options{Adopt: true}); err != nil {
		t.Fatal(err)
	}
	if p := prepared(t, live, &d, backends.Options{}); !p.Empty || len(p.Diagnostics) > 0 {
		t.Errorf("planned after it was taken over: %s\n%s", told(p.Changes), complaint(p.Diagnostics))
	}
}

// TestAPlanOfWhatIsUnchangedListsEachKindOnce counts what a plan asks of a server where nothing differs: a LIST a kind, no dry-run.
func TestAPlanOfWhatIsUnchangedListsEachKindOnce(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	d := desired(t, strings.Replace(manifest, `"0.5"`, "500m", 1)+oldService, namespace)
	applied(t, connect(t, c.Kubeconfig, namespace, "counted", "dev"), d)
	p := c.Proxy(t, proxy.Options{})
	live := connect(t, p.Kubeconfig, namespace, "counted", "dev")
	prepared(t, live, &d, backends.Options{})
	var lists []string
	for _, r := range p.Records(proxy.Any) {
		switch {
		case r.Method != "GET":
			t.Errorf("%s %s", r.Method, r.Path)
		case strings.Contains(r.Query.Get("labelSelector"), "part-of"):
			lists = append(lists, r.Path[strings.LastIndexByte(r.Path, '/')+1:])
		}
	}
	slices.Sort(lists)
	if got := strings.Join(lists, " "); got != "deployments services" {
		t.Errorf("it lists %s", got)
	}
}

// setOf is the label of the set's members, as JSON.
func setOf(t *testing.T, c *cluster.Cluster, namespace string) string {
	return shown(tree.NewString(c.Get(t, "v1", "ConfigMap", namespace, "espc-drifting").GetLabels()["applyset.kubernetes.io/id"]))
}

func drifted(t *testing.T, live backends.Live) string {
	t.Helper()
	list, err := live.Drift(t.Context(), backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	brief := func(n *tree.Node) string {
		if text := shown(n); n == nil || n.Kind != tree.Map && len(text) < 60 {
			return text
		}
		return "…"
	}
	var out []string
	for _, x := range list {
		line := x.Address.String()
		if x.Deleted {
			line += " gone"
		}
		for _, f := range x.Fields {
			line += "\n" + f.Path + ": " + brief(f.Before) + " -> " + brief(f.After) + " " + f.By
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// byHand runs kubectl, a call for each line. What follows -p is one argument.
func byHand(t *testing.T, c *cluster.Cluster, namespace, calls string) {
	t.Helper()
	for line := range strings.Lines(calls) {
		line = strings.TrimSpace(line)
		environ := os.Environ()
		var args []string
		if edit, ok := strings.CutPrefix(line, "EDIT "); ok {
			object, program, _ := strings.Cut(edit, " ")
			script := filepath.Join(t.TempDir(), "edit")
			if err := os.WriteFile(script, []byte("#!/bin/sh\nexec sed -i '"+program+"' \"$1\"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			environ, args = append(environ, "KUBE_EDITOR="+script), []string{"edit", object}
		} else {
			before, patch, ok := strings.Cut(line, " -p ")
			if args = strings.Fields(before); ok {
				args = append(args, "-p", patch)
			}
		}
		command := exec.CommandContext(t.Context(), "kubectl", append([]string{"--kubeconfig", c.Kubeconfig, "-n", namespace}, args...)...)
		command.Env = environ
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("kubectl %s: %v\n%s", line, err, out)
		}
	}
}

// kubectl runs kubectl with an input.
func kubectl(t *testing.T, c *cluster.Cluster, namespace, input string, arguments ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "kubectl", append([]string{"--kubeconfig", c.Kubeconfig, "-n", namespace}, arguments...)...)
	command.Stdin = strings.NewReader(input)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("kubectl %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
}
