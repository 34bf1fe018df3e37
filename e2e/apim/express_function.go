package apim

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/pods"
	"espc.dev/e2e/runtimes"
)

// startDeciders starts the functions that the gateways ask who may pass, with their own code: the others tell what reached them.
func (x *Express) startDeciders(t testing.TB) error {
	for _, config := range x.manifests.Configs {
		var read struct {
			Pipelines map[string]struct {
				Policies []map[string][]struct {
					Action struct{ ServiceEndpoint string }
				}
			}
		}
		if err := yaml.Unmarshal([]byte(config.Data["gateway.config.yml"]), &read); err != nil {
			return err
		}
		for _, p := range read.Pipelines {
			for _, policies := range p.Policies {
				for _, step := range policies["authorizer"] {
					if err := x.startFunction(t, step.Action.ServiceEndpoint); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// startFunction starts a function of Node as its pod would be.
func (x *Express) startFunction(t testing.TB, entity string) error {
	for name, d := range x.manifests.Deployments {
		if d.Labels[pods.EntityLabel] != entity || x.ports[name] != 0 {
			continue
		}
		pod := d.Spec.Template.Spec
		container, err := x.manifests.Container(pod)
		if err != nil {
			return err
		}
		runtime, _, _ := strings.Cut(strings.TrimPrefix(path.Base(pod.Containers[0].Image), "espc-"), ":")
		if !strings.HasPrefix(runtime, "function-nodejs") {
			return fmt.Errorf("%s runs %s, which is not started here", entity, runtime)
		}
		root := filepath.Join(x.folder, name)
		if err := container.Lay(root, strings.NewReplacer()); err != nil {
			return err
		}
		port, err := pods.FreePort()
		if err != nil {
			return err
		}
		source := map[string]string{"FUNCTION_SOURCE": root + container.Env["FUNCTION_SOURCE"], "PORT": strconv.Itoa(port)}
		env, err := x.environ(&expressGateway{}, container.Env, source)
		if err != nil {
			return err
		}
		p, err := pods.Start(runtimes.Image(t, runtime), env, port, runtimes.Node(t, runtime), "start.js")
		if err != nil {
			return err
		}
		t.Cleanup(p.Stop)
		x.ports[name] = port
	}
	return nil
}
