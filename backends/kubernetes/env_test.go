package kubernetes

import (
	"strings"
	"testing"
)

// expand is what the kubelet does with a variable's value, a command and its arguments
// (k8s.io/kubernetes/third_party/forked/golang/expansion), with every name defined as <name>.
func expand(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '$' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		switch next := s[i+1]; next {
		case '$':
			b.WriteByte('$')
			i++
		case '(':
			if end := strings.IndexByte(s[i+2:], ')'); end >= 0 {
				b.WriteString("<" + s[i+2:i+2+end] + ">")
				i += end + 2
			} else {
				b.WriteString("$(")
				i++
			}
		default:
			b.WriteByte('$')
			b.WriteByte(next)
			i++
		}
	}
	return b.String()
}

func TestTextReachesTheContainerAsWritten(t *testing.T) {
	for _, s := range []string{
		"plain", "$HOME", "$(HOME)", "$$(HOME)", "$$$(HOME)", "a$", "a$$", "$", "$$", "$$$", "$(", "$$(", "$()", "${HOME}", "$$a$b$(c)$",
		"cost: 5$ (net)", "$($(x))", "(a)$(b)$$c$$$(d)$",
	} {
		if got := expand(escapeDollar(s)); got != s {
			t.Errorf("%q was escaped to %q, which the kubelet reads as %q", s, escapeDollar(s), got)
		}
	}
	equal(t, "what needs no escape keeps its text", escapeDollar("curl $URL ${A}"), "curl $URL ${A}")
}

func FuzzTextReachesTheContainerAsWritten(f *testing.F) {
	f.Add("$$(a)$")
	f.Fuzz(func(t *testing.T, s string) {
		if got := expand(escapeDollar(s)); got != s {
			t.Errorf("%q: %q", s, got)
		}
	})
}

func TestEnvironmentOfACaller(t *testing.T) {
	o := lowered(t, `{
	  "topology": {"name": "shop"},
	  "secret": {"key": {"key": "shop-keys", "property": "main"}},
	  "connector": {"db": {"type": "postgresql", "host": "db.example.com", "database": "shop"}},
	  "model": {"coffee-shop": {"connector": "connector.db"}, "review": {"connector": "connector.db"}},
	  "gateway": {"edge": {"hosts": ["*", "api.example.com"]}},
	  "service_endpoint": {"pay": {"urls": ["https://pay.example.com/v2", "https://other.example.com"]}},
	  "function": {"price": {"image": "acme/price:1"}},
	  "microservice": {
	    "reviews": {"models": ["model.review"]},
	    "cache": {"image": "acme/cache:1", "port": 11211, "protocol": "tcp"},
	    "rpc": {"image": "acme/rpc:1", "port": 9000, "protocol": "grpc"},
	    "web": {"image": "acme/web:1", "port": 80,
	      "calls": ["model.coffee-shop", "model.review", "function.price", "service_endpoint.pay"],
	      "env": {
	        "B": "$(A)", "A": "1", "KEY": "secret.key",
	        "URL": {"of": "microservice.cache"}, "ADDRESS": {"of": "microservice.cache", "part": "address"},
	        "HOST": {"of": "microservice.rpc", "part": "host"}, "PORTS": {"of": "microservice.rpc", "part": "port"}, "RPC": {"of": "microservice.rpc"},
	        "MODEL": {"of": "model.coffee-shop", "part": "address"}, "PAY": {"of": "service_endpoint.pay", "part": "address"},
	        "EDGE": {"of": "gateway.edge", "part": "url"}
	      }}
	  }
	}`, nil)
	equal(t, "environment", env(o["Deployment/shop-microservice-web"], container), strings.Join([]string{
		"A=1",
		"ADDRESS=shop-microservice-cache:11211",
		"B=$$(A)",
		"EDGE=http://api.example.com",
		"ESPC_FUNCTION_PRICE_URL=http://shop-function-price",
		"ESPC_MODEL_COFFEE_SHOP_URL=http://shop-workspace/api/coffee-shops",
		"ESPC_MODEL_REVIEW_URL=http://shop-microservice-reviews:8080/api/reviews",
		"ESPC_SERVICE_ENDPOINT_PAY_URL=https://pay.example.com/v2",
		"HOST=shop-microservice-rpc",
		`KEY={"secretKeyRef":{"name":"shop-keys","key":"main"}}`,
		"MODEL=shop-workspace:80",
		"PAY=pay.example.com:443",
		"PORT=80",
		"PORTS=9000",
		"RPC=grpc://shop-microservice-rpc:9000",
		"URL=tcp://shop-microservice-cache:11211",
	}, "\n"))
}

func TestAWrittenPortWins(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {"web": {"image": "acme/web:1", "env": {"PORT": "9999"}}}}`, nil)
	equal(t, "environment", env(o["Deployment/shop-microservice-web"], container), "PORT=9999")
}
