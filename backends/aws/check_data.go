package aws

import (
	"strings"
	"time"

	"espc.dev/backends/documents"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

func (c *checker) queue(q *schema.Queue) {
	c.wholeSeconds(q.Visibility, 0, 12*time.Hour, diag.NotOnSQS, q.Address)
	c.wholeSeconds(q.Retention, time.Minute, maxQueueAge, diag.NotOnSQS, q.Address)
	if to := schema.Find[schema.Queue](c.t, q.DeadLetter.V); to != nil && to.Fifo.V != q.Fifo.V {
		c.report(diag.NotOnSQS.At(q.DeadLetter.Node.Range(), "the dead letter of a FIFO queue is a FIFO queue, and of no other").
			WithFix("write the same fifo in both queues"), q.Address)
	}
}

func (c *checker) table(t *schema.Table) {
	known := map[string]schema.Value[string]{}
	declare := func(key, sort schema.Value[string]) {
		for _, v := range []schema.Value[string]{key, sort} {
			name, _, _ := strings.Cut(v.V, ":")
			if !v.IsSet() {
				continue
			}
			if other, ok := known[name]; ok && other.V != v.V {
				c.report(diag.TableKeys.At(v.Node.Range(), "%s has another type elsewhere in %s", name, t.Address).
					WithFix("write %q in both places", other.V).WithRelated(other.Node.Range(), "the other place"), t.Address)
			}
			known[name] = v
		}
		if k, _, _ := strings.Cut(key.V, ":"); sort.IsSet() && strings.HasPrefix(sort.V, k+":") {
			c.report(diag.TableKeys.At(sort.Node.Range(), "the sort key is the key itself").WithFix("name another field"), t.Address)
		}
	}
	declare(t.Key, t.SortKey)
	for _, i := range t.Index {
		if len(i.Label) < 3 || len(i.Label) > 255 {
			c.report(diag.TableKeys.At(i.Node.Origin.KeyPlace(), "the name of an index has 3 to 255 characters").WithFix("write another name"), t.Address)
		}
		declare(i.Key, i.SortKey)
	}
	if len(t.Index) > 20 {
		c.report(diag.TableKeys.At(t.Index[20].Node.Origin.KeyPlace(), "a table has at most 20 indexes").WithFix("leave some out"), t.Address)
	}
}

func (c *checker) bucket(b *schema.Bucket) {
	for _, n := range b.Notify {
		e := schema.Find[schema.Event](c.t, n.Event.V)
		if e == nil {
			continue
		}
		if bus := schema.Find[schema.EventBus](c.t, e.Bus.V); bus != nil && bus.Existing.V != existingDefault {
			c.report(diag.BucketEvent.At(n.Event.Node.Range(), "S3 sends to the account's default bus, and %s travels on another", e.Address).
				WithFix("give it a bus with existing = %q", existingDefault), b.Address)
			continue
		}
		typ, source := c.t.EventType(e).V, c.t.EventSource(e).V
		removed := typ == typeRemoved && n.On.V != "created"
		if source != sourceS3 || typ != notifyType(n) && !removed {
			c.report(diag.BucketEvent.At(n.Event.Node.Range(), "S3 sends %q of source %s, and %s is declared otherwise", notifyType(n), sourceS3, e.Address).
				WithFix("write type = %q and source = %q in %s", notifyType(n), sourceS3, e.Address), b.Address)
		}
	}
}

func (c *checker) schema(s *schema.Schema) {
	if schemaTypes[s.Format.V] == "" {
		c.report(diag.NotInRegistry.At(s.Format.Node.Range(), "the registry takes no %s", s.Format.V).
			WithFix("write it as jsonschema or openapi, or place it on Kubernetes"), s.Address)
	}
	if n := len(c.schemaContent(s, documents.Declared(c.t, s)).Text); n > maxSchema {
		c.report(diag.NotInRegistry.At(s.Node.Origin.KeyPlace(), "%s is %d characters, and the registry takes %d", s.Address, n, maxSchema).
			WithFix("split it, or leave out what it does not need"), s.Address)
	}
}

// secret reports a name that a dynamic reference would misread.
func (c *checker) secret(s *schema.Secret) {
	if strings.Contains(s.Key.V, ":") && !strings.HasPrefix(s.Key.V, "arn:") {
		c.report(diag.SecretReference.At(s.Key.Node.Range(), "a name with a colon can't be told from a reference's other parts").
			WithFix("name the secret without one, or write its ARN"), s.Address)
	}
	if strings.ContainsAny(s.Property.V, ":{}") {
		c.report(diag.SecretReference.At(s.Property.Node.Range(), "a key with a colon or a brace can't stand in a reference").
			WithFix("keep the value under another key"), s.Address)
	}
}
