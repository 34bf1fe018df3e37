package decode

import (
	"slices"
	"strings"

	"espc.dev/compiler/decode/format"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// scan refuses secrets in the strings of a tree that can be told by themselves: private keys, well-known tokens, URLs with
// a password.
func (d *decoder) scan(n *tree.Node) {
	switch n.Kind {
	case tree.String:
		if what := format.Secret(n.Text); what != "" {
			d.literalSecret(n, what)
		}
	case tree.List:
		for _, item := range n.Items {
			d.scan(item)
		}
	case tree.Map:
		for i := range n.Fields {
			d.scan(n.Fields[i].Value)
		}
	}
}

// free refuses secrets in what users name themselves (variables, options, defaults): what stands under DB_PASSWORD is a
// password.
func (d *decoder) free(n *tree.Node, name string) {
	switch n.Kind {
	case tree.String:
		if n.Ref || d.secretAddress(n.Text) || format.Secret(n.Text) != "" || d.address.Kind == schema.KindSchema {
			return
		}
		what := format.SecretField(name, n.Text)
		if what == "" {
			what = format.SecretText(n.Text)
		}
		if what != "" {
			d.literalSecret(n, what)
		}
	case tree.List:
		for _, item := range n.Items {
			d.free(item, name)
		}
	case tree.Map:
		for _, e := range n.Fields {
			d.free(e.Value, e.Key)
		}
	}
}

// argument refuses secrets in a command line: --password=… and TOKEN=…, or … after --password.
func (d *decoder) argument(f *schema.FieldInfo, before, n *tree.Node) {
	if f.Format != "" || len(f.Enum) > 0 || format.Secret(n.Text) != "" {
		return
	}
	name, value, found := strings.Cut(strings.TrimLeft(n.Text, "-"), "=")
	if before != nil && strings.HasPrefix(before.Text, "--") && !strings.HasPrefix(n.Text, "-") {
		name, value, found = before.Text[2:], n.Text, true
	}
	what := ""
	if found && !strings.ContainsAny(name, " =\t\n") {
		what = format.SecretField(name, value)
	}
	if what == "" {
		what = format.SecretText(n.Text) // a shell's command line
	}
	if what != "" {
		d.literalSecret(n, what)
	}
}

// file refuses secrets in the text of a file that a service is given.
func (d *decoder) file(n *tree.Node) {
	if format.Secret(n.Text) != "" {
		return
	}
	if what := format.SecretText(n.Text); what != "" {
		d.literalSecret(n, what)
	}
}

func (d *decoder) literalSecret(n *tree.Node, what string) {
	d.hide(n)
	if d.hidden[n.Range()] && !n.Range().IsZero() {
		return // an override is seen where it is written and where it is merged
	}
	d.hidden[n.Range()] = true
	d.report(diag.LiteralSecret.At(n.Range(), "%s in plain text", what).
		WithFix(`put it into the secret store, declare secret "NAME" { key = "…" }, and write secret.NAME here, or in env where this takes text alone`))
}

// hideMisplaced hides what may be a secret in a field that does not exist: any value of a secret, what was meant for a
// reference to one, and what stands under a name that speaks of one.
func (d *decoder) hideMisplaced(info *schema.BlockInfo, e *tree.Field) {
	meant := info.Field(nearest.Of(e.Key, fieldSeq(info)))
	reference := meant != nil && meant.Type == schema.TypeRef && slices.Contains(meant.Refs, schema.KindSecret)
	if d.address.Kind == schema.KindSecret || reference || format.SecretName(e.Key) {
		d.hideAll(e.Value)
	}
}

// hideAll hides every text and number in a tree; a reference is no secret.
func (d *decoder) hideAll(n *tree.Node) {
	switch {
	case n.Kind == tree.String && !n.Ref || n.Kind == tree.Number:
		d.hide(n)
	case n.Kind == tree.List || n.Kind == tree.Map:
		for _, item := range n.Items {
			d.hideAll(item)
		}
		for _, f := range n.Fields {
			d.hideAll(f.Value)
		}
	}
}

// hide keeps a node's text out of every message, wherever along its way it was written.
func (d *decoder) hide(n *tree.Node) {
	for o := n.Origin; o != nil; o = o.From {
		if !o.Range.IsZero() {
			o.Range.File.Hide(int(o.Range.Start), int(o.Range.End))
		}
	}
}
