package backendtest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Topology makes a topology of a JSON document, {topology: …, kind: {name: …}}, by the schema's field tables. It is
// for tests: it checks nothing, knows the few forms of units that they use, and of two equal keys takes the last.
func Topology(t testing.TB, document string) *schema.Topology {
	t.Helper()
	doc := Tree(t, "topology.json", document)
	d := &testDecoder{t: t, topology: &schema.Topology{Name: doc.Get("topology").Get("name").Str()}}
	d.topology.Info = &schema.TopologyInfo{Meta: schema.Meta{Node: doc.Get("topology")}}
	d.block(d.topology.Info, &schema.TopologyBlock, doc.Get("topology"), "")
	for i := range schema.AllKinds {
		info := &schema.AllKinds[i]
		for _, f := range sortedFields(doc.Get(string(info.Kind))) {
			d.from = schema.Address{Kind: info.Kind, Name: f.Key}
			d.block(info.New(&d.topology.Kinds, schema.Meta{Address: d.from, Node: f.Value}), &info.BlockInfo, f.Value, "")
		}
	}
	if len(d.topology.Environments) > 0 {
		d.topology.Environment = d.topology.Environments[0]
	} else {
		n := tree.NewMap().With(&tree.Origin{How: tree.Default, Rule: "environment"})
		d.topology.Environment = &schema.Environment{Meta: schema.Meta{Address: schema.Address{Kind: schema.KindEnvironment, Name: "default"}, Node: n}}
	}
	slices.SortFunc(d.topology.Edges, schema.Edge.Compare)
	d.topology.Index()
	return d.topology
}

// Tree reads one JSON document as a positioned tree.
func Tree(t testing.TB, name, document string) *tree.Node {
	t.Helper()
	p := &jsonParser{t: t, file: diag.NewFile(name, []byte(document))}
	p.decoder = json.NewDecoder(bytes.NewReader(p.file.Data))
	p.decoder.UseNumber()
	return p.value()
}

// Rate reads a rate in the language's form: 10/2m.
func Rate(t testing.TB, text string) schema.Rate {
	t.Helper()
	return (&testDecoder{t: t}).rate(text)
}

// jsonParser reads JSON into a tree whose nodes know where they stand.
type jsonParser struct {
	t       testing.TB
	file    *diag.File
	decoder *json.Decoder
}

func (p *jsonParser) token() (json.Token, *tree.Origin) {
	p.t.Helper()
	token, err := p.decoder.Token()
	if err != nil {
		p.t.Fatalf("the test's topology is no JSON: %v", err)
	}
	end := int32(p.decoder.InputOffset())
	return token, tree.At(diag.Range{File: p.file, Start: end - 1, End: end})
}

func (p *jsonParser) value() *tree.Node {
	p.t.Helper()
	token, at := p.token()
	switch v := token.(type) {
	case json.Delim:
		n := &tree.Node{Kind: tree.List, Origin: at}
		if v == '{' {
			n.Kind = tree.Map
		}
		for p.decoder.More() {
			if v == '[' {
				n.Items = append(n.Items, p.value())
				continue
			}
			key, name := p.token()
			value := p.value()
			value.Origin.Name = name.Range
			n.Fields = append(slices.DeleteFunc(n.Fields, func(f tree.Field) bool { return f.Key == key }), tree.F(key.(string), value))
		}
		p.token()
		return n
	case string:
		return tree.NewString(v).With(at)
	case json.Number:
		return (&tree.Node{Kind: tree.Number, Text: v.String()}).With(at)
	case bool:
		return tree.NewBool(v).With(at)
	}
	return (&tree.Node{}).With(at)
}

func sortedFields(n *tree.Node) []tree.Field {
	if n == nil {
		return nil
	}
	return slices.SortedFunc(slices.Values(n.Fields), func(a, b tree.Field) int { return strings.Compare(a.Key, b.Key) })
}

type testDecoder struct {
	t        testing.TB
	topology *schema.Topology
	from     schema.Address
}

func (d *testDecoder) block(owner any, info *schema.BlockInfo, n *tree.Node, path string) {
	d.t.Helper()
	for _, f := range n.Fields {
		if info.Field(f.Key) == nil && f.Key != "steps" && !info.Open {
			d.t.Fatalf("%s: %s has no field %q", d.from, info.Name, f.Key)
		}
	}
	for i := range info.Fields {
		f := &info.Fields[i]
		value := n.Get(f.Name)
		if f.Type == schema.TypeSteps {
			value = n.Get("steps") // in a list: a JSON object has no order
		}
		if value.IsNull() {
			value = f.Default
		}
		if value == nil && f.Always {
			value = tree.NewMap().With(&tree.Origin{How: tree.Default, Rule: f.Name})
		}
		if value != nil {
			d.field(owner, f, value, path+f.Name)
		}
	}
}

func (d *testDecoder) field(owner any, f *schema.FieldInfo, n *tree.Node, path string) {
	d.t.Helper()
	switch f.Type {
	case schema.TypeBlock:
		d.block(f.Add(owner, schema.Block{Label: f.Name, Node: n}), f.Block(), n, path+".")
		return
	case schema.TypeBlocks:
		d.blocks(owner, f, n, path)
		return
	case schema.TypeRoute:
		if n.Kind == tree.Map {
			d.blocks(owner, f, n, path)
			return
		}
	case schema.TypeObjects, schema.TypeSteps:
		for i, item := range n.Items {
			d.block(f.Add(owner, schema.Block{Node: item}), f.Block(), item, path+"."+strconv.Itoa(i)+".")
		}
		return
	}
	switch v := f.Ptr(owner).(type) {
	case *schema.Value[string]:
		*v = schema.Value[string]{V: n.Text, Node: n}
	case *schema.Value[int64]:
		*v = schema.Value[int64]{V: d.int(n.Text), Node: n}
	case *schema.Value[bool]:
		*v = schema.Value[bool]{V: n.Text == "true", Node: n}
	case *schema.Value[schema.Memory]:
		*v = schema.Value[schema.Memory]{V: schema.Memory(d.scaled(n.Text, map[string]int64{"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30})), Node: n}
	case *schema.Value[schema.CPU]:
		*v = schema.Value[schema.CPU]{V: schema.CPU(d.scaled(n.Text, map[string]int64{"m": 1, "": 1000})), Node: n}
	case *schema.Value[time.Duration]:
		*v = schema.Value[time.Duration]{V: d.duration(n.Text), Node: n}
	case *schema.Value[schema.Rate]:
		*v = schema.Value[schema.Rate]{V: d.rate(n.Text), Node: n}
	case *schema.Value[schema.Quota]:
		count, per, _ := strings.Cut(n.Text, "/")
		*v = schema.Value[schema.Quota]{V: schema.Quota{Requests: d.int(count), Per: per}, Node: n}
	case *schema.Value[*tree.Node]:
		*v = schema.Value[*tree.Node]{V: n, Node: n}
	case *schema.Value[schema.Address]:
		*v = d.reference(f, n, path)
	case *schema.List[schema.Address]:
		v.Node = n
		for i, item := range n.Items {
			v.Items = append(v.Items, d.reference(f, item, path+"."+strconv.Itoa(i)))
		}
	case *schema.List[string]:
		v.Node = n
		for _, item := range n.Items {
			v.Items = append(v.Items, schema.Value[string]{V: item.Text, Node: item})
		}
	case *schema.Map[*tree.Node]:
		v.Node = n
		for _, e := range sortedFields(n) {
			v.Entries = append(v.Entries, schema.Entry[*tree.Node]{Key: e.Key, Value: schema.Value[*tree.Node]{V: e.Value, Node: e.Value}})
		}
	case *schema.Map[string]:
		v.Node = n
		for _, e := range sortedFields(n) {
			v.Entries = append(v.Entries, schema.Entry[string]{Key: e.Key, Value: schema.Value[string]{V: e.Value.Text, Node: e.Value}})
		}
	case *schema.Map[schema.Text]:
		v.Node = n
		for _, e := range sortedFields(n) {
			v.Entries = append(v.Entries, schema.Entry[schema.Text]{Key: e.Key, Value: d.text(e.Value, path+"."+e.Key)})
		}
	case *[]*schema.Filter:
		for _, e := range sortedFields(n) {
			*v = append(*v, testFilter(e))
		}
	default:
		d.t.Fatalf("%s: the test decoder does not know %s", d.from, path)
	}
}

func (d *testDecoder) blocks(owner any, f *schema.FieldInfo, n *tree.Node, path string) {
	d.t.Helper()
	for _, e := range sortedFields(n) {
		if f.Type == schema.TypeBlocks && len(f.Refs) > 0 {
			d.reference(f, tree.NewString(e.Key).With(e.Value.Origin), path+"."+e.Key)
		}
		d.block(f.Add(owner, schema.Block{Label: e.Key, Node: e.Value}), f.Block(), e.Value, path+"."+e.Key+".")
	}
}

func (d *testDecoder) reference(f *schema.FieldInfo, n *tree.Node, path string) schema.Value[schema.Address] {
	d.t.Helper()
	a, ok := schema.ParseAddress(n.Text)
	if !ok {
		d.t.Fatalf("%s: %s is no address: %q", d.from, path, n.Text)
	}
	d.topology.Edges = append(d.topology.Edges, schema.Edge{From: d.from, To: a, Class: f.Edge, Field: path, Node: n})
	return schema.Value[schema.Address]{V: a, Node: n}
}

func (d *testDecoder) text(n *tree.Node, path string) schema.Value[schema.Text] {
	if of := n.Get("of"); of != nil {
		a, _ := schema.ParseAddress(of.Text)
		part := n.Get("part")
		if part == nil {
			part = tree.NewString("url")
		}
		class := schema.EdgeCalls
		if a.Kind == schema.KindGateway {
			class = schema.EdgeAddresses
		}
		d.topology.Edges = append(d.topology.Edges, schema.Edge{From: d.from, To: a, Class: class, Field: path, Node: of})
		return schema.Value[schema.Text]{V: schema.Text{Endpoint: &schema.EndpointValue{
			Of: schema.Value[schema.Address]{V: a, Node: of}, Part: schema.Value[string]{V: part.Text, Node: part}}}, Node: n}
	}
	if a, ok := schema.ParseAddress(n.Text); ok && a.Kind == schema.KindSecret {
		d.topology.Edges = append(d.topology.Edges, schema.Edge{From: d.from, To: a, Class: schema.EdgeReads, Field: path, Node: n})
		return schema.Value[schema.Text]{V: schema.Text{Secret: a}, Node: n}
	}
	if value := n.Get("value"); value != nil {
		return schema.Value[schema.Text]{V: schema.Text{Literal: value.Text}, Node: n}
	}
	return schema.Value[schema.Text]{V: schema.Text{Literal: n.Text}, Node: n}
}

func (d *testDecoder) int(s string) int64 {
	d.t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		d.t.Fatalf("%s: %v", d.from, err)
	}
	return n
}

func (d *testDecoder) scaled(s string, units map[string]int64) int64 {
	d.t.Helper()
	digits := strings.TrimRight(s, "KMGim")
	return d.int(digits) * max(units[s[len(digits):]], 1)
}

func (d *testDecoder) duration(s string) time.Duration {
	d.t.Helper()
	if days, ok := strings.CutSuffix(s, "d"); ok {
		return time.Duration(d.int(days)) * 24 * time.Hour
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		d.t.Fatalf("%s: %v", d.from, err)
	}
	return v
}

func (d *testDecoder) rate(s string) schema.Rate {
	d.t.Helper()
	count, per, _ := strings.Cut(s, "/")
	units := map[string]time.Duration{"s": time.Second, "min": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	if unit, ok := units[per]; ok {
		return schema.Rate{Requests: d.int(count), Per: unit}
	}
	return schema.Rate{Requests: d.int(count), Per: d.duration(per)}
}

func testFilter(e tree.Field) *schema.Filter {
	f := &schema.Filter{Attribute: e.Key, Node: e.Value}
	text := func(key string) schema.Value[string] {
		return schema.Value[string]{V: e.Value.Get(key).Str(), Node: e.Value.Get(key)}
	}
	list := func(n *tree.Node) []*tree.Node {
		if n == nil || n.Kind == tree.List {
			return listOf(n)
		}
		return []*tree.Node{n}
	}
	if e.Value.Kind != tree.Map {
		f.Any = list(e.Value)
		return f
	}
	f.Prefix, f.Suffix, f.Not = text("prefix"), text("suffix"), list(e.Value.Get("not"))
	if n := e.Value.Get("exists"); n != nil {
		f.Exists = schema.Value[bool]{V: n.Text == "true", Node: n}
	}
	f.Gt = schema.Value[*tree.Node]{V: e.Value.Get("gt"), Node: e.Value.Get("gt")}
	f.Lt = schema.Value[*tree.Node]{V: e.Value.Get("lt"), Node: e.Value.Get("lt")}
	return f
}

// listOf returns a list's items, none for what is no list.
func listOf(n *tree.Node) []*tree.Node {
	if n == nil {
		return nil
	}
	return n.Items
}
