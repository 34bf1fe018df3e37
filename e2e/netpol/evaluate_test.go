package netpol

import (
	"net/netip"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

// The cast: two pods of an application, a passer-by beside them, one in another namespace, and two hosts.
var (
	web = Endpoint{Name: "web", Namespace: "app", Address: netip.MustParseAddr("10.244.0.1"),
		NamespaceLabels: map[string]string{"kubernetes.io/metadata.name": "app"},
		Labels:          map[string]string{"app": "web", "tier": "front"}}
	db = Endpoint{Name: "db", Namespace: "app", Address: netip.MustParseAddr("10.244.0.2"),
		NamespaceLabels: map[string]string{"kubernetes.io/metadata.name": "app"},
		Labels:          map[string]string{"app": "db", "tier": "back"},
		Ports: []corev1.ContainerPort{
			{Name: "sql", ContainerPort: 5432},
			{Name: "stats", ContainerPort: 8125, Protocol: corev1.ProtocolUDP}}}
	passerby = Endpoint{Name: "passerby", Namespace: "app", Address: netip.MustParseAddr("10.244.0.3"),
		NamespaceLabels: map[string]string{"kubernetes.io/metadata.name": "app"}}
	monitor = Endpoint{Name: "monitor", Namespace: "ops", Address: netip.MustParseAddr("10.244.1.1"),
		NamespaceLabels: map[string]string{"kubernetes.io/metadata.name": "ops", "team": "sre"},
		Labels:          map[string]string{"app": "web"}}
	office   = Endpoint{Name: "office", Address: netip.MustParseAddr("203.0.113.7")}
	metadata = Endpoint{Name: "metadata", Address: netip.MustParseAddr("169.254.169.254")}
)

const (
	tcp = corev1.ProtocolTCP
	udp = corev1.ProtocolUDP
)

type connectionCase struct {
	why      string
	from, to Endpoint
	port     int32
	protocol corev1.Protocol
	allowed  bool
}

func TestPoliciesDecideAsTheAPIReferenceSays(t *testing.T) {
	for name, test := range map[string]struct {
		policies []string
		cases    []connectionCase
	}{
		"without a policy everything is open": {nil, []connectionCase{
			{"pod to pod", web, db, 5432, tcp, true},
			{"pod to host", web, office, 443, tcp, true},
			{"host to pod", office, db, 5432, udp, true},
		}},
		"an empty pod selector with both types denies by default": {[]string{denyAll}, []connectionCase{
			{"no way in or out", web, db, 5432, tcp, false},
			{"no way out", web, office, 443, tcp, false},
			{"no way in", office, db, 5432, tcp, false},
			{"another namespace is not governed", monitor, office, 443, tcp, true},
			{"but cannot come in", monitor, db, 5432, tcp, false},
		}},
		"ingress alone is the default type, and leaves egress open": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}}`}, []connectionCase{
			{"in is closed", web, db, 5432, tcp, false},
			{"out is open", db, office, 443, tcp, true},
			{"others are not selected", db, web, 80, tcp, true},
		}},
		"an egress rule without types governs both directions": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, egress: [{ports: [{port: 443}]}]}`}, []connectionCase{
			{"in is closed", web, db, 5432, tcp, false},
			{"out on the port", db, office, 443, tcp, true},
			{"out on another", db, office, 80, tcp, false},
		}},
		"an empty egress list with the type written closes egress alone": {[]string{`
spec: {podSelector: {}, policyTypes: [Egress], egress: []}`}, []connectionCase{
			{"out", web, office, 443, tcp, false},
			{"in, from where nothing governs egress", monitor, web, 80, tcp, true},
		}},
		"one empty rule opens the direction": {[]string{denyAll, `
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{}]}`}, []connectionCase{
			{"in from anywhere on anything", office, db, 1, udp, true},
			{"out stays closed", db, office, 1, udp, false},
		}},
		"egress of the one and ingress of the other must both allow": {[]string{denyAll, `
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]}`},
			[]connectionCase{{"egress alone is not enough", web, db, 5432, tcp, false}}},
		"policies add up": {[]string{denyAll, `
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]}`, `
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}`},
			[]connectionCase{
				{"on the port", web, db, 5432, tcp, true},
				{"not on another port", web, db, 5433, tcp, false},
				{"not on another protocol", web, db, 5432, udp, false},
				{"not the other way round", db, web, 5432, tcp, false},
				{"not a pod with other labels", passerby, db, 5432, tcp, false},
				{"not a pod with these labels in another namespace", monitor, db, 5432, tcp, false},
			}},
		"a namespace selector alone is every pod there": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: sre}}}]}]}`},
			[]connectionCase{
				{"from there", monitor, db, 5432, tcp, true},
				{"from here", web, db, 5432, tcp, false},
				{"a host has no namespace", office, db, 5432, tcp, false},
			}},
		"an empty namespace selector is every pod, but no host": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}}]}]}`},
			[]connectionCase{
				{"from there", monitor, db, 5432, tcp, true},
				{"from here", passerby, db, 5432, tcp, true},
				{"from a host", office, db, 5432, tcp, false},
			}},
		"both selectors in one peer must match": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: sre}}, podSelector: {matchLabels: {app: web}}}]}]}`},
			[]connectionCase{
				{"both", monitor, db, 5432, tcp, true},
				{"the pod's labels alone", web, db, 5432, tcp, false},
			}},
		"the selectors in two peers are alternatives": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: sre}}}, {podSelector: {matchLabels: {app: web}}}]}]}`},
			[]connectionCase{
				{"the one", monitor, db, 5432, tcp, true},
				{"the other", web, db, 5432, tcp, true},
				{"neither", passerby, db, 5432, tcp, false},
			}},
		"expressions select by set": {[]string{`
spec:
  podSelector: {matchExpressions: [{key: app, operator: In, values: [db, cache]}]}
  ingress: [{from: [{podSelector: {matchExpressions: [{key: tier, operator: Exists}, {key: tier, operator: NotIn, values: [back]}]}}]}]`},
			[]connectionCase{
				{"tier front", web, db, 5432, tcp, true},
				{"tier back", db, db, 5432, tcp, false},
				{"no tier", passerby, db, 5432, tcp, false},
				{"a pod outside the set is open", passerby, web, 80, tcp, true},
			}},
		"does not exist matches the pod without the label": {[]string{`
spec: {podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}`}, []connectionCase{
			{"selected", web, passerby, 80, tcp, false},
			{"not selected", passerby, web, 80, tcp, true},
		}},
		"an address block with exceptions": {[]string{denyAll, `
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}}], ports: [{port: 443}]}]}`},
			[]connectionCase{
				{"a public host", web, office, 443, tcp, true},
				{"on another port", web, office, 80, tcp, false},
				{"an excepted host", web, metadata, 443, tcp, false},
				{"a pod whose address is excepted", web, monitor, 443, tcp, false},
				{"IPv6 is another block", web, Endpoint{Address: netip.MustParseAddr("2001:db8::1")}, 443, tcp, false},
				{"other pods stay closed", db, office, 443, tcp, false},
			}},
		"an address block that covers the pod network opens it": {[]string{`
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}`},
			[]connectionCase{{"to a pod", web, db, 5432, tcp, true}}},
		"an address block on ingress": {[]string{`
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}`}, []connectionCase{
			{"within", office, web, 80, tcp, true},
			{"without", metadata, web, 80, tcp, false},
		}},
		"a named port is looked up in the pod that is connected to": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: sql}]}]}`, `
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{ports: [{port: sql}, {port: stats, protocol: UDP}]}]}`},
			[]connectionCase{
				{"its number", web, db, 5432, tcp, true},
				{"another number", web, db, 5433, tcp, false},
				{"a host has no named ports", web, office, 5432, tcp, false},
				{"allowed out, not in", web, db, 8125, udp, false},
			}},
		"a named port counts for its own protocol": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: stats, protocol: TCP}]}]}`},
			[]connectionCase{{"stats is UDP", web, db, 8125, tcp, false}, {"and TCP was asked for", web, db, 8125, udp, false}}},
		"a protocol without a port is all of its ports": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{protocol: UDP}]}]}`}, []connectionCase{
			{"UDP", web, db, 9, udp, true},
			{"TCP", web, db, 9, tcp, false},
		}},
		"a range of ports includes both ends": {[]string{`
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 8000, endPort: 8010}]}]}`}, []connectionCase{
			{"below", web, db, 7999, tcp, false},
			{"first", web, db, 8000, tcp, true},
			{"last", web, db, 8010, tcp, true},
			{"above", web, db, 8011, tcp, false},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			policies := parsePolicies(t, test.policies)
			for _, c := range test.cases {
				got, err := Allowed(policies, Connection{c.from, c.to, c.port, c.protocol})
				if err != nil {
					t.Fatal(err)
				}
				if got != c.allowed {
					t.Errorf("%s: %s to %s on %d/%s: allowed %t, want %t",
						c.why, c.from.Name, c.to.Name, c.port, c.protocol, got, c.allowed)
				}
			}
		})
	}
}

func TestAnInvalidPolicyIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"selector operator": `
spec: {podSelector: {matchExpressions: [{key: app, operator: Near}]}}`,
		"block": `
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/33}}]}]}`,
		"exception": `
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [ten]}}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			policies := parsePolicies(t, []string{text})
			if _, err := Allowed(policies, Connection{web, db, 5432, tcp}); err == nil {
				t.Error("no error")
			}
		})
	}
}

const denyAll = `
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}`

// parsePolicies reads policies of the namespace "app".
func parsePolicies(t *testing.T, texts []string) []networkingv1.NetworkPolicy {
	t.Helper()
	var policies []networkingv1.NetworkPolicy
	for _, text := range texts {
		var policy networkingv1.NetworkPolicy
		if err := yaml.UnmarshalStrict([]byte(text), &policy); err != nil {
			t.Fatal(err)
		}
		policy.Namespace = "app"
		policies = append(policies, policy)
	}
	return policies
}
