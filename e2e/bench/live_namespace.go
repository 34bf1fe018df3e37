package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// namespace is one in the cluster, with the workload in a folder: as a topology, shop.hcl, and as the objects that espc makes of it,
// all.yaml, which is what the others get.
type namespace struct {
	*bench
	name     string
	folder   string
	services int
	edits    int
}

// liveEnvironment is the environment that leads to the cluster.
const liveEnvironment = `
variable "namespace" {
  type = string
}

environment "live" {
  backend "kubernetes" {
    context   = "dev"
    namespace = var.namespace
  }
}
`

// objectCount is how many objects espc makes of the services, without the namespace: five of each, and the policy that denies the rest.
func objectCount(services int) int { return len(kinds)*services + 1 }

// namespace makes one that is empty, and writes the workload for it. It is there, so that no tool has to make it.
func (b *bench) namespace(ctx context.Context, services int) (*namespace, error) {
	b.made++
	n := &namespace{bench: b, name: fmt.Sprintf("bench-%d", b.made), services: services}
	n.folder = filepath.Join(b.work, n.name)
	files := espcHCL()
	files["live.hcl"] = text(liveEnvironment)
	if err := generate(n.folder, services, files); err != nil {
		return nil, err
	}
	if err := n.compile(ctx); err != nil {
		return nil, fmt.Errorf("espc compile: %w", err)
	}
	return n, nil
}

// compile writes the objects that espc makes of the topology, and creates the namespace among them. They are taken one by one: the
// memory of this process is the floor of every measurement.
func (n *namespace) compile(ctx context.Context) error {
	compile := exec.CommandContext(ctx, n.Espc, append([]string{"compile", "--stdout"}, n.arguments()...)...)
	compile.Dir = n.folder
	compiled, err := compile.StdoutPipe()
	if err != nil {
		return err
	}
	all, err := os.Create(n.all())
	if err != nil {
		return err
	}
	defer func() { _ = all.Close() }() // it was closed before, unless something else went wrong
	if err := compile.Start(); err != nil {
		return err
	}
	objects := 0
	err = documents(compiled, func(document string) error {
		if strings.Contains(document, "\nkind: Namespace\n") {
			return n.send(ctx, n.cluster.http, document)
		}
		objects++
		_, err := io.WriteString(all, document)
		return err
	})
	if err = errors.Join(err, compile.Wait(), all.Close()); err != nil {
		return err
	}
	if objects != objectCount(n.services) {
		return fmt.Errorf("%d objects of %d services, want %d", objects, n.services, objectCount(n.services))
	}
	return nil
}

// documents calls each with every document of a YAML stream, with the line of dashes at its end.
func documents(stream io.Reader, each func(string) error) error {
	lines := bufio.NewScanner(stream)
	lines.Buffer(make([]byte, 64<<10), 16<<20)
	var document strings.Builder
	for lines.Scan() {
		document.Write(lines.Bytes())
		document.WriteByte('\n')
		if lines.Text() == "---" {
			if err := each(document.String()); err != nil {
				return err
			}
			document.Reset()
		}
	}
	if err := lines.Err(); err != nil || document.Len() == 0 {
		return err
	}
	return each(document.String())
}

// all is the file with the objects.
func (n *namespace) all() string { return filepath.Join(n.folder, "all.yaml") }

// arguments tell espc which environment and namespace.
func (n *namespace) arguments() []string {
	return []string{"-e", "live", "--var", "namespace=" + n.name}
}

// edit gives the last service another image, in the topology and in the objects.
func (n *namespace) edit() error {
	image := newService(n.services-1, n.services).Image
	before, after := image, fmt.Sprintf("%s-%d", image, n.edits+1)
	if n.edits > 0 {
		before = fmt.Sprintf("%s-%d", image, n.edits)
	}
	n.edits++
	for _, name := range []string{filepath.Join(n.folder, "shop.hcl"), n.all()} {
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if found := bytes.Count(content, []byte(before)); found != 1 {
			return fmt.Errorf("%s has the image %s %d times", name, before, found)
		}
		if err := os.WriteFile(name, bytes.Replace(content, []byte(before), []byte(after), 1), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// resources are the paths of what kinds are, and of namespaces.
var resources = map[string]string{
	"Namespace":               "/api/v1/namespaces",
	"ServiceAccount":          "/api/v1/namespaces/%s/serviceaccounts",
	"Deployment":              "/apis/apps/v1/namespaces/%s/deployments",
	"Service":                 "/api/v1/namespaces/%s/services",
	"HorizontalPodAutoscaler": "/apis/autoscaling/v2/namespaces/%s/horizontalpodautoscalers",
	"NetworkPolicy":           "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies",
}

// send applies one document server-side.
func (n *namespace) send(ctx context.Context, client *http.Client, document string) error {
	o, err := n.object(document)
	if err != nil {
		return err
	}
	return n.apply(ctx, client, o)
}

// object is one that is ready to be sent.
type object struct {
	path string
	body []byte
}

func (n *namespace) object(document string) (object, error) {
	body, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return object{}, err
	}
	var o struct {
		Kind     string `json:"kind"`
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(body, &o); err != nil {
		return object{}, err
	}
	if resources[o.Kind] == "" {
		return object{}, fmt.Errorf("a %s is no part of the workload", o.Kind)
	}
	return object{path: n.path(o.Kind) + "/" + o.Metadata.Name, body: body}, nil
}

func (n *namespace) path(kind string) string {
	return strings.Replace(resources[kind], "%s", n.name, 1)
}

// complete says whether every object is there.
func (n *namespace) complete(ctx context.Context) error {
	objects := map[string]int{}
	for _, kind := range kinds {
		answer, err := n.cluster.call(ctx, n.cluster.http, http.MethodGet, n.path(kind), map[string]string{
			"Accept": "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
		}, nil)
		if err != nil {
			return err
		}
		var list struct {
			Items []struct{} `json:"items"`
		}
		if err := json.Unmarshal(answer, &list); err != nil {
			return err
		}
		objects[kind] = len(list.Items)
	}
	return complete(objects, kinds, n.services)
}

// settled waits until the controllers have written what they write: pods are ready, scalers have looked.
func (n *namespace) settled(ctx context.Context) error {
	return eventually(ctx, func() error {
		var deployments struct {
			Items []struct {
				Status struct {
					Available int `json:"availableReplicas"`
				} `json:"status"`
			} `json:"items"`
		}
		var scalers struct {
			Items []struct {
				Status struct {
					Conditions []struct{} `json:"conditions"`
				} `json:"status"`
			} `json:"items"`
		}
		for kind, list := range map[string]any{"Deployment": &deployments, "HorizontalPodAutoscaler": &scalers} {
			answer, err := n.cluster.call(ctx, n.cluster.http, http.MethodGet, n.path(kind), nil, nil)
			if err != nil {
				return err
			}
			if err := json.Unmarshal(answer, list); err != nil {
				return err
			}
		}
		ready := 0
		for i := range min(len(deployments.Items), len(scalers.Items)) {
			if deployments.Items[i].Status.Available > 0 && len(scalers.Items[i].Status.Conditions) > 0 {
				ready++
			}
		}
		if ready < n.services {
			return fmt.Errorf("%d of %d deployments and scalers are settled", ready, n.services)
		}
		return nil
	})
}

// remove deletes the namespace and waits until it is gone with all that was in it.
func (n *namespace) remove(ctx context.Context) error {
	path := resources["Namespace"] + "/" + n.name
	if _, err := n.cluster.call(ctx, n.cluster.http, http.MethodDelete, path, nil, nil); err != nil {
		return err
	}
	return eventually(ctx, func() error {
		_, err := n.cluster.call(ctx, n.cluster.http, http.MethodGet, path, nil, nil)
		if r := (*refusal)(nil); errors.As(err, &r) && r.status == http.StatusNotFound {
			return nil
		}
		return errors.Join(err, errors.New("the namespace "+n.name+" is still there"))
	})
}

// eventually asks, twice a second, until there is no error.
func eventually(ctx context.Context, ask func() error) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	for {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(500 * time.Millisecond):
		}
	}
}
