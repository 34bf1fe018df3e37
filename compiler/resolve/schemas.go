package resolve

import (
	"espc.dev/compiler/compatibility"
	"espc.dev/compiler/internal/jsonschema"
	"espc.dev/compiler/internal/jsontree"
	"espc.dev/compiler/internal/schemafile"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// schemas reports schemas that come from nowhere or from two places, and those that are not valid in their language as far
// as it can be told: JSON Schema keyword by keyword, of the others what makes them one.
func (c *checker) schemas() {
	for _, s := range c.t.Schemas {
		c.exactlyOne(s.Address, s.Node, s.Address.String(), choice{"file", s.File.Node}, choice{"inline", s.Inline.Node})
		if s.Inline.IsSet() {
			c.schema(s, s.Inline.V, s.Inline.Node.Range())
		}
		src := c.t.Source(s.File)
		switch {
		case s.Format.V == "protobuf":
			c.protobuf(s, src)
		case s.File.IsSet() && src != nil && len(src.Files) == 1 && schemafile.Language(src.Path) != "":
			c.schemaFile(s, src)
		}
	}
}

// schemaFile checks a schema in a JSON or YAML file; its diagnostics are at places of that file.
func (c *checker) schemaFile(s *schema.Schema, src *schema.Source) {
	n := src.Tree
	if n == nil {
		var bad *jsontree.Error
		if n, bad = schemafile.Parse(diag.NewFile(src.Path, src.Files[0].Data)); bad != nil {
			c.report(s.Address, diag.BadSchema.At(bad.Range, "the schema of %s is no %s: %s", s.Address, schemafile.Language(src.Path), bad.Reason).
				WithRelated(s.File.Node.Range(), "named here").WithFix("correct the file"))
			return
		}
	}
	c.schema(s, n, s.File.Node.Range())
}

// protobuf reports what is wrong in a schema of Protocol Buffers.
func (c *checker) protobuf(s *schema.Schema, src *schema.Source) {
	fix := "correct it; a schema imports nothing but what comes with Protocol Buffers"
	switch {
	case s.Inline.IsSet() && s.Inline.V.Kind == tree.String:
		if bad := compatibility.CheckProto(diag.NewFile("", []byte(s.Inline.V.Text))); bad != nil {
			c.report(s.Address, diag.BadSchema.At(s.Inline.Node.Range(), "line %d of %s: %s", bad.Line, s.Address, bad.Reason).WithFix("%s", fix))
		}
	case s.File.IsSet() && src != nil && len(src.Files) == 1:
		file := diag.NewFile(src.Path, src.Files[0].Data)
		if bad := compatibility.CheckProto(file); bad != nil {
			at := int32(file.Offset(bad.Line, bad.Column))
			c.report(s.Address, diag.BadSchema.At(diag.Range{File: file, Start: at, End: at}, "the schema of %s is no Protocol Buffers: %s", s.Address, bad.Reason).
				WithRelated(s.File.Node.Range(), "named here").WithFix("%s", fix))
		}
	}
}

func (c *checker) schema(s *schema.Schema, n *tree.Node, named diag.Range) {
	wants := tree.Map
	if s.Format.V == "protobuf" {
		wants = tree.String
	}
	switch {
	case s.Format.V == "":
		return
	case s.Format.V == "avro" && (n.Kind == tree.List || n.Kind == tree.String):
		c.document(s, n, named) // a union, or a name
		return
	case s.Format.V == "jsonschema" && n.Kind == tree.Bool:
		return // everything, or nothing
	case n.Kind != wants:
		c.report(s.Address, diag.BadSchema.At(n.Range(), "a schema of format %s is %s, not %s", s.Format.V, wants, n.Kind).
			WithFix("write it as %s, or say its format", wants))
		return
	}
	switch s.Format.V {
	case "jsonschema":
		c.jsonSchema(s, n, named)
	case "avro":
		if c.marked(s, n, "type") {
			c.document(s, n, named)
		}
	case "openapi", "asyncapi":
		if c.marked(s, n, s.Format.V) {
			c.document(s, n, named)
		}
	}
}

// document reports what is wrong in a schema that the comparison of versions reads as well.
func (c *checker) document(s *schema.Schema, n *tree.Node, named diag.Range) {
	for _, p := range compatibility.CheckDocument(s.Format.V, n) {
		d := diag.BadSchema.At(p.Node.Range(), "%s of %s: %s", p.Pointer, s.Address, p.Reason).WithFix("%s", p.Fix)
		if named.File != nil && p.Node.Range().File != named.File {
			d = d.WithRelated(named, "named here")
		}
		c.report(s.Address, d)
	}
}

func (c *checker) jsonSchema(s *schema.Schema, n *tree.Node, named diag.Range) {
	for _, p := range jsonschema.Check(n) {
		code, fix := diag.BadSchema, "correct the keyword at "+p.Pointer
		if p.Reference {
			code, fix = diag.SchemaReference, "refer to a part of this schema, such as #/$defs/NAME"
		}
		d := code.At(p.Node.Range(), "%s of %s: %s", p.Pointer, s.Address, p.Reason).WithFix("%s", fix)
		if named.File != nil && p.Node.Range().File != named.File {
			d = d.WithRelated(named, "named here")
		}
		c.report(s.Address, d)
	}
}

// marked reports a document that lacks the field by which its language is known, and whether it has it.
func (c *checker) marked(s *schema.Schema, n *tree.Node, field string) bool {
	missing := n.Get(field).IsNull()
	if missing {
		c.report(s.Address, diag.BadSchema.At(n.Range(), "#/%s is missing: without it %s is no %s schema", field, s.Address, s.Format.V).
			WithFix("add %s, or say its format", field))
	}
	return !missing
}
