package aws

import (
	"slices"
	"strings"
	"testing"
)

// TestWhatExpressModeCannotDoIsReportedAtItsField has one field a line.
func TestWhatExpressModeCannotDoIsReportedAtItsField(t *testing.T) {
	const head = `{"topology": {"name": "t"}, ` + network + `, "function": {"f": {"runtime": "nodejs24", "source": "f"}}, "gateway": {"g": {}},
"event_bus": {"b": {}}, "event": {"e": {"bus": "event_bus.b"}},
"microservice": {"ok": {"image": "acme/ok:1"}, "m": {"image": "acme/m:1",
`
	for field, want := range map[string]string{
		`"protocol": "tcp"`:                    "E1060:4",
		`"protocol": "grpc"`:                   "E1060:4",
		`"port": 0`:                            "E1060:4",
		`"command": ["sh"]`:                    "E1060:4",
		`"args": ["sh"]`:                       "",
		`"user": 7`:                            "E1060:4",
		`"group": 7`:                           "E1060:4",
		`"fs_group": 7`:                        "E1060:4",
		`"aliases": ["x"]`:                     "E1060:4",
		`"port_named": {"admin": {"port": 9}}`: "E1060:4",
		`"volume": {"data": {"size": "1Gi", "path": "/data"}}`:   "E1060:4",
		`"scratch": {"tmp": {"path": "/cache"}}`:                 "",
		`"scratch": {"tmp": {"path": "/cache", "size": "20Gi"}}`: "",
		`"scratch": {"tmp": {"path": "/cache", "size": "21Gi"}}`: "E1060:4",
		`"file": {"/etc/x": {"inline": "x"}}`:                    "E1060:4",
		`"session_affinity": "ip"`:                               "E1060:4",
		`"rollout": {"canary": 10}`:                              "E1060:4",
		`"rollout": {"canary": 0}`:                               "",
		`"on": {"x": {"event": "event.e"}}`:                      "E1060:4",
		`"replicas": 0`:                                          "E1060:4",
		`"replicas": 1`:                                          "",
		`"scale": {"min": 1, "max": 3}`:                          "",
		`"cpu": "4"`:                                             "",
		`"cpu": "4001m"`:                                         "E1060:4",
		`"memory": "8Gi"`:                                        "",
		`"memory": "8193Mi"`:                                     "E1060:4",
		`"health": {"type": "http", "path": "/up"}`:              "",
		`"health": {"type": "tcp"}`:                              "E1060:4",
		`"health": {"type": "exec", "command": ["x"]}`:           "E1060:4",
		`"health": {"type": "none"}`:                             "E1060:4",
		`"health": {"type": "http", "port": 9}`:                  "E1060:4",
		`"health": {"type": "http", "delay": "5s"}`:              "E1060:4",
		`"health": {"type": "http", "period": "5s"}`:             "E1060:4",
		`"env": {"A": {"of": "function.f"}}`:                     "E1005:4",
		`"env": {"AWS_REGION": "x", "a.b": "y"}`:                 "",
		`"calls": ["microservice.ok"]`:                           "",
		`"env": {"TOKEN": "secret.s"}}}, "secret": {"s": {"key": "shop/orders"}, "x": {"key": "shop-orders"`: "",
		`"env": {"TOKEN": "secret.s"}}}, "secret": {"s": {"key": "shop-orders"`:                              "E1017:4",
	} {
		if got := strings.Join(reported(t, head+field+"}}}", nil), " "); got != want {
			t.Errorf("%s\n got %q\nwant %q", field, got, want)
		}
	}
}

func TestServicesThatCallEachOtherAreReported(t *testing.T) {
	const document = `{"topology": {"name": "t"}, ` + network + `, "microservice": {
"a": {"image": "acme/a:1", "calls": ["microservice.b"]},
"b": {"image": "acme/b:1", "env": {"C": {"of": "microservice.c"}}},
"c": {"image": "acme/c:1", "calls": ["microservice.a", "microservice.d"]},
"d": {"image": "acme/d:1", "calls": ["function.f"]}},
"function": {"f": {"runtime": "nodejs24", "source": "f", "calls": ["microservice.d"]}}}`
	equal(t, "reported", strings.Join(reported(t, document, nil), " "), "E1060:2 E1060:3 E1060:4")
}

func TestAMicroserviceWithoutAPrivateNetworkIsReported(t *testing.T) {
	for block, want := range map[string]string{
		``: "E1061:2",
		`"subnets": ["subnet-01234567", "subnet-11234567"]`:                                                                      "E1061:2",
		`"security_groups": ["sg-01234567"]`:                                                                                     "E1061:2",
		`"subnets": ["subnet-01234567"], "security_groups": ["sg-01234567"]`:                                                     "E1061:1",
		`"subnets": ["subnet-01234567", "subnet-01234567"], "security_groups": ["sg-01234567"]`:                                  "E1061:1",
		`"subnets": ["subnet-01234567", "subnet-11234567"], "security_groups": ["sg-0", "sg-1", "sg-2", "sg-3", "sg-4", "sg-5"]`: "E1061:1",
		`"subnets": ["subnet-01234567", "subnet-11234567"], "security_groups": ["sg-01234567"]`:                                  "",
	} {
		document := `{"topology": {"name": "t"}, "environment": {"prod": {"backend": {"aws": {` + block + `}}}},
"microservice": {"m": {"image": "acme/m:1"}}}`
		if got := strings.Join(reported(t, document, nil), " "); got != want {
			t.Errorf("%s: got %q, want %q", block, got, want)
		}
	}
	// Nothing needs a network where no image runs.
	equal(t, "no microservice", strings.Join(reported(t, `{"topology": {"name": "t"}, "function": {"f": {"runtime": "nodejs24", "source": "f"}}}`, nil), " "), "")
}

func TestARouteToAServiceKeepsItsHost(t *testing.T) {
	const document = `{"topology": {"name": "t"}, ` + network + `, "microservice": {"m": {"image": "acme/m:1"}}, "gateway": {"g": {}},
"api_endpoint": {"e": {"gateway": "gateway.g", "paths": ["/"], "to": "microservice.m", "headers": {"request_set": {
  "host": "x"}}}}}`
	equal(t, "reported", strings.Join(reported(t, document, nil), " "), "E1015:3")
}

func TestWhatAMicroserviceMeansOnExpressModeIsSaid(t *testing.T) {
	const document = `{"topology": {"name": "t"}, "environment": {"prod": {"backend": {"aws": {"architecture": "arm64",
"subnets": ["subnet-01234567", "subnet-11234567"], "security_groups": ["sg-01234567"]}}}}, "function": {"f": {"runtime": "nodejs24", "source": "f",
  "calls": ["microservice.quiet"]}},
"microservice": {
  "said": {"image": "acme/m:1", "cpu": "500m", "memory": "1Gi", "health": {"type": "http", "path": "/up"}},
  "quiet": {"image": "acme/m:1",
    "memory": "600Mi",
    "scratch": {"tmp": {"path": "/cache"}}}}}`
	var got []string
	for _, d := range (Backend{}).Render(t.Context(), request(t, document, nil)).Diagnostics.Sorted() {
		if d.Fix == "" || d.Address == "" || d.Place() == "" {
			t.Errorf("%s has no fix, no address or no place", d.Code)
		}
		got = append(got, d.Code)
	}
	slices.Sort(got)
	equal(t, "notes", strings.Join(got, " "), "N1063 N1064 N1065 N1066 W1062")
}

// TestTheSmallestSizeThatHasBothIsTaken reads Fargate's table.
func TestTheSmallestSizeThatHasBothIsTaken(t *testing.T) {
	for ask, want := range map[string]string{
		`"cpu": "100m"`:                      `"256" "512"`,
		`"cpu": "250m", "memory": "512Mi"`:   `"256" "512"`,
		`"cpu": "250m", "memory": "2Gi"`:     `"256" "2048"`,
		`"cpu": "250m", "memory": "2049Mi"`:  `"512" "3072"`,
		`"cpu": "251m"`:                      `"512" "1024"`,
		`"cpu": "1", "memory": "512Mi"`:      `"1024" "2048"`,
		`"cpu": "100m", "memory": "5Gi"`:     `"1024" "5120"`,
		`"cpu": "1500m", "memory": "100Mi"`:  `"2048" "4096"`,
		`"cpu": "2001m", "memory": "8192Mi"`: `"4096" "8192"`,
	} {
		document := `{"topology": {"name": "t"}, ` + network + `, "microservice": {"m": {"image": "acme/m:1", ` + ask + `}}}`
		for _, o := range (Backend{}).Render(t.Context(), request(t, document, nil)).Objects {
			if o.Address.Name == "MMicroservice" {
				equal(t, ask, property(o, "Cpu")+" "+property(o, "Memory"), want)
			}
		}
	}
}
