package kubernetes

import (
	"strings"
	"testing"
)

const grace = "spec/template/spec/terminationGracePeriodSeconds"

func TestAPodHasTheTimeToFinishItsLongestRequest(t *testing.T) {
	o := lowered(t, `{
	  "topology": {"name": "shop"},
	  "function": {
	    "usual": {"image": "acme/f:1"}, "quick": {"image": "acme/f:1", "timeout": "20s"}, "slow": {"image": "acme/f:1", "timeout": "2m"}
	  },
	  "microservice": {"web": {"image": "acme/web:1"}, "report": {"image": "acme/report:1"}},
	  "gateway": {"edge": {}, "plain": {}, "impatient": {}},
	  "api_endpoint": {
	    "slow": {"gateway": "gateway.edge", "paths": ["/slow"], "to": "function.slow"},
	    "report": {"gateway": "gateway.edge", "paths": ["/report"], "to": "microservice.report", "timeout": "89500ms"},
	    "web": {"gateway": "gateway.plain", "paths": ["/"], "to": "microservice.web"},
	    "short": {"gateway": "gateway.impatient", "paths": ["/"], "to": "function.slow", "timeout": "10s"}
	  }
	}`, nil)
	// The longest request, five seconds out of the Service, five to spare.
	for name, want := range map[string]string{
		"function-usual": "40", "function-quick": "", "function-slow": "130",
		"microservice-web": "", "microservice-report": "100", // 89.5 s count as 90
		"gateway-edge": "130", "gateway-plain": "", "gateway-impatient": "",
	} {
		equal(t, name, at(o["Deployment/shop-"+name], grace), want)
	}
	// The gateway's process takes 25 s by itself.
	for name, want := range map[string]bool{"edge": true, "plain": false, "impatient": false} {
		if got := strings.Contains(env(o["Deployment/shop-gateway-"+name], container), "SHUTDOWN_SECONDS=120"); got != want {
			t.Errorf("gateway.%s is told: %v", name, got)
		}
	}
}

func TestPodsBehindAServiceWaitUntilNothingIsSentToThem(t *testing.T) {
	o := lowered(t, `{
	  "topology": {"name": "shop"},
	  "function": {"f": {"image": "acme/f:1"}},
	  "microservice": {
	    "web": {"image": "acme/web:1"}, "silent": {"image": "acme/silent:1", "port": 0},
	    "db": {"image": "acme/db:1", "volume": {"data": {"size": "1Gi", "path": "/data"}}},
	    "dbs": {"image": "acme/db:1", "replicas": 3, "volume": {"data": {"size": "1Gi", "path": "/data"}}}
	  },
	  "job": {"seed": {"image": "acme/seed:1"}},
	  "schedule": {"tick": {"every": "1h", "to": "job.seed"}}
	}`, nil)
	const waits = `{"preStop":{"sleep":{"seconds":5}}}`
	for name, want := range map[string]string{
		"Deployment/shop-function-f": waits, "Deployment/shop-microservice-web": waits, "Deployment/shop-microservice-silent": "",
		"StatefulSet/shop-microservice-dbs": waits,
		// The next one starts when this one has ended, so waiting would only make the gap longer.
		"StatefulSet/shop-microservice-db": "",
	} {
		equal(t, name, at(o[name], container+"/lifecycle"), want)
	}
	equal(t, "a job", at(o["CronJob/shop-schedule-tick"], "spec/jobTemplate/spec/template/spec/containers/0/lifecycle"), "")
}
