package kubernetes

import (
	"strconv"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// redisImage holds consumers' records and what limits count. 7.2 is the last line under the BSD licence.
const (
	redisImage = "redis:7.2.7-alpine"
	redisPort  = 6379
	redisData  = "data"
)

var (
	redisPortNode = ruled(ruleGatewayStore, tree.NewInt(redisPort))
	// redisUser and redisGroup are those that the image's files belong to.
	redisUser  = ruled(ruleGatewayStore, tree.NewInt(999))
	redisGroup = ruled(ruleGatewayStore, tree.NewInt(1000))
	// redisCommand appends every change to a file, so that a restart loses no consumer and no quota; when memory is short,
	// counters that end soonest go first and records never.
	redisCommand = ruled(ruleGatewayStore, words(
		"redis-server", "--port", strconv.Itoa(redisPort), "--dir", "/data", "--save", "", "--appendonly", "yes",
		"--protected-mode", "no", "--maxmemory", "96mb", "--maxmemory-policy", "volatile-ttl"))
	redisMemory = ruled(ruleGatewayStore, tree.NewString("128Mi"))
	redisCPU    = ruled(ruleGatewayStore, tree.NewString("50m"))
	redisSize   = ruled(ruleGatewayStore, tree.NewString("1Gi"))
	redisPath   = ruled(ruleGatewayStore, tree.NewString("/data"))
	redisProbes = newProbes(tcpProbe(redisPortNode), nil, nil, tree.Derive(ruleGatewayStore, nil))
	oneReplica  = schema.Value[int64]{V: 1, Node: ruled(ruleGatewayStore, tree.NewInt(1))}
)

// storeName returns the name of a gateway's Redis. It has a component of its own, so that no gateway's can be the same.
func (x *expressGateway) storeName() string { return workloadName(x.r.t.Name, "redis", x.Address.Name) }

// newStore returns the workload of a gateway's Redis.
func (r *render) newStore(x *expressGateway) *workload {
	w := r.newWorkload(x.Address, componentGateway, x.storeName(), x.Node)
	w.ports = []port{{name: "redis", protocol: "tcp", service: redisPortNode, container: redisPortNode, number: redisPort}}
	w.main = true
	w.source = append(w.source, x.consumerAddresses()...)
	w.named()
	return w
}

// redis lowers a gateway's store: one Redis with a claim. It has no password: its policy lets in the gateway and the
// bootstrap job alone.
func (r *render) redis(w *workload) []backends.Object {
	p := &pod{
		image:   ruled(ruleGatewayStore, tree.NewString(redisImage)),
		command: redisCommand,
		memory:  redisMemory, cpu: redisCPU,
		probes: redisProbes,
		user:   redisUser, group: redisGroup, fsGroup: redisGroup,
		readOnly: true, alone: true,
		mounts: []*tree.Node{tree.NewMap(tree.F("name", tree.NewString(redisData)), tree.F("mountPath", redisPath))},
	}
	claim := tree.NewMap(
		tree.F("metadata", tree.NewMap(
			tree.F("name", tree.NewString(redisData)),
			tree.F("labels", r.labels(w.address, w.component, w.name, w.node, false)))),
		tree.F("spec", tree.NewMap(
			tree.F("accessModes", readWriteOnce),
			tree.F("resources", tree.NewMap(tree.F("requests", tree.NewMap(tree.F("storage", redisSize))))))))
	return []backends.Object{
		r.serviceAccount(w), r.networkPolicy(w), r.service(w, w.title),
		r.statefulSet(w, fixedSize(oneReplica), p, w.title, []*tree.Node{claim}),
	}
}
