package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// eachSubscription calls f for every subscription of functions and microservices.
func (c *checker) eachSubscription(f func(of schema.Address, s *schema.Subscription)) {
	for _, fn := range c.t.Functions {
		for _, s := range fn.On {
			f(fn.Address, s)
		}
	}
	for _, m := range c.t.Microservices {
		for _, s := range m.On {
			f(m.Address, s)
		}
	}
}

// eachUse calls f for every use of a table, bucket or queue.
func (c *checker) eachUse(f func(of schema.Address, u *schema.Use)) {
	c.eachWorkload(func(a schema.Address, w *schema.Workload, _ *tree.Node) {
		for _, u := range w.Uses {
			f(a, u)
		}
	})
}

// eachWorkload calls f for every function, microservice and job.
func (c *checker) eachWorkload(f func(a schema.Address, w *schema.Workload, n *tree.Node)) {
	for _, x := range c.t.Functions {
		f(x.Address, &x.Workload, x.Node)
	}
	for _, x := range c.t.Microservices {
		f(x.Address, &x.Workload, x.Node)
	}
	for _, x := range c.t.Jobs {
		f(x.Address, &x.Workload, x.Node)
	}
}
