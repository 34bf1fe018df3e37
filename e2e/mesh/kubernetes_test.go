package mesh

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/provision"
	"espc.dev/e2e/runtimes"
)

// ingress is where a compiled function posts the events of a Broker in channels.
const ingress = "http://broker-ingress.knative-eventing.svc.cluster.local"

// A town is a compiled folder that runs.
type town struct {
	broker    string
	hosts     map[string]string    // where the addresses of the cluster are
	functions map[string]*Function // by the name of the entity
}

// settle starts all that a folder of the parcels brings.
func settle(t *testing.T, folder golden.Folder) *town {
	t.Helper()
	const prefix = "parcels-function-"
	c := &town{functions: map[string]*Function{}}
	hosts := map[string]string{}
	c.hosts = hosts
	for _, f := range Functions(t, folder) {
		c.functions[strings.TrimPrefix(f.Name, prefix)] = f
		hosts[f.Name+".parcels.svc.cluster.local"] = f.URL()
	}
	transforms := map[string]golden.Document{}
	for _, d := range folder.Documents {
		if d.Object.GetKind() == "EventTransform" {
			transforms[d.Object.GetName()] = d
		}
	}
	ports := map[string]int{}
	for name := range transforms {
		ports[name] = freePort(t)
		hosts[name+".EventTransform"] = fmt.Sprintf("http://127.0.0.1:%d", ports[name])
	}
	c.broker = carry(t, folder, hosts)
	for name, d := range transforms {
		c.transform(t, d, ports[name])
	}
	image := runtimes.Image(t, runtime)
	for _, f := range c.functions {
		f.Start(t, image, func(_, value string) string { return strings.Replace(value, ingress, c.broker, 1) })
	}
	return c
}

// carry starts the mesh's broker for a folder, and returns where it listens.
func carry(t *testing.T, folder golden.Folder, hosts map[string]string) string {
	t.Helper()
	var files []string
	for _, d := range folder.Documents {
		if path := filepath.Join(folder.Path, d.File); !slices.Contains(files, path) {
			files = append(files, path)
		}
	}
	config, err := json.Marshal(map[string]any{"manifests": files, "hosts": hosts})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(file, config, 0o644); err != nil {
		t.Fatal(err)
	}
	broker, err := program()
	if err != nil {
		t.Fatal(err)
	}
	_, address := Start(t, exec.Command(broker, file), "http://127.0.0.1:")
	return address
}

// transform starts what stands in for an EventTransform.
func (c *town) transform(t *testing.T, d golden.Document, port int) {
	t.Helper()
	expression, _, _ := unstructured.NestedString(d.Object.Object, "spec", "jsonata", "expression")
	sink, _, _ := unstructured.NestedString(d.Object.Object, "spec", "sink", "ref", "name")
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	packages, err := cache.NodeModules("jsonata", os.DirFS("../jsonata/npm"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(runtimes.Node(t, runtime), "testdata/transform.js")
	command.Env = environment(map[string]string{
		"EXPRESSION": expression, "SINK": c.broker + "/parcels/" + sink, "PORT": fmt.Sprint(port), "NODE_PATH": filepath.Join(packages, "node_modules"),
	})
	Start(t, command, "transform listens")
}

// reached returns the subscriptions that an event reached: a function has one to an event of each type at most.
func (c *town) reached(t *testing.T, id string) []string {
	t.Helper()
	wait(t, c.broker)
	out := []string{}
	for name, f := range c.functions {
		for _, r := range f.process.Received(t) {
			if r.ID == id {
				out = append(out, name+"."+r.Type[strings.LastIndexByte(r.Type, '.')+1:])
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestAnEventReachesExactlyTheSubscriptionsThatItMatchesInACluster(t *testing.T) {
	compiled := espc.Compile(t, "testdata/parcels")
	for environment, schedules := range map[string]string{"cluster": "CronJob", "knative": "PingSource"} {
		t.Run(environment, func(t *testing.T) {
			folder, err := golden.Load(compiled, filepath.Join(compiled, environment, "kubernetes"))
			if err != nil {
				t.Fatal(err)
			}
			c := settle(t, folder)
			for _, e := range examples(t, "testdata/events.yaml") {
				id := publish(t, c.functions["publisher"].URL(), e)
				if got := c.reached(t, id); !slices.Equal(got, e.Reaches) {
					t.Errorf("%s: it reaches %v, not %v", e.What, got, e.Reaches)
				}
			}
			t.Run("what fails", func(t *testing.T) { whatFails(t, c) })
			t.Run("what is scheduled", func(t *testing.T) { whatIsScheduled(t, c, folder, schedules) })
		})
	}
}

// whatFails looks at events that a subscriber fails at: how often it gets them, and who gets them then.
func whatFails(t *testing.T, c *town) {
	broken := example{What: "something that breaks"}
	broken.Publish.Event, broken.Publish.Data = "refused", map[string]any{"broken": true, "weight": 1}
	id := publish(t, c.functions["publisher"].URL(), broken)
	// With no retries once, and then once by the function that gets dead letters, as it is.
	if got := c.reached(t, id); !slices.Equal(got, []string{"clerk.refused", "fails-too.refused"}) {
		t.Errorf("it reaches %v", got)
	}

	broken.Publish.Event, broken.Publish.Data = "sent", map[string]any{"broken": true, "weight": 20}
	broken.Publish.Options = map[string]any{"subject": "order/9/1"}
	id = publish(t, c.functions["publisher"].URL(), broken)
	tries := map[string]int{}
	for _, name := range c.reached(t, id) {
		tries[name]++
	}
	for name, want := range map[string]int{"fails.sent": 2, "all.sent": 3, "heavy.sent": 3} {
		if tries[name] != want {
			t.Errorf("%s tries %d times, not %d", name, tries[name], want)
		}
	}
	var letters []Received
	for _, r := range c.functions["letters"].process.Received(t) {
		if r.Data["id"] == id {
			letters = append(letters, r)
		}
	}
	// One for each subscription that failed: each is an event of its own, with the original as its data.
	if len(letters) != len(tries) {
		t.Fatalf("there are %d letters of %d subscriptions", len(letters), len(tries))
	}
	ids := map[string]bool{}
	for _, l := range letters {
		ids[l.ID] = true
		original, _ := l.Data["data"].(map[string]any)
		if l.Type != "parcels.undelivered" || l.Source != "/parcels" || l.Data["type"] != "parcels.sent" || l.Data["subject"] != "order/9/1" || original["weight"] != 20.0 {
			t.Errorf("a letter is %+v", l)
		}
		if code := fmt.Sprint(l.Data["knativeerrorcode"]); code != "500" {
			t.Errorf("a letter says that it failed with %q", code)
		}
	}
	if len(ids) != len(letters) {
		t.Errorf("letters share ids: %v", ids)
	}
}
