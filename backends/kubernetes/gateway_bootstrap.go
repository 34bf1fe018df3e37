package kubernetes

import (
	"strconv"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

const (
	consumersFile   = "consumers.json"
	consumersVolume = "espc-consumers"
)

var (
	consumersPath     = ruled(ruleRuntime, tree.NewString("/app/consumers"))
	bootstrapCommand  = ruled(ruleRuntime, words("node", "--no-deprecation", "bootstrap.js"))
	bootstrapMemory   = ruled(ruleGatewayBootstrap, tree.NewString("128Mi"))
	bootstrapCPU      = ruled(ruleGatewayBootstrap, tree.NewString("50m"))
	bootstrapTries    = ruled(ruleGatewayBootstrap, tree.NewInt(6))
	bootstrapDeadline = ruled(ruleGatewayBootstrap, tree.NewInt(600))
)

// newBootstrap returns the workload of the job that brings a gateway's consumers into its store.
func (r *render) newBootstrap(x *expressGateway) *workload {
	w := r.newWorkload(x.Address, componentGateway, workloadName(r.t.Name, "consumers", x.Address.Name), x.Node)
	w.source = append(w.source, x.consumerAddresses()...)
	w.named()
	return w
}

func (x *expressGateway) consumerAddresses() []schema.Address {
	out := make([]schema.Address, len(x.consumers))
	for i, c := range x.consumers {
		out[i] = c.Address
	}
	return out
}

// bootstrapJob lowers that job. Running it again changes nothing, and consumers that are gone from its file go from the
// store as well. Its name carries a digest, so that it runs for each change of the consumers.
func (r *render) bootstrapJob(x *expressGateway) []backends.Object {
	w := x.bootstrap
	origin := tree.DeriveFrom(ruleGatewayBootstrap, x.consumerNodes()...)
	text := string(append(tree.AppendJSON(nil, x.consumersFile(), "  "), '\n'))
	c := config{data: tree.NewMap(tree.F(consumersFile, tree.NewString(text).With(origin)))}
	env := func(name, value string) variableNode {
		return variableNode{name, tree.F("value", derived(ruleGatewayStore, x.Node, value)), x.Node}
	}
	p := &pod{
		image:   r.runtimeImage(gatewayRuntime, x.Node),
		command: bootstrapCommand,
		memory:  bootstrapMemory, cpu: bootstrapCPU,
		runtime: true, once: true, deadline: bootstrapDeadline,
		checksum: c.checksum(x.consumers[0].Node),
		volumes:  []*tree.Node{c.volume(consumersVolume, w.title)},
		mounts:   []*tree.Node{mount(consumersVolume, consumersPath, nil)},
		env: append(r.secretEnvironment(x.credentials()),
			env("REDIS_HOST", x.storeName()), env("REDIS_PORT", strconv.Itoa(redisPort))),
	}
	specification := tree.NewMap(tree.F("backoffLimit", bootstrapTries), tree.F("template", r.template(w, p)))
	sum := digest(string(tree.AppendJSON(nil, specification, "")))
	return []backends.Object{
		r.serviceAccount(w), r.networkPolicy(w), r.configMap(w, c, nil),
		r.object(&w.owner, jobType, meta{name: derived(ruleJobName, w.node, w.name+"-"+sum[:8])}, tree.F("spec", specification)),
	}
}
