package kubernetes

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// eventTopology has a publisher, three kinds of subscribers and both kinds of dead letters.
const eventTopology = `{"topology": {"name": "shop"},
  "event_bus": {"main": {}},
  "event": {"paid": {"bus": "event_bus.main"}, "unpaid": {"bus": "event_bus.main", "type": "acme.unpaid", "source": "/acme"}},
  "function": {
    "charge": {"runtime": "nodejs24", "source": "f", "publishes": ["event.paid"]},
    "receipt": {"runtime": "nodejs24", "source": "f", "on": {"paid": {"event": "event.paid", "dead_letter": "event.unpaid",
      "filter": {"subject": {"prefix": "order/"}, "data.amount": {"gt": 100}, "data.state": ["new", "open"]}}}},
    "letters": {"runtime": "nodejs24", "source": "f"}
  },
  "microservice": {"ledger": {"image": "acme/l:1", "user": 7, "port": 9000, "on": {"Paid_now": {"event": "event.paid", "retries": 0, "dead_letter": "function.letters"}}}},
  "job": {"seed": {"image": "acme/s:1", "user": 7, "publishes": ["event.unpaid"]}},
  "schedule": {"tick": {"every": "1h", "to": "event.unpaid", "input": {"a": 1}}}
}`

var oneSource = map[string]string{"f/index.js": ""}

func TestABusIsABroker(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"}, "event_bus": {"main": {}, "old": {"existing": "default"}}, "event": {"paid": {"bus": "event_bus.main"}, "sold": {"bus": "event_bus.old"}}}`, nil)
	equal(t, "class", at(o["Broker/shop-event-bus-main"], "metadata/annotations"), `{"eventing.knative.dev/broker.class":"MTChannelBasedBroker"}`)
	equal(t, "spec", at(o["Broker/shop-event-bus-main"], "spec"), `{}`)
	if _, ok := o["Broker/default"]; ok || len(o) != 5 {
		t.Errorf("a bus that stands already brings nothing: %v", sortedKeysOf(o))
	}
	equal(t, "event", at(o["EventType/shop-event-paid"], "spec"), `{"reference":{"apiVersion":"eventing.knative.dev/v1","kind":"Broker","name":"shop-event-bus-main"},`+
		`"attributes":[{"name":"id","required":true},{"name":"source","required":true,"value":"/shop"},{"name":"specversion","required":true,"value":"1.0"},{"name":"type","required":true,"value":"shop.paid"}]}`)
	equal(t, "bus that stands", at(o["EventType/shop-event-sold"], "spec/reference/name"), `"default"`)
}

func sortedKeysOf[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func TestABusThatKeepsEventsIsInKafka(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"},
	  "event_bus": {"kept": {"retention": "2d"}, "ordered": {"ordered": true}},
	  "event": {"a": {"bus": "event_bus.kept"}, "b": {"bus": "event_bus.ordered"}},
	  "function": {"f": {"runtime": "nodejs24", "source": "f", "publishes": ["event.a"],
	    "on": {"b": {"event": "event.b", "dead_letter": "event.a"}, "a": {"event": "event.a", "dead_letter": "event.b"}}}},
	  "environment": {"prod": {"backend": {"kubernetes": {"kafka": ["k1.example.com:9092", "k2.example.com:9092"]}}}}}`, oneSource)
	equal(t, "class", at(o["Broker/shop-event-bus-kept"], "metadata/annotations"), `{"eventing.knative.dev/broker.class":"Kafka"}`)
	equal(t, "configuration", at(o["Broker/shop-event-bus-kept"], "spec"), `{"config":{"apiVersion":"v1","kind":"ConfigMap","name":"shop-event-bus-kept"}}`)
	equal(t, "topic", at(o["ConfigMap/shop-event-bus-kept"], "data"), `{"bootstrap.servers":"k1.example.com:9092,k2.example.com:9092","default.topic.partitions":"10","default.topic.replication.factor":"3","default.topic.config.retention.ms":"172800000"}`)
	equal(t, "topic in order", at(o["ConfigMap/shop-event-bus-ordered"], "data"), `{"bootstrap.servers":"k1.example.com:9092,k2.example.com:9092","default.topic.partitions":"1","default.topic.replication.factor":"3"}`)
	equal(t, "order", at(o["Trigger/shop-function-f.b"], "metadata/annotations"), `{"kafka.eventing.knative.dev/delivery.order":"ordered"}`)
	equal(t, "no order", at(o["Trigger/shop-function-f.a"], "metadata/annotations"), ``)
	if got := env(o["Deployment/shop-function-f"], container); !strings.Contains(got, "ESPC_EVENT_BUS_KEPT_URL=http://kafka-broker-ingress.knative-eventing.svc.cluster.local/shop-prod/shop-event-bus-kept\n") {
		t.Error(got)
	}
}

func TestASubscriptionIsATrigger(t *testing.T) {
	specs := map[string]string{}
	for name, o := range lowered(t, eventTopology, oneSource) {
		specs[name] = at(o, "spec")
	}
	equal(t, "a function's", specs["Trigger/shop-function-receipt.paid"], `{"broker":"shop-event-bus-main",`+
		`"filters":[{"exact":{"type":"shop.paid"}},{"exact":{"source":"/shop"}},{"prefix":{"subject":"order/"}}],`+
		`"subscriber":{"ref":{"apiVersion":"v1","kind":"Service","name":"shop-function-receipt"},"uri":"/_espc/on/paid"},`+
		`"delivery":{"retry":2,"backoffPolicy":"exponential","backoffDelay":"PT1S","deadLetterSink":{"ref":{"apiVersion":"eventing.knative.dev/v1alpha1","kind":"EventTransform","name":"shop-event-unpaid"}}}}`)
	equal(t, "a microservice's on another port", specs["Trigger/shop-microservice-ledger.paid-now-"+digest("Paid_now")[:6]], `{"broker":"shop-event-bus-main",`+
		`"filters":[{"exact":{"type":"shop.paid"}},{"exact":{"source":"/shop"}}],`+
		`"subscriber":{"uri":"http://shop-microservice-ledger.shop-default.svc.cluster.local:9000/"},`+
		`"delivery":{"retry":0,"deadLetterSink":{"ref":{"apiVersion":"v1","kind":"Service","name":"shop-function-letters"}}}}`)
	equal(t, "what makes an event of what failed", specs["EventTransform/shop-event-unpaid"],
		`{"jsonata":{"expression":"{ \"specversion\": \"1.0\", \"id\": id & \"/\" & knativeerrordest, \"type\": \"acme.unpaid\", \"source\": \"/acme\", \"time\": $now(), \"datacontenttype\": \"application/json\", \"data\": $ }"},`+
			`"sink":{"ref":{"apiVersion":"eventing.knative.dev/v1","kind":"Broker","name":"shop-event-bus-main"}},"reply":{"discard":true}}`)
}

func TestWhatPublishesIsToldWhere(t *testing.T) {
	o := lowered(t, eventTopology, oneSource)
	const bus = "ESPC_EVENT_BUS_MAIN_URL=http://broker-ingress.knative-eventing.svc.cluster.local/shop-default/shop-event-bus-main"
	if got := env(o["Deployment/shop-function-charge"], container); !strings.Contains(got, bus+"\n"+`ESPC_EVENT_PAID_ROUTE={"bus":"main","type":"shop.paid","source":"/shop"}`+"\n") {
		t.Error(got)
	}
	if got := env(o["Deployment/shop-function-receipt"], container); strings.Contains(got, "ESPC_EVENT") ||
		!strings.Contains(got, `ESPC_FILTERS={"paid":{"data.amount":{"gt":100},"data.state":["new","open"]}}`+"\n") {
		t.Error(got)
	}
	got := env(o["CronJob/shop-schedule-tick"], "spec/jobTemplate/spec/template/spec/containers/0")
	for _, want := range []string{"CE_DATA={\"a\":1}\n", "CE_SOURCE=/acme\n", "CE_TYPE=acme.unpaid\n", "TARGET_URL=" + strings.TrimPrefix(bus, "ESPC_EVENT_BUS_MAIN_URL=")} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestOnlyThePublisherAndTheSubscribersMeetTheMesh(t *testing.T) {
	o := lowered(t, eventTopology, oneSource)
	const mesh = `[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"knative-eventing"}}}]`
	for name, want := range map[string][2]string{
		"function-charge":     {"", `[{"to":` + mesh + `}`},
		"function-receipt":    {`[{"from":` + mesh + `,"ports":[{"port":8080}]}]`, ""},
		"function-letters":    {`[{"from":` + mesh + `,"ports":[{"port":8080}]}]`, ""},
		"microservice-ledger": {`[{"from":` + mesh + `,"ports":[{"port":9000}]}]`, ""},
		"job-seed":            {"", `[{"to":` + mesh + `}`},
		"schedule-tick":       {"", `[{"to":` + mesh + `}`},
	} {
		p := o["NetworkPolicy/shop-"+name]
		equal(t, name+" lets in", at(p, "spec/ingress"), want[0])
		egress, _, _ := strings.Cut(at(p, "spec/egress"), `,{"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"`)
		equal(t, name+" goes out", egress, want[1])
	}
}

func TestNamesOfTriggersAreUniqueAndLegal(t *testing.T) {
	seen := map[string]string{}
	for _, x := range [][2]string{
		{"shop-function-a", "b"}, {"shop-function-a-b", "b"}, {"shop-function-a", "B"}, {"shop-function-a", "_b"}, {"shop-function-a", "b_"}, {"shop-function-a", "___"},
		{"shop-function-a", "b-c"}, {"shop-function-a", "b_c"}, {strings.Repeat("x", maxName), strings.Repeat("l", 60)}, {strings.Repeat("x", maxName), strings.Repeat("l", 61)},
		{"shop-function-a", strings.Repeat("l", 60)},
	} {
		name := triggerName(x[0], x[1])
		if !dnsSubdomain(name) || len(name) > maxTriggerName {
			t.Errorf("%v: %q is no name", x, name)
		}
		if other := seen[name]; other != "" {
			t.Errorf("%v and %s have one name", x, other)
		}
		seen[name] = strings.Join(x[:], ".")
	}
}

// TestTriesFitIntoTheAgeOfAnEvent adds up the waits as Knative computes them: delay*2^n or delay*n, n from 0.
func TestTriesFitIntoTheAgeOfAnEvent(t *testing.T) {
	for _, test := range []struct {
		retries int64
		age     time.Duration
		policy  string
		delay   time.Duration
	}{
		{1, time.Hour, "exponential", time.Second},
		{11, time.Hour, "exponential", time.Second},
		{12, time.Hour, "linear", 54545 * time.Millisecond},
		{185, time.Hour, "linear", 211 * time.Millisecond},
		{1, 500 * time.Millisecond, "linear", 500 * time.Millisecond},
		{185, time.Second, "linear", time.Millisecond},
	} {
		policy, delay := backoff(test.retries, test.age)
		if policy != test.policy || delay != test.delay {
			t.Errorf("%d in %s: %s %s", test.retries, test.age, policy, delay)
		}
		total := time.Duration(0)
		for n := range test.retries {
			if policy == "exponential" {
				total += delay << n
			} else {
				total += delay * time.Duration(n)
			}
		}
		if total > test.age && delay > time.Millisecond {
			t.Errorf("%d in %s: %s", test.retries, test.age, total)
		}
	}
	equal(t, "ISO 8601", isoDuration(1500*time.Millisecond)+" "+isoDuration(time.Second), "PT1.5S PT1S")
}

func TestAKnativeServiceIsReachedThroughKnative(t *testing.T) {
	o := lowered(t, strings.TrimSuffix(eventTopology, "}")+`, "environment": {"x": {"backend": {"kubernetes": {"serving": "knative"}}}}}`, oneSource)
	equal(t, "subscriber", at(o["Trigger/shop-function-receipt.paid"], "spec/subscriber"),
		`{"ref":{"apiVersion":"serving.knative.dev/v1","kind":"Service","name":"shop-function-receipt"},"uri":"/_espc/on/paid"}`)
	policy := at(o["NetworkPolicy/shop-function-receipt"], "spec/ingress")
	if strings.Contains(policy, "knative-eventing") || !strings.Contains(policy, "knative-serving") {
		t.Error(policy)
	}
	if got := env(o["Service/shop-function-receipt"], container); !strings.Contains(got, "ESPC_FILTERS=") {
		t.Error(got)
	}
}

func TestAConditionOnAnAttributeIsATriggersFilter(t *testing.T) {
	for condition, want := range map[string]string{
		`"gold"`:                         `[{"exact":{"tier":"gold"}}]`,
		`["gold", 3, true, 1e2]`:         `[{"any":[{"exact":{"tier":"gold"}},{"exact":{"tier":"3"}},{"exact":{"tier":"true"}},{"exact":{"tier":"100"}}]}]`,
		`["", "gold"]`:                   `[{"exact":{"tier":"gold"}}]`,
		`{"prefix": "g", "suffix": "d"}`: `[{"prefix":{"tier":"g"}},{"suffix":{"tier":"d"}}]`,
		`{"prefix": ""}`:                 `[{"cesql":"EXISTS tier"}]`,
		`{"gt": 2.5}`:                    `[{"cesql":"tier \u003e 2"}]`,
		`{"lt": 2.5}`:                    `[{"cesql":"tier \u003c 3"}]`,
		`{"gt": -2.5, "lt": 1e3}`:        `[{"cesql":"tier \u003e -3"},{"cesql":"tier \u003c 1000"}]`,
		`{"not": "gold"}`:                `[{"not":{"exact":{"tier":"gold"}}},{"cesql":"EXISTS tier"}]`,
		`{"not": ["a", ""]}`:             `[{"not":{"exact":{"tier":"a"}}},{"cesql":"EXISTS tier"}]`,
		`{"not": "gold", "prefix": "g"}`: `[{"prefix":{"tier":"g"}},{"not":{"exact":{"tier":"gold"}}}]`,
		`{"exists": true}`:               `[{"cesql":"EXISTS tier"}]`,
		`{"exists": false}`:              `[{"cesql":"NOT EXISTS tier"}]`,
	} {
		o := lowered(t, `{"topology": {"name": "shop"}, "event_bus": {"main": {}}, "event": {"e": {"bus": "event_bus.main"}, "lost": {"bus": "event_bus.main"}},
		  "function": {"f": {"runtime": "nodejs24", "source": "f", "on": {"x": {"event": "event.e", "dead_letter": "event.lost", "filter": {"tier": `+condition+`}}}}}}`, oneSource)
		got := strings.Replace(at(o["Trigger/shop-function-f.x"], "spec/filters"), `{"exact":{"type":"shop.e"}},{"exact":{"source":"/shop"}},`, "", 1)
		equal(t, condition, strings.NewReplacer(`\u003e`, ">", `\u003c`, "<").Replace(got), strings.NewReplacer(`\u003e`, ">", `\u003c`, "<").Replace(want))
	}
}

func TestWhatABusIsCreatedAsStays(t *testing.T) {
	for _, path := range [][]string{{"spec", "config", "name"}, {"metadata", "annotations", "eventing.knative.dev/broker.class"}} {
		if why, is := (Backend{}).Replaces("eventing.knative.dev/v1/Broker", path); !is || why == "" {
			t.Errorf("%v can be changed", path)
		}
	}
	if _, is := (Backend{}).Replaces("eventing.knative.dev/v1/Trigger", []string{"spec", "filters", "0"}); is {
		t.Error("a Trigger's filters can be changed")
	}
}
