package kubernetes

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/backends/internal/loopback"
)

// Rules of derivation: `why` prints them as links of a field's chain of origins.
const (
	ruleName        = "workload-name"
	ruleLabels      = "labels"
	ruleRestricted  = "pod-security-restricted"
	ruleReadOnly    = "read-only-root"
	ruleNoToken     = "no-token"
	ruleNoLinks     = "no-service-links"
	ruleSpread      = "topology-spread"
	ruleQuantity    = "quantity"
	ruleSeconds     = "seconds"
	ruleProbe       = "probe-by-protocol"
	ruleStartup     = "startup-probe"
	ruleChecksum    = "config-checksum"
	ruleRuntime     = "runtime-image"
	rulePort        = "runtime-port"
	rulePortName    = "port-name"
	rulePortEnv     = "port-variable"
	ruleVolume      = "volume-name"
	ruleTimeoutEnv  = "timeout-variable"
	ruleEscape      = "dollar-escape"
	ruleURL         = "callee-url"
	ruleAddress     = "callee-address"
	ruleSecretRef   = "secret-reference"
	ruleSource      = "source-config-map"
	ruleFile        = "file-config-map"
	ruleNoZero      = "no-scale-to-zero"
	ruleScaleCPU    = "scale-on-cpu"
	ruleDisruption  = "disruption-budget"
	ruleDefaultDeny = "default-deny"
	ruleIngress     = "edge-ingress"
	ruleEgress      = "edge-egress"
	ruleDNS         = "dns-egress"
	ruleOutside     = "outside-egress"
	ruleJobName     = "job-name"
	ruleRunOnce     = "run-once"
	ruleAfter       = "after-job"
	ruleInterval    = "interval-as-cron"
	ruleSunday      = "sunday-as-zero"
	ruleCloudEvent  = "schedule-cloudevent"
	ruleEntry       = "source-entry"
	ruleAffinity    = "session-affinity"
	ruleThreads     = "threads-variable"
	ruleDrain       = "drain"
	ruleGrace       = "grace-period"
	ruleVolumeGroup = "volume-group"
	ruleAWS         = "aws-address"
	ruleServing     = "knative-serving"
	ruleRevision    = "revision-name"
	ruleCanary      = "canary"

	ruleBroker      = "broker"
	ruleKafka       = "kafka-topic"
	ruleEventType   = "event-type"
	ruleBusURL      = "bus-url"
	ruleTriggerName = "trigger-name"
	ruleSubscriber  = "subscriber"
	ruleFilter      = "trigger-filter"
	ruleDataFilter  = "data-filter"
	ruleOrder       = "delivery-order"
	ruleBackoff     = "retry-backoff"
	ruleDeadLetter  = "dead-letter"
	ruleDocument    = "document"
	ruleRegistry    = "schema-registry"
	rulePing        = "ping-source"

	ruleFlow  = "integration-flow"
	ruleCamel = "camel-k"

	ruleGatewayConfig    = "gateway-config"
	ruleGatewayPort      = "gateway-port"
	ruleGatewayDoor      = "gateway-door"
	ruleGatewayStore     = "gateway-store"
	ruleGatewayBootstrap = "gateway-consumers"
	rulePublicRoutes     = "public-routes"

	ruleEnvoyMatch      = "envoy-match"
	ruleEnvoyHosts      = "envoy-hosts"
	ruleEnvoyPreflight  = "envoy-preflight"
	ruleEnvoyRewrite    = "envoy-rewrite"
	ruleEnvoyTarget     = "envoy-target"
	ruleEnvoyTimeout    = "envoy-duration"
	ruleEnvoyToken      = "envoy-credential-check"
	ruleEnvoyIdentity   = "envoy-identity"
	ruleEnvoyAllowed    = "envoy-allowed"
	ruleEnvoyCredential = "envoy-credential-form"
	ruleEnvoyLimit      = "envoy-limit"
	ruleEnvoyOrder      = "envoy-order"
	ruleEnvoyPercent    = "percent-escape"
)

// Rules returns the rules by which the backend makes fields: those that origins name, then those that decide what is alike in every object
// of a type.
func (Backend) Rules() []backends.Rule {
	return slices.Concat(derivations(), objectRules(), podRules(), eventRules(), gatewayRules())
}

// derivations are the rules that origins name.
func derivations() []backends.Rule {
	return []backends.Rule{
		{Name: ruleName, Doc: "A workload is named TOPOLOGY-COMPONENT-NAME; over 52 characters, the first 45, a hyphen and six digits of the name's SHA-256.", Inputs: []string{backends.Topology}},
		{Name: ruleLabels, Doc: "Every object says its workload, its topology and the entity that brings it, and has the topology's own labels.", Fields: []string{
			"NetworkPolicy spec.podSelector.matchLabels.*",
		}, Inputs: []string{backends.Topology}},
		{Name: ruleRestricted, Doc: "Every pod meets the Pod Security level restricted: no root, no escalation, no capabilities, the runtime's seccomp profile. The namespace refuses any other."},
		{Name: ruleReadOnly, Doc: "The root file system is read-only in runtime images, and in an image whose entity says with scratch where it writes."},
		{Name: ruleNoToken, Doc: "No pod calls the Kubernetes API, so none has a token for it."},
		{Name: ruleNoLinks, Doc: "Addresses come from edges, so the variables that Kubernetes makes of every Service of the namespace are off."},
		{Name: ruleSpread, Doc: "Replicas are spread over zones and nodes where there are several."},
		{Name: ruleQuantity, Doc: "A quantity is written in its canonical form, as the API server keeps it."},
		{Name: ruleSeconds, Doc: "Kubernetes counts in whole seconds."},
		{Name: ruleProbe, Doc: "Without a health block a pod is probed by its protocol: http and tcp by connection, grpc by grpc. A function is probed by connection, so that probing calls nothing."},
		{Name: ruleStartup, Doc: "A container may take two minutes to start before its liveness counts."},
		{Name: ruleChecksum, Doc: "A digest of the configuration that a pod mounts, so that a change of it rolls the pods.", Digest: true},
		{Name: ruleRuntime, Doc: "The image of the runtime, in the environment's registry."},
		{Name: rulePort, Doc: "Runtime images listen on 8080; their Services on 80."},
		{Name: rulePortName, Doc: "A port has the name of its protocol, or that which the microservice gives it.", Fields: []string{
			"Deployment|StatefulSet|serving.knative.dev/v1/Service **.containers.[].ports.[].name", "v1/Service spec.ports.[].name",
		}},
		{Name: rulePortEnv, Doc: "PORT is the port that a workload listens on."},
		{Name: ruleTimeoutEnv, Doc: "How long a call may take, as functions-framework reads it."},
		{Name: ruleEscape, Doc: "A $ that Kubernetes would expand is doubled, so that the container gets the text as written."},
		{Name: ruleURL, Doc: "What a workload calls is handed to it as ESPC_<KIND>_<NAME>_URL.", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleAddress, Doc: "The part of a callee's address that an endpoint value asks for.", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleSecretRef, Doc: "A secret is a reference to a Secret's key: of a Secret that stands already, or of the one that External Secrets brings."},
		{Name: ruleSource, Doc: "A function's or job's source is mounted from a ConfigMap."},
		{Name: ruleFile, Doc: "Files of a microservice are mounted from a ConfigMap."},
		{Name: ruleNoZero, Doc: "A Deployment does not scale to zero, so at least one replica runs."},
		{Name: ruleScaleCPU, Doc: "Functions scale at 80 percent of the CPU they request."},
		{Name: ruleDisruption, Doc: "Of several replicas one at a time may be evicted."},
		{Name: ruleDefaultDeny, Doc: "What no edge opens is closed: the topology's pods take and make no connection by default.", Fields: []string{
			"NetworkPolicy spec.policyTypes.[]",
		}},
		{Name: ruleIngress, Doc: "An edge opens the callee's port to the caller.", Edge: true},
		{Name: ruleEgress, Doc: "An edge lets the caller out to the callee's port.", Edge: true},
		{Name: ruleDNS, Doc: "A workload that calls something may ask the cluster's DNS: port 53 in kube-system and of NodeLocal DNSCache, 5353 in openshift-dns."},
		{Name: ruleOutside, Doc: "A policy knows no host names: what is outside is opened by its port, and by its address where that is all the URL says."},
		{Name: ruleAWS, Doc: "What is on AWS is known by its ARN or name, in the account and region of the EKS cluster that the environment names."},
		{Name: ruleJobName, Doc: "A job's name carries a digest of its specification, so that a changed job is a new one and an unchanged one is not run again.", Inputs: []string{backends.Topology}, Digest: true},
		{Name: ruleRunOnce, Doc: "A job's pod is not restarted in place; the job makes a new one for each try."},
		{Name: ruleAfter, Doc: "What a job stands before names the job, so that apply waits for it.", Inputs: []string{backends.Topology}, Digest: true},
		{Name: ruleInterval, Doc: "An interval that divides an hour, a day or a week is a cron expression."},
		{Name: ruleSunday, Doc: "Kubernetes writes Sunday as 0."},
		{Name: ruleCloudEvent, Doc: "A schedule posts a CloudEvent of type <topology>.schedule.<name>.", Inputs: []string{backends.Topology}},
		{Name: ruleEntry, Doc: "A source without a command is run by its runtime: node . or python3 main.py."},
		{Name: ruleThreads, Doc: "How many requests one instance of a Python function handles at a time."},
		{Name: ruleDrain, Doc: "A pod behind a Service waits five seconds before it ends, until no request is sent to it any more; not the one replica of a StatefulSet, whose requests no other could take."},
		{Name: ruleGrace, Doc: "A pod has as long to end as its longest request may take, and five seconds each for waiting and to spare; at least Kubernetes' 30."},
		{Name: ruleVolume, Doc: "A volume has the name that the topology gives it; those of espc's own start with espc-.", Fields: []string{
			"Deployment|StatefulSet|Job|CronJob|serving.knative.dev/v1/Service **.spec.volumes.[].name",
			"Deployment|StatefulSet|Job|CronJob|serving.knative.dev/v1/Service **.containers.[].volumeMounts.[].name",
			"StatefulSet spec.volumeClaimTemplates.[].metadata.name",
		}},
		{Name: ruleVolumeGroup, Doc: "Volumes are given to a group that the pod is a member of, so that it can write there: group, else user, else 65532."},
		{Name: ruleDocument, Doc: "A schema, or a document that is made of the topology, is kept in a ConfigMap, which later plans compare with."},
		{Name: ruleRegistry, Doc: "A job loads schemas and API documents into the environment's registry, once per change of them."},
		{Name: ruleAffinity, Doc: "Connections of one client address stay with one replica."},
		{Name: ruleServing, Doc: "What Knative Serving runs is reached from inside the cluster alone: a gateway is the only public door."},
		{Name: ruleRevision, Doc: "A revision is named NAME-DIGEST by eight digits of the SHA-256 of its template and files, so that the same content is the same revision. Its files are in a ConfigMap of that name, which never changes.", Digest: true},
		{Name: ruleCanary, Doc: "A new revision gets canary percent of the requests, and the one before it keeps the rest. Where none stands before it, it gets them all.", Standing: true},
		{Name: ruleBroker, Doc: "A bus is a Broker of Knative Eventing, in channels, or in Kafka where it keeps events or their order. Its class is written, because where events are posted to depends on it."},
		{Name: ruleKafka, Doc: "A bus in Kafka has a topic of 10 partitions, or of one where it keeps the order, each in three copies."},
		{Name: ruleEventType, Doc: "An event is an EventType, by which people find it in the cluster."},
		{Name: ruleBusURL, Doc: "Where a bus takes events, and what its events are: ESPC_EVENT_BUS_<NAME>_URL and ESPC_EVENT_<NAME>_ROUTE.", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleTriggerName, Doc: "A subscription is a Trigger named WORKLOAD.LABEL."},
		{Name: ruleSubscriber, Doc: "Events are delivered to a workload's Service."},
		{Name: ruleFilter, Doc: "A Trigger lets pass what has the event's type and source and meets the conditions on attributes."},
		{Name: ruleDataFilter, Doc: "A Trigger does not see data, so a function's runtime takes the events of a subscription with conditions on data under a path of its own, and answers 204 to those that do not meet them."},
		{Name: ruleOrder, Doc: "Of a bus that keeps the order, an event is delivered when the one before it is done with."},
		{Name: ruleBackoff, Doc: "Tries are 1 s, 2 s, 4 s and so on apart where that fits into max_age; else the waits grow evenly, so that all tries do."},
		{Name: ruleDeadLetter, Doc: "What fails goes to a function as it is, and to an event as that event's data."},
		{Name: rulePing, Doc: "Where Knative serves, a schedule of an event is a PingSource; a transformation gives what it sends the event's type and source."},
		{Name: ruleFlow, Doc: "An integration's steps become routes of Camel in the order written, and its expressions files that they evaluate; or one expression of a transformation of Knative's, where transform steps to one event are all there is."},
		{Name: ruleCamel, Doc: "Camel K builds and runs an integration as a Deployment of two pods, by an Integration that names all it needs. A step that fails is tried again after 1 s, 2 s, 4 s and so on, up to a minute."},
		{Name: loopback.RuleModel, Doc: loopback.RuleModelDoc},
		{Name: loopback.RuleSource, Doc: loopback.RuleSourceDoc},
		{Name: loopback.RuleConfig, Doc: loopback.RuleConfigDoc},
		{Name: documents.RuleOpenAPI, Doc: documents.RuleOpenAPIDoc},
		{Name: documents.RuleAsyncAPI, Doc: documents.RuleAsyncAPIDoc},
		{Name: documents.RuleModel, Doc: documents.RuleModelDoc},
		{Name: ruleGatewayConfig, Doc: "A gateway's endpoints become routes and pipelines of Express Gateway, the most specific first.", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleGatewayPort, Doc: "A gateway's Service listens on 80, or on 443 where the gateway has the certificate itself."},
		{Name: ruleGatewayDoor, Doc: "expose and allow_from say how a gateway is reached: by an Ingress, a load balancer, or from inside the cluster."},
		{Name: ruleGatewayStore, Doc: "A gateway with consumers has a Redis of its own, which holds them and what limits count."},
		{Name: ruleGatewayBootstrap, Doc: "A job brings a gateway's consumers into its store, once per change of them."},
		{Name: rulePublicRoutes, Doc: "The routes that a gateway opens to the outside, for the plan's section on what widens."},
		{Name: ruleEnvoyMatch, Doc: "An endpoint's paths are exact ones and expressions, so made that a proxy of Envoy Gateway chooses the route that the language does."},
		{Name: ruleEnvoyHosts, Doc: "A route is in the virtual host of each host that it covers: a proxy looks into the most specific one alone."},
		{Name: ruleEnvoyPreflight, Doc: "A browser's preflight belongs to the endpoint of the method that it asks for."},
		{Name: ruleEnvoyRewrite, Doc: "strip_path, rewrite and the path of a service's URL are one replacement of the start of the path."},
		{Name: ruleEnvoyTarget, Doc: "An endpoint leads to the Service of what runs its target, or to the Backend of a service outside."},
		{Name: ruleEnvoyTimeout, Doc: "The Gateway API writes durations in hours, minutes, seconds and milliseconds; 0s is no limit."},
		{Name: ruleEnvoyToken, Doc: "Keys of tokens are kept for five minutes; an authorizer has five seconds to answer."},
		{Name: ruleEnvoyIdentity, Doc: "Who calls is in the header eg-consumer-id, from the credential alone: a client's own is dropped."},
		{Name: ruleEnvoyAllowed, Doc: "What a credential has to allow: the endpoint, its scopes, and the networks of allow_from. All else is denied."},
		{Name: ruleEnvoyCredential, Doc: "External Secrets makes the form of a credential that Envoy Gateway reads."},
		{Name: ruleEnvoyLimit, Doc: "A rate is a number of requests in a second, a minute, an hour or a day; a quota one in a day, week or month."},
		{Name: ruleEnvoyPercent, Doc: "A % that a proxy would take for the start of a variable is doubled, so that the header has the text as written."},
		{Name: ruleEnvoyOrder, Doc: "Limits of what is known without a credential come before the credential is checked."},
	}
}
