package kubernetes

import (
	"slices"
	"strings"
	"testing"
)

func TestALongWorkloadNameIsCutAndTold(t *testing.T) {
	fits := workloadName("shop", "function", strings.Repeat("a", 52-len("shop-function-")))
	if len(fits) != 52 || strings.ContainsAny(fits[14:], "0123456789") {
		t.Errorf("52 characters fit: %s", fits)
	}
	// printf %s shop-microservice-a-very-long-name-of-forty-characters-xy | sha256sum
	equal(t, "53 characters and more", workloadName("shop", "microservice", "a-very-long-name-of-forty-characters-xy"),
		"shop-microservice-a-very-long-name-of-forty-c-ffc249")
	if a, b := workloadName("shop", "function", strings.Repeat("a", 40)), workloadName("shop", "function", strings.Repeat("a", 39)+"b"); a == b {
		t.Errorf("two names became one: %s", a)
	}
}

func TestVariablesAreNamedByKindAndName(t *testing.T) {
	equal(t, "variable", variable("service_endpoint", "carrier-nord", "url"), "ESPC_SERVICE_ENDPOINT_CARRIER_NORD_URL")
	equal(t, "digits", variable("function", "v2", "url"), "ESPC_FUNCTION_V2_URL")
}

func TestEveryFileGetsAKeyOfItsOwn(t *testing.T) {
	paths := []string{"index.js", "lib/a.js", "lib__a.js", "a b.txt", "a+b.txt", "..hidden", "é.js", strings.Repeat("long/", 80) + "x"}
	got := keys(paths)
	seen := map[string]bool{}
	for i, key := range got {
		if !dataKey(key) {
			t.Errorf("%q is no key (of %q)", key, paths[i])
		}
		if seen[key] {
			t.Errorf("%q twice", key)
		}
		seen[key] = true
	}
	if got[0] != "index.js" || got[2] != "lib__a.js" {
		t.Errorf("a path that is a key keeps it: %v", got)
	}
	if again := keys(paths); !slices.Equal(got, again) {
		t.Error("not the same keys twice")
	}
}

func TestNamesThatKubernetesRefuses(t *testing.T) {
	for name, want := range map[string][3]bool{ // DNS label, Service, DNS subdomain
		"shop":                  {true, true, true},
		"9shop":                 {true, false, true},
		"shop.example":          {false, false, true},
		"-shop":                 {false, false, false},
		"shop-":                 {false, false, false},
		"Shop":                  {false, false, false},
		"":                      {false, false, false},
		"a..b":                  {false, false, false},
		strings.Repeat("a", 63): {true, true, true},
		strings.Repeat("a", 64): {false, false, true},
	} {
		if got := [3]bool{dnsLabel(name), serviceName(name), dnsSubdomain(name)}; got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
	for value, want := range map[string]bool{"": true, "a.b_c-d": true, "-a": false, "a ": false, strings.Repeat("a", 64): false, "a/b": false} {
		if labelValue(value) != want {
			t.Errorf("labelValue(%q) is %v", value, !want)
		}
	}
}
