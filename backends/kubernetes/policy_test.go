package kubernetes

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// opened returns what a NetworkPolicy opens, a line for each peer of each rule: "in shop-gateway-edge 8080".
func opened(o backends.Object) string {
	var out []string
	for _, direction := range []struct{ rules, peers, word string }{{"ingress", "from", "in"}, {"egress", "to", "out"}} {
		for _, rule := range itemsOf(o.Tree.Get("spec").Get(direction.rules)) {
			ports := ""
			for _, p := range itemsOf(rule.Get("ports")) {
				ports += " " + p.Get("port").Str() + strings.ToLower(p.Get("protocol").Str())
			}
			for _, peer := range itemsOf(rule.Get(direction.peers)) {
				name := peer.Get("podSelector").Get("matchLabels").Get(labelName).Str()
				if name == "" {
					name = string(tree.AppendJSON(nil, peer, ""))
				}
				out = append(out, direction.word+" "+name+ports)
			}
		}
	}
	return strings.Join(out, "\n")
}

// dnsLine is what everybody who calls something may ask. Nothing but DNS' own ports is open to these peers.
const dnsLine = `out {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}}} 53udp 53
out {"ipBlock":{"cidr":"169.254.20.10/32"}} 53udp 53
out {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"openshift-dns"}}} 5353udp 5353`

func lines(all ...string) string { return strings.Join(all, "\n") }

func TestPoliciesOpenExactlyTheEdges(t *testing.T) {
	o := lowered(t, `{
	  "topology": {"name": "shop"},
	  "connector": {"db": {"type": "postgresql", "host": "db.example.com", "database": "shop"}},
	  "model": {"order": {"connector": "connector.db"}, "review": {"connector": "connector.db"}},
	  "service_endpoint": {"pay": {"urls": ["https://a.example.com", "https://b.example.com:8443/x", "https://c.example.com"]}},
	  "function": {"price": {"image": "acme/price:1", "calls": ["model.order", "model.review"]}, "lone": {"image": "acme/lone:1"}},
	  "microservice": {
	    "reviews": {"models": ["model.review"]},
	    "web": {"image": "acme/web:1", "port": 9000, "port_named": {"metrics": {"port": 81, "target": 8081}, "gossip": {"port": 7946, "protocol": "udp"}},
	      "calls": ["function.price", "service_endpoint.pay"]},
	    "silent": {"image": "acme/silent:1", "port": 0, "calls": ["microservice.web"], "env": {"X": {"of": "microservice.web"}}}
	  },
	  "gateway": {"edge": {"allow_from": ["10.0.0.0/8"], "expose": "internal"}},
	  "api_endpoint": {"all": {"gateway": "gateway.edge", "paths": ["/*"], "to": "microservice.web"}},
	  "schedule": {"tick": {"every": "1h", "to": "microservice.web"}}
	}`, nil)
	const (
		public4 = `out {"ipBlock":{"cidr":"0.0.0.0/0","except":["10.0.0.0/8","100.64.0.0/10","127.0.0.0/8","169.254.0.0/16","172.16.0.0/12","192.168.0.0/16"]}}`
		public6 = `out {"ipBlock":{"cidr":"::/0","except":["::1/128","fc00::/7","fe80::/10"]}}`
		any4    = `out {"ipBlock":{"cidr":"0.0.0.0/0","except":["127.0.0.0/8","169.254.0.0/16"]}}`
		any6    = `out {"ipBlock":{"cidr":"::/0","except":["::1/128","fe80::/10"]}}`
	)
	for name, want := range map[string]string{
		"shop-workspace":            lines("in shop-function-price 8080", any4+" 5432", any6+" 5432", dnsLine),
		"shop-microservice-reviews": lines("in shop-function-price 8080", any4+" 5432", any6+" 5432", dnsLine),
		"shop-function-price": lines("in shop-microservice-web 8080",
			"out shop-microservice-reviews 8080", "out shop-workspace 8080", dnsLine),
		"shop-function-lone": "",
		// A call reaches every port, a route and a schedule the service's own.
		"shop-microservice-web": lines(
			"in shop-gateway-edge 9000", "in shop-microservice-silent 9000 7946udp 8081", "in shop-schedule-tick 9000",
			"out shop-function-price 8080", public4+" 443", public6+" 443", public4+" 8443", public6+" 8443", dnsLine),
		"shop-microservice-silent": lines("out shop-microservice-web 9000 7946udp 8081", dnsLine),
		"shop-gateway-edge":        lines(`in {"ipBlock":{"cidr":"10.0.0.0/8"}} 8080`, "out shop-microservice-web 9000", dnsLine),
		"shop-schedule-tick":       lines("out shop-microservice-web 9000", dnsLine),
		"shop-default-deny":        "",
	} {
		policy, ok := o["NetworkPolicy/"+name]
		if !ok {
			t.Errorf("no policy %s", name)
			continue
		}
		equal(t, name, opened(policy), want)
		equal(t, name+" closes both directions", at(policy, "spec/policyTypes"), `["Ingress","Egress"]`)
	}
	equal(t, "the default deny selects this topology's pods alone", at(o["NetworkPolicy/shop-default-deny"], "spec/podSelector/matchLabels"),
		`{"app.kubernetes.io/part-of":"shop","app.kubernetes.io/managed-by":"espc"}`)
}

func TestWhatAHostTellsIsOpenedAndNoMore(t *testing.T) {
	for host, want := range map[string]string{
		"10.1.2.3":                         `out {"ipBlock":{"cidr":"10.1.2.3/32"}} 5432`,
		"2001:db8::1":                      `out {"ipBlock":{"cidr":"2001:db8::1/128"}} 5432`,
		"pg.data.svc":                      `out {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"data"}}} 5432`,
		"pg.data.svc.cluster.local":        `out {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"data"}}} 5432`,
		"pg":                               `out {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"shop-default"}}} 5432`,
		"postgres":                         "out shop-microservice-pg 5432",
		"shop-microservice-pg":             "out shop-microservice-pg 5432",
		"postgres.shop-default.svc":        "out shop-microservice-pg 5432",
		"postgres.other-default.svc":       `out {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"other-default"}}} 5432`,
		"shop-microservice-pg.example.com": "",
	} {
		o := lowered(t, `{
		  "topology": {"name": "shop"},
		  "connector": {"db": {"type": "postgresql", "host": "`+host+`", "database": "shop"}},
		  "model": {"order": {"connector": "connector.db"}},
		  "microservice": {"pg": {"image": "postgres:17", "port": 5432, "protocol": "tcp", "aliases": ["postgres"]}}
		}`, nil)
		got := opened(o["NetworkPolicy/shop-workspace"])
		if want == "" {
			if !strings.HasPrefix(got, `out {"ipBlock":{"cidr":"0.0.0.0/0"`) {
				t.Errorf("%s: got %s", host, got)
			}
			continue
		}
		equal(t, host, got, lines(want, dnsLine))
		server := opened(o["NetworkPolicy/shop-microservice-pg"])
		if inside := strings.Contains(want, "shop-microservice-pg"); inside != (server == "in shop-workspace 5432") {
			t.Errorf("%s: the server lets in %q", host, server)
		}
	}
}

func TestEveryKindOfConnectorHasItsWayOut(t *testing.T) {
	for connector, port := range map[string]string{
		`{"type": "memory"}`: "",
		`{"type": "mysql", "host": "h.example.com", "database": "d"}`:               "3306",
		`{"type": "mysql", "host": "h.example.com", "port": 3307, "database": "d"}`: "3307",
		`{"type": "mongodb", "url": "secret.url"}`:                                  "27017",
		`{"type": "rest", "base_url": "http://api.example.com:81/x"}`:               "81",
		`{"type": "soap", "wsdl": "https://api.example.com/x?wsdl"}`:                "443",
		`{"type": "storage", "bucket": "b"}`:                                        "443",
		`{"type": "storage", "bucket": "b", "options": {"provider": "filesystem"}}`: "",
		`{"type": "oracle", "host": "h.example.com", "database": "d"}`:              "1521",
	} {
		o := lowered(t, `{
		  "topology": {"name": "shop"}, "secret": {"url": {"key": "k", "property": "p"}},
		  "connector": {"c": `+connector+`}, "model": {"m": {"connector": "connector.c"}}
		}`, nil)
		equal(t, connector, strings.Trim(at(o["NetworkPolicy/shop-workspace"], "spec/egress/0/ports/0/port"), `"`), port)
	}
}
