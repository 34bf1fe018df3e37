package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// functions reports functions that are called in two ways, or in another one than they say. A source is written to one
// signature; an image that is called in both ways has to say which one it speaks.
func (c *checker) functions() {
	for _, f := range c.t.Functions {
		events, requests := c.t.Leads(f)
		switch {
		case len(events) > 0 && len(requests) > 0:
			if !f.Image.IsSet() || !f.Signature.IsSet() {
				c.mixed(f, events[0], requests[0])
			}
		case f.Image.IsSet() || !f.Signature.IsSet():
		case f.Signature.V == schema.SignatureHTTP && len(events) > 0:
			c.contradicted(f, events[0], "CloudEvents are delivered to it")
		case f.Signature.V == schema.SignatureCloudEvent && len(requests) > 0:
			c.contradicted(f, requests[0], "HTTP requests lead to it")
		}
	}
}

func (c *checker) mixed(f *schema.Function, event, request schema.Edge) {
	fix := "split it into a function for each"
	if f.Image.IsSet() {
		fix = `write signature = "http" or "cloudevent" for what the image speaks, or split it into a function for each`
	}
	c.report(f.Address, diag.MixedSignature.At(key(f.Node), "both HTTP requests and CloudEvents lead to %s", f.Address).
		WithRelated(request.Node.Range(), "HTTP requests from here").
		WithRelated(event.Node.Range(), "CloudEvents from here").
		WithFix("%s", fix))
}

func (c *checker) contradicted(f *schema.Function, lead schema.Edge, what string) {
	c.report(f.Address, diag.MixedSignature.At(f.Signature.Node.Range(), "%s has the signature %s, and %s", f.Address, f.Signature.V, what).
		WithRelated(lead.Node.Range(), "from here").WithFix("leave signature out, or split the function"))
}
