package workspaces

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/pods"
	"espc.dev/e2e/runtimes"
)

// runtimeName is the runtime that models run on.
const runtimeName = "workspace-loopback3"

// projectFolder is where the runtime's image has its project.
const projectFolder = "/app/project"

// A Workspace is one pod of models that runs.
type Workspace struct {
	// Project is the folder of its LoopBack project.
	Project string
	Port    int // on loopback
}

// Workspaces are all that a compiled folder has, by the names of their Services.
type Workspaces struct {
	// Image is the folder that stands for the runtime's image.
	Image     string
	ByService map[string]*Workspace
}

// Image lays out what stands for the runtime's image, until the test ends.
func Image(t testing.TB) string { return runtimes.Image(t, runtimeName) }

// Start starts every pod of models of a compiled folder, be it the workspace or a microservice; they end with the test.
func Start(t testing.TB, folder golden.Folder, table *Table) *Workspaces {
	t.Helper()
	out, err := open(t, Image(t), folder, table)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func open(t testing.TB, image string, folder golden.Folder, table *Table) (*Workspaces, error) {
	t.Helper()
	m, err := pods.Read(folder, table.Secrets)
	if err != nil {
		return nil, err
	}
	out := &Workspaces{Image: image, ByService: map[string]*Workspace{}}
	known := map[string]bool{}
	for name, service := range m.Services {
		d := m.Deployments[name]
		if d == nil || !runsModels(d) {
			continue
		}
		if d.Labels[pods.EntityLabel] != service.Entity {
			return nil, fmt.Errorf("the Service %s leads to %s, and the Deployment is of %s", name, service.Entity, d.Labels[pods.EntityLabel])
		}
		w, err := out.start(t, m, d, table.Before)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out.ByService[name] = w
		for class := range w.classes(t) {
			known[class] = true
		}
	}
	if len(out.ByService) == 0 {
		return nil, fmt.Errorf("%s has no models", folder.Path)
	}
	for class := range table.Before {
		if !known[class] {
			return nil, fmt.Errorf("no workspace has a model %s, and the table has instances", class)
		}
	}
	return out, nil
}

func runsModels(d *appsv1.Deployment) bool {
	name, _, _ := strings.Cut(path.Base(d.Spec.Template.Spec.Containers[0].Image), ":")
	return name == "espc-"+runtimeName
}

func (o *Workspaces) start(t testing.TB, m *pods.Manifests, d *appsv1.Deployment, before map[string][]map[string]any) (*Workspace, error) {
	container, err := m.Container(d.Spec.Template.Spec)
	if err != nil {
		return nil, err
	}
	if len(container.Command) > 0 {
		return nil, fmt.Errorf("it runs %q, and the image has a command of its own", container.Command)
	}
	root := t.TempDir()
	if err := container.Lay(root, strings.NewReplacer()); err != nil {
		return nil, err
	}
	w := &Workspace{Project: filepath.Join(root, projectFolder)}
	if err := keepInMemory(w.Project, filepath.Join(root, "stores"), before); err != nil {
		return nil, err
	}
	if w.Port, err = pods.FreePort(); err != nil {
		return nil, err
	}
	env := []string{"NODE_ENV=production"}
	for name, value := range container.Env {
		env = append(env, name+"="+value)
	}
	env = append(env, "PORT="+strconv.Itoa(w.Port), "PROJECT_DIR="+w.Project)
	p, err := pods.Start(o.Image, env, w.Port, runtimes.Node(t, runtimeName), "--no-deprecation", "server.js")
	if err != nil {
		return nil, err
	}
	t.Cleanup(p.Stop)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s printed:\n%s", d.Name, pods.Tail(p.Log.String()))
		}
	})
	return w, nil
}

// classes are the models that the project has, by LoopBack's names, with the data sources that they are kept in.
func (w *Workspace) classes(t testing.TB) map[string]struct{ DataSource string } {
	t.Helper()
	var out map[string]struct{ DataSource string }
	if err := readJSON(filepath.Join(w.Project, modelConfig), &out); err != nil {
		t.Fatal(err)
	}
	return out
}
