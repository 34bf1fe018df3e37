package plane

import (
	"bytes"
	_ "embed"
	"fmt"
	"strconv"

	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	nodeheartbeat "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/yaml"

	"espc.dev/e2e/cluster/played"
)

// What kwok plays, beside its own stages.
var (
	//go:embed stages/never-ready.yaml
	neverReady string
	//go:embed stages/crashes.yaml
	crashes string
	//go:embed stages/job-crashes.yaml
	jobCrashes string
	//go:embed stages/no-image.yaml
	noImage string
	//go:embed stages/volumes.yaml
	volumeStages []byte
)

// provisioner is who makes volumes, which is kwok by the stages of volumes.
const provisioner = "espc-cluster/volumes"

// plays is a condition of kwok's, that a pod plays a role, or does not.
func plays(role string, does bool) map[string]any {
	return map[string]any{
		"key":      `[.spec.containers[] | (.image, (.env[]? | select(.name == "` + played.Variable + `") | .value)) // "" | contains("` + role + `")] | any`,
		"operator": "In",
		"values":   []string{strconv.FormatBool(does)},
	}
}

// stages returns kwok's configuration: its own stages for nodes and pods, of which that for a pod becoming ready is not for pods that
// play something else, and those of this package.
func stages() ([]byte, error) {
	ready, err := extend(podfast.DefaultPodReady, "pod-ready", 0,
		plays(played.NeverReady, false), plays(played.Slow, false), plays(played.Crashes, false), plays(played.NoImage, false))
	if err != nil {
		return nil, err
	}
	slow, err := extend(podfast.DefaultPodReady, "pod-ready-slowly", played.SlowMilliseconds, plays(played.Slow, true))
	if err != nil {
		return nil, err
	}
	documents := [][]byte{
		[]byte(nodefast.DefaultNodeInit), []byte(nodeheartbeat.DefaultNodeHeartbeat),
		ready, slow, []byte(podfast.DefaultPodComplete), []byte(podfast.DefaultPodDelete),
		volumeStages,
	}
	for _, p := range []struct{ stage, name, role string }{
		{neverReady, "never-ready", played.NeverReady},
		{crashes, "crashes", played.Crashes},
		{jobCrashes, "job-crashes", played.Crashes},
		{noImage, "no-image", played.NoImage},
	} {
		stage, err := extend(p.stage, p.name, 0, plays(p.role, true))
		if err != nil {
			return nil, err
		}
		documents = append(documents, stage)
	}
	return bytes.Join(documents, []byte("\n---\n")), nil
}

// extend returns a stage of kwok's under a name, with a delay in milliseconds and further conditions.
func extend(stage, name string, delay int, conditions ...map[string]any) ([]byte, error) {
	var document map[string]any
	if err := yaml.Unmarshal([]byte(stage), &document); err != nil {
		return nil, err
	}
	document["metadata"] = map[string]any{"name": name}
	spec, _ := document["spec"].(map[string]any)
	selector, _ := spec["selector"].(map[string]any)
	expressions, ok := selector["matchExpressions"].([]any)
	if !ok {
		return nil, fmt.Errorf("kwok's stage %s selects otherwise than this package knows", name)
	}
	for _, condition := range conditions {
		expressions = append(expressions, condition)
	}
	selector["matchExpressions"] = expressions
	if delay > 0 {
		spec["delay"] = map[string]any{"durationMilliseconds": delay}
	}
	return yaml.Marshal(document)
}
