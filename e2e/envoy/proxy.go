package envoy

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// routeDump is what the translator says of the routes of a Gateway's proxies: Envoy's own configuration.
type routeDump struct {
	DynamicRouteConfigs []struct {
		RouteConfig struct {
			VirtualHosts []virtualHost
		}
	}
}

type virtualHost struct {
	Domains []string
	Routes  []route
}

type route struct {
	Name  string
	Match struct {
		Path, Prefix string
		SafeRegex    *expression
		Headers      []struct {
			Name        string
			StringMatch struct {
				Exact     string
				SafeRegex *expression
			}
		}
	}
}

type expression struct{ Regex string }

// matches reports whether a whole text matches, as Envoy matches paths and headers.
func (e expression) matches(text string) bool {
	return regexp.MustCompile(`^(?:` + e.Regex + `)$`).MatchString(text)
}

// Proxy is a Gateway's proxy, as far as it chooses routes.
type Proxy struct{ hosts []virtualHost }

// NewProxy reads the routes of the one Gateway of a translation to xds.
func NewProxy(t testing.TB, result map[string]any) *Proxy {
	t.Helper()
	data, err := json.Marshal(result["xds"])
	if err != nil {
		t.Fatal(err)
	}
	var gateways map[string]routeDump
	if err := json.Unmarshal(data, &gateways); err != nil {
		t.Fatal(err)
	}
	p := &Proxy{}
	for _, dump := range gateways {
		for _, c := range dump.DynamicRouteConfigs {
			p.hosts = append(p.hosts, c.RouteConfig.VirtualHosts...)
		}
	}
	if len(p.hosts) == 0 {
		t.Fatal("the translation has no virtual hosts")
	}
	return p
}

// Choose returns the HTTPRoute that a request takes, "" for none: the first route that matches, in the virtual host of the name itself,
// else of the longest pattern. See https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto
func (p *Proxy) Choose(host, path, method string, headers map[string]string) string {
	chosen := p.virtualHost(host)
	if chosen == nil {
		return ""
	}
	for _, r := range chosen.Routes {
		if r.takes(path, method, headers) {
			return strings.Split(r.Name, "/")[2] // httproute/NAMESPACE/NAME/…
		}
	}
	return ""
}

func (p *Proxy) virtualHost(host string) *virtualHost {
	var best *virtualHost
	length := -1
	for i := range p.hosts {
		for _, domain := range p.hosts[i].Domains {
			switch {
			case domain == host:
				return &p.hosts[i]
			case domain == "*" && length < 0:
				best, length = &p.hosts[i], 0
			case strings.HasPrefix(domain, "*.") && strings.HasSuffix(host, domain[1:]) && len(domain) > length:
				best, length = &p.hosts[i], len(domain)
			}
		}
	}
	return best
}

func (r *route) takes(path, method string, headers map[string]string) bool {
	switch {
	case r.Match.SafeRegex != nil && !r.Match.SafeRegex.matches(path), r.Match.Path != "" && r.Match.Path != path, !strings.HasPrefix(path, r.Match.Prefix):
		return false
	}
	for _, h := range r.Match.Headers {
		value := headers[h.Name]
		if h.Name == ":method" {
			value = method
		}
		if h.StringMatch.SafeRegex != nil && (value == "" || !h.StringMatch.SafeRegex.matches(value)) || h.StringMatch.SafeRegex == nil && value != h.StringMatch.Exact {
			return false
		}
	}
	return true
}
