package manifests

import (
	"errors"
	"strings"
	"testing"

	"espc.dev/e2e/definitions"
	"espc.dev/e2e/golden"
)

func TestEveryGoldenObjectIsValid(t *testing.T) {
	server := newServer(t)
	for _, folder := range goldenFolders(t) {
		t.Run(folder.Name(), func(t *testing.T) {
			for _, document := range folder.Documents {
				if err := server.Check(document); err != nil {
					t.Errorf("%s:\n%v", document, err)
				}
			}
		})
	}
}

func TestHandWrittenObjectsAreValid(t *testing.T) {
	server := newServer(t)
	for _, document := range parse(t, readFixture(t)) {
		if err := server.Check(document); err != nil {
			t.Errorf("%s:\n%v", document, err)
		}
	}
}

func TestAnObjectBrokenInOnePlaceIsRefused(t *testing.T) {
	server, fixture := newServer(t), readFixture(t)
	for _, m := range []mutation{
		{"unknown field", "  replicas: 2\n", "  replica: 2\n",
			`unknown field "spec.replica"`},
		{"unknown field in a list's item", "restartPolicy: Never\n", "restartPolicy: Never\n          restarts: 3\n",
			`unknown field "spec.jobTemplate.spec.template.spec.restarts"`},
		{"unknown field of metadata", "  labels: {app", "  label: {app",
			`unknown field "metadata.label"`},
		{"field in the wrong case", "minReplicas: 2", "minreplicas: 2",
			`unknown field "spec.minreplicas"`},
		{"string where a number is due", "replicas: 2\n", "replicas: \"2\"\n",
			`spec.replicas in body must be of type integer: "string"`},
		{"number where a string is due", `value: "8080"`, "value: 8080",
			`value in body must be of type string: "integer"`},
		{"YAML 1.1 boolean where a string is due", `value: "8080"`, "value: yes",
			`value in body must be of type string: "boolean"`},
		{"object where a list is due", "policyTypes: [Ingress, Egress]", "policyTypes: {Ingress: true}",
			`spec.policyTypes in body must be of type array`},
		{"required list missing", "  maxReplicas: 10\n", "",
			"spec.maxReplicas in body is required"},
		{"required name missing", "pathType: Prefix", "",
			"pathType in body is required"},
		{"no such value", "pathType: Prefix", "pathType: Regexp",
			`Unsupported value: "Regexp"`},
		{"quantity that does not parse", "cpu: 100m", "cpu: 100mm",
			"unable to parse quantity's suffix"},
		{"request above the limit", "limits: {memory: 256Mi}", "limits: {memory: 128Mi}",
			"must be less than or equal to memory limit"},
		{"port out of range", "containerPort: 8080", "containerPort: 80800",
			"must be between 1 and 65535"},
		{"selector that does not match its pods", "    matchLabels: {espc.dev/entity: function.resize}\n  template",
			"    matchLabels: {espc.dev/entity: function.other}\n  template",
			"`selector` does not match template `labels`"},
		{"mount of a volume that is not there", "{name: source, mountPath", "{name: code, mountPath",
			`volumeMounts[0].name: Not found: "code"`},
		{"name that is no DNS name", "kind: ServiceAccount\nmetadata:\n  name: shop", "kind: ServiceAccount\nmetadata:\n  name: Shop",
			"a lowercase RFC 1123 subdomain must consist of"},
		{"namespace on nothing but a label", "kind: ServiceAccount\nmetadata:\n", "kind: ServiceAccount\nmetadata:\n  namespace: Shop\n",
			`metadata.namespace: Invalid value: "Shop"`},
		{"label value that is too odd", "{app.kubernetes.io/name: shop-function-resize}", "{app.kubernetes.io/name: shop/function}",
			"a valid label must be"},
		{"cron expression that does not parse", "schedule: 0 3 * * *", "schedule: 0 25 * * *",
			"spec.schedule: Invalid value"},
		{"unknown time zone", "Europe/Berlin", "Europe/Bonn",
			"spec.timeZone: Invalid value"},
		{"policy's port out of range", "port: 8080}]", "port: 0}]",
			"must be between 1 and 65535"},
		{"same variable twice", "            - name: TOKEN\n", "            - name: PORT\n",
			`duplicate entries for key`},
		{"kind that Kubernetes does not have", "kind: ServiceAccount", "kind: ServiceAccounts",
			"no schema describes this kind"},
		{"version that Kubernetes no longer serves", "apiVersion: policy/v1", "apiVersion: policy/v1beta1",
			"no schema describes this kind"},
		{"custom resource of an unknown kind", "kind: ExternalSecret", "kind: InternalSecret",
			"no schema describes this kind"},
		{"custom resource of a version that is not served", "external-secrets.io/v1", "external-secrets.io/v1beta1",
			"no schema describes this kind"},
		{"custom resource with an unknown field", "target: {name: shop-token}", "target: {name: shop-token, type: Opaque}",
			`unknown field "spec.target.type"`},
		{"custom resource with unknown metadata", "kind: ExternalSecret\nmetadata:\n", "kind: ExternalSecret\nmetadata:\n  label: {}\n",
			`unknown field "metadata.label"`},
		{"custom resource of a wrong type", "refreshInterval: 1h", "refreshInterval: 1",
			"spec.refreshInterval: Invalid value"},
		{"custom resource without a required field", "secretKey: token", "",
			"spec.data[0].secretKey: Required value"},
		{"custom resource with a value out of its list", "kind: SecretStore", "kind: Store",
			`spec.secretStoreRef.kind: Unsupported value: "Store"`},
	} {
		t.Run(m.name, func(t *testing.T) {
			var problems []error
			for _, document := range parse(t, m.apply(t, fixture)) {
				problems = append(problems, server.Check(document))
			}
			err := errors.Join(problems...)
			if err == nil || !strings.Contains(err.Error(), m.want) {
				t.Errorf("want a complaint with %q, got:\n%v", m.want, err)
			}
		})
	}
}

func TestADocumentWithADuplicateKeyDoesNotParse(t *testing.T) {
	broken := mutation{"", "  replicas: 2\n", "  replicas: 2\n  replicas: 3\n", ""}.apply(t, readFixture(t))
	if _, err := golden.Parse("shop.yaml", []byte(broken)); err == nil || !strings.Contains(err.Error(), `"replicas" already set`) {
		t.Errorf("want a complaint about replicas, got %v", err)
	}
}

func newServer(t *testing.T) *Server {
	t.Helper()
	all, err := definitions.All()
	if err != nil {
		t.Fatal(err)
	}
	server, err := NewServer(all)
	if err != nil {
		t.Fatal(err)
	}
	return server
}
