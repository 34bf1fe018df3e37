package functions

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/pods"
	"espc.dev/e2e/runtimes"
	"espc.dev/e2e/workspaces"
)

// A Town is the functions of a table that run, with the models beside them.
type Town struct {
	outside *outside
	// ports are where functions and the Services of models listen, by their names in a table.
	ports map[string]int
	logs  map[string]*pods.Output
	hosts []string // what every process gets in its environment
}

// brokers is where the brokers in channels of Knative take events.
const brokers = "broker-ingress.knative-eventing.svc.cluster.local:80"

// Start starts a table's functions, and the models; they end with the test.
func Start(t testing.TB, folder golden.Folder, table *Table) *Town {
	t.Helper()
	m, err := pods.Read(folder, table.Secrets)
	if err != nil {
		t.Fatal(err)
	}
	town := &Town{outside: startOutside(t), ports: map[string]int{}, logs: map[string]*pods.Output{}}
	// Who is not here is played: what is outside, the other Services of the cluster, and the brokers.
	routes := map[string]int{"plain": portOf(town.outside.plain.URL), "tls": portOf(town.outside.secure.URL)}
	routes[brokers] = routes["plain"]
	for name, s := range m.Services {
		for _, known := range m.Names(name) {
			for _, port := range s.Ports {
				routes[fmt.Sprintf("%s:%d", known, port)] = routes["plain"]
			}
		}
	}
	if table.Models {
		models := workspaces.Start(t, folder, &workspaces.Table{Secrets: table.Secrets, Before: table.Before})
		for name, w := range models.ByService {
			town.ports[name] = w.Port
			for _, known := range m.Names(name) {
				for _, port := range m.Services[name].Ports {
					routes[fmt.Sprintf("%s:%d", known, port)] = w.Port
				}
			}
		}
	}
	if err := town.lead(t.TempDir(), routes); err != nil {
		t.Fatal(err)
	}
	for _, entity := range table.Functions {
		if err := town.start(t, m, entity); err != nil {
			t.Fatalf("%s: %v", entity, err)
		}
	}
	return town
}

// lead makes what every process needs to find the others.
func (w *Town) lead(folder string, routes map[string]int) error {
	authority := filepath.Join(folder, "authority.pem")
	if err := os.WriteFile(authority, w.outside.authority, 0o600); err != nil {
		return err
	}
	text, err := json.Marshal(routes)
	if err != nil {
		return err
	}
	hook, err := pods.Redirect()
	if err != nil {
		return err
	}
	w.hosts = []string{
		"ROUTES=" + string(text), "PATH=" + os.Getenv("PATH"), "HOME=" + folder, "NODE_ENV=production",
		"NODE_OPTIONS=--require=" + hook, "NODE_EXTRA_CA_CERTS=" + authority, "SSL_CERT_FILE=" + authority,
	}
	return nil
}

func (w *Town) start(t testing.TB, m *pods.Manifests, entity string) error {
	d := deployment(m, entity)
	if d == nil {
		return fmt.Errorf("there is no Deployment of it")
	}
	container, err := m.Container(d.Spec.Template.Spec)
	if err != nil {
		return err
	}
	runtime, _, _ := strings.Cut(strings.TrimPrefix(path.Base(d.Spec.Template.Spec.Containers[0].Image), "espc-"), ":")
	port, err := pods.FreePort()
	if err != nil {
		return err
	}
	env := w.hosts
	for name, value := range container.Env {
		env = append(env, name+"="+value)
	}
	root := t.TempDir()
	program, args, folder := "", []string(nil), ""
	switch {
	case strings.HasPrefix(runtime, "function-nodejs"):
		// The client is found above the source, as it is in the image.
		program, args, folder = runtimes.Node(t, runtime), []string{"start.js"}, runtimes.Image(t, runtime)
		root = folder
	case strings.HasPrefix(runtime, "function-python"):
		p := python(t, runtime)
		program, args, folder = p.program, p.args, p.folder
		env = append(env, p.env...)
	default:
		return fmt.Errorf("%s is not started here", runtime)
	}
	if err := container.Lay(root, strings.NewReplacer()); err != nil {
		return err
	}
	env = append(env, "PORT="+strconv.Itoa(port), "FUNCTION_SOURCE="+root+container.Env["FUNCTION_SOURCE"])
	p, err := pods.Start(folder, env, port, program, args...)
	if err != nil {
		return err
	}
	t.Cleanup(p.Stop)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s printed:\n%s", entity, pods.Tail(p.Log.String()))
		}
	})
	w.ports[entity], w.logs[entity] = port, &p.Log
	return nil
}

func deployment(m *pods.Manifests, entity string) *appsv1.Deployment {
	for _, d := range m.Deployments {
		if d.Labels[pods.EntityLabel] == entity {
			return d
		}
	}
	return nil
}

func portOf(address string) int {
	port, _ := strconv.Atoi(address[strings.LastIndexByte(address, ':')+1:])
	return port
}
