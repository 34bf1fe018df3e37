package manifests

import (
	"errors"
	"strings"
	"testing"

	"espc.dev/e2e/golden"
)

func TestEveryGoldenPodIsRestricted(t *testing.T) {
	security := newPodSecurity(t)
	for _, folder := range goldenFolders(t) {
		t.Run(folder.Name(), func(t *testing.T) {
			templates := 0
			for _, document := range folder.Documents {
				hasPods, err := security.Check(document)
				if err != nil {
					t.Errorf("%s:\n%v", document, err)
				}
				if hasPods {
					templates++
				}
			}
			if templates == 0 {
				t.Error("no object describes a pod")
			}
		})
	}
}

func TestHandWrittenPodsAreRestricted(t *testing.T) {
	templates, err := checkPods(t, readFixture(t))
	if err != nil {
		t.Error(err)
	}
	if templates != 2 {
		t.Errorf("found %d pod templates, want those of the Deployment and the CronJob", templates)
	}
}

func TestAPodThatIsNotRestrictedIsRefused(t *testing.T) {
	fixture := readFixture(t)
	for _, m := range []mutation{
		{"privileged container", "            readOnlyRootFilesystem: true\n", "            privileged: true\n",
			"privileged"},
		{"escalation not ruled out", "            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n", "",
			"allowPrivilegeEscalation != false"},
		{"capabilities kept", "            capabilities: {drop: [ALL]}\n          volumeMounts", "          volumeMounts",
			"unrestricted capabilities"},
		{"capability added", "capabilities: {drop: [ALL]}\n          volumeMounts", "capabilities: {drop: [ALL], add: [SYS_ADMIN]}\n          volumeMounts",
			"unrestricted capabilities"},
		{"root", "        runAsNonRoot: true\n        seccompProfile: {type: RuntimeDefault}\n      containers", "        runAsUser: 0\n        seccompProfile: {type: RuntimeDefault}\n      containers",
			"runAsNonRoot != true"},
		{"no seccomp profile", "        seccompProfile: {type: RuntimeDefault}\n      containers", "      containers",
			"seccompProfile"},
		{"host's network", "      serviceAccountName: shop", "      hostNetwork: true\n      serviceAccountName: shop",
			"host namespaces"},
		{"host's path", "configMap: {name: shop-function-resize}", "hostPath: {path: /etc}",
			`uses restricted volume type "hostPath"`},
		{"host's port", "containerPort: 8080", "containerPort: 8080\n              hostPort: 8080",
			"hostPort"},
		{"probe of another host", "httpGet: {path: /, port: http}", "httpGet: {path: /, port: http, host: 169.254.169.254}",
			"probe"},
		{"init container that is not restricted", "      volumes:\n", "      initContainers: [{name: setup, image: setup}]\n      volumes:\n",
			`"setup"`},
		{"CronJob's pod", "              image: registry.example.com/curl:1\n", "              image: registry.example.com/curl:1\n              ports: [{containerPort: 80, hostPort: 80}]\n",
			"hostPort"},
		{"containers in a kind without a known pod template", "kind: ConfigMap\n", "kind: ConfigMap\nspec: {template: {spec: {containers: [{name: hidden}]}}}\n",
			"no known pod template"},
	} {
		t.Run(m.name, func(t *testing.T) {
			_, err := checkPods(t, m.apply(t, fixture))
			if err == nil || !strings.Contains(err.Error(), m.want) {
				t.Errorf("want a complaint with %q, got:\n%v", m.want, err)
			}
		})
	}
}

// checkPods evaluates every object of a file and counts those that describe pods.
func checkPods(t *testing.T, text string) (templates int, err error) {
	t.Helper()
	security := newPodSecurity(t)
	documents, err := golden.Parse("shop.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var problems []error
	for _, document := range documents {
		hasPods, err := security.Check(document)
		problems = append(problems, err)
		if hasPods {
			templates++
		}
	}
	return templates, errors.Join(problems...)
}

func newPodSecurity(t *testing.T) *PodSecurity {
	t.Helper()
	security, err := NewPodSecurity()
	if err != nil {
		t.Fatal(err)
	}
	return security
}
