package decode

import (
	"math"
	"strconv"
	"strings"
	"time"

	"espc.dev/compiler/decode/format"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// scalar decodes a single value. One that is wrong is reported and counts as the field's default.
func (d *decoder) scalar(owner any, info *schema.BlockInfo, f *schema.FieldInfo, n *tree.Node) {
	switch p := f.Ptr(owner).(type) {
	case *schema.Value[string]:
		set(f, n, p, d.text)
	case *schema.Value[int64]:
		set(f, n, p, d.integer)
	case *schema.Value[bool]:
		set(f, n, p, d.boolean)
	case *schema.Value[schema.Memory]:
		set(f, n, p, d.memory)
	case *schema.Value[schema.CPU]:
		set(f, n, p, d.cpu)
	case *schema.Value[time.Duration]:
		if mayBeZero(info.Name + "." + f.Name) {
			set(f, n, p, d.duration)
		} else {
			set(f, n, p, d.someTime)
		}
	case *schema.Value[schema.Rate]:
		set(f, n, p, d.rate)
	case *schema.Value[schema.Quota]:
		set(f, n, p, d.quota)
	}
}

// set decodes a value into p. After an error the value is the default's, under the node as written.
func set[T any](f *schema.FieldInfo, n *tree.Node, p *schema.Value[T], parse func(*schema.FieldInfo, *tree.Node) (T, *tree.Node, bool)) {
	v, node, ok := parse(f, n)
	if !ok && f.Default != nil && n != f.Default {
		v, _, _ = parse(f, f.Default)
	}
	*p = schema.Value[T]{V: v, Node: node}
}

// text decodes a string: an enum's word, a format, or any text.
func (d *decoder) text(f *schema.FieldInfo, n *tree.Node) (string, *tree.Node, bool) {
	if n.Kind != tree.String || n.Ref {
		d.wrongType(f, n)
		return "", n, false
	}
	if !d.allowed(f, n) {
		return "", n, false
	}
	if f.Name == "inline" {
		d.file(n)
	}
	return n.Text, n, true
}

// allowed checks a string's enum and format.
func (d *decoder) allowed(f *schema.FieldInfo, n *tree.Node) bool {
	if len(f.Enum) > 0 {
		for _, word := range f.Enum {
			if word == n.Text {
				return true
			}
		}
		d.notAllowed(f, n)
		return false
	}
	if check := format.Of(f.Format); check != nil && format.Secret(n.Text) == "" { // a secret is reported as such, once
		if p := check(n.Text); p != nil {
			d.problem(p, n)
			return p.Code.Severity() != diag.Error
		}
		if isPath(f.Format) && !d.staysInside(n) {
			return false
		}
	}
	return true
}

func isPath(name string) bool {
	return name == "file" || name == "folder" || name == "overlay"
}

// staysInside reports whether a relative path stays in the topology's folder, and says so where it does not.
func (d *decoder) staysInside(n *tree.Node) bool {
	p := schema.SourcePath(schema.Value[string]{V: n.Text, Node: n})
	if p != ".." && !strings.HasPrefix(p, "../") {
		return true
	}
	d.report(diag.BadFilePath.At(n.Range(), "%s leaves the topology's folder", quote(n.Text)).
		WithFix("move it into the topology's folder and name it from there"))
	return false
}

// integer decodes a whole number within the field's bounds. However it is spelled (1e3, 2.0) its node becomes plain.
func (d *decoder) integer(f *schema.FieldInfo, n *tree.Node) (int64, *tree.Node, bool) {
	if n.Kind != tree.Number {
		d.wrongType(f, n)
		return 0, n, false
	}
	v, err := strconv.ParseInt(n.Text, 10, 64)
	if err != nil {
		x, err := strconv.ParseFloat(n.Text, 64)
		switch {
		case err == nil && x != math.Trunc(x):
			d.report(diag.NotInteger.At(n.Range(), "%s takes a whole number, not %s", f.Name, n.Text).WithFix("write %s", nearInteger(f, x)))
			return 0, n, false
		case err != nil || math.Abs(x) > 1<<53:
			d.outOfRange(f, n)
			return 0, n, false
		}
		v = int64(x)
		plain := *n
		plain.Text = strconv.FormatInt(v, 10)
		n = &plain
	}
	if f.Bounded && (v < f.Min || v > f.Max) {
		d.outOfRange(f, n)
		return 0, n, false
	}
	return v, n, true
}

func nearInteger(f *schema.FieldInfo, x float64) string {
	v := math.Ceil(x)
	if f.Bounded {
		v = min(max(v, float64(f.Min)), float64(f.Max))
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (d *decoder) boolean(f *schema.FieldInfo, n *tree.Node) (value bool, node *tree.Node, ok bool) {
	if n.Kind != tree.Bool {
		d.wrongType(f, n)
		return false, n, false
	}
	return n.Text == "true", n, true
}

func (d *decoder) memory(f *schema.FieldInfo, n *tree.Node) (schema.Memory, *tree.Node, bool) {
	v, ok := unit(d, f, n, format.Memory)
	return schema.Memory(v), n, ok
}

func (d *decoder) cpu(f *schema.FieldInfo, n *tree.Node) (schema.CPU, *tree.Node, bool) {
	v, ok := unit(d, f, n, format.CPU)
	return schema.CPU(v), n, ok
}

func (d *decoder) duration(f *schema.FieldInfo, n *tree.Node) (time.Duration, *tree.Node, bool) {
	v, ok := unit(d, f, n, format.Duration)
	return v, n, ok
}

// someTime decodes a duration that is above 0.
func (d *decoder) someTime(f *schema.FieldInfo, n *tree.Node) (time.Duration, *tree.Node, bool) {
	v, ok := unit(d, f, n, format.Duration)
	if ok && v == 0 {
		d.report(diag.OutOfRange.At(n.Range(), "%s is above 0", f.Name).WithFix("write a duration such as %s", example(f)))
		return 0, n, false
	}
	return v, n, ok
}

func (d *decoder) rate(f *schema.FieldInfo, n *tree.Node) (schema.Rate, *tree.Node, bool) {
	v, ok := unit(d, f, n, func(s string) (schema.Rate, *format.Problem) {
		requests, per, p := format.Rate(s)
		return schema.Rate{Requests: requests, Per: per}, p
	})
	return v, n, ok
}

func (d *decoder) quota(f *schema.FieldInfo, n *tree.Node) (schema.Quota, *tree.Node, bool) {
	v, ok := unit(d, f, n, func(s string) (schema.Quota, *format.Problem) {
		requests, per, p := format.Quota(s)
		return schema.Quota{Requests: requests, Per: per}, p
	})
	return v, n, ok
}

// unit parses a string with a unit. A bare number is told which form it needs.
func unit[T any](d *decoder, f *schema.FieldInfo, n *tree.Node, parse func(string) (T, *format.Problem)) (v T, ok bool) {
	switch {
	case n.Kind == tree.Number:
		fix := "write it with its unit, such as " + example(f)
		if _, p := parse(n.Text); p != nil {
			fix = p.Fix
		} else if f.Type == schema.TypeCPU {
			fix = "write " + strconv.Quote(n.Text)
		}
		d.report(diag.NoUnit.At(n.Range(), "%s takes %s, not the number %s", f.Name, takes(f), n.Text).WithFix("%s", fix))
		return v, false
	case n.Kind != tree.String || n.Ref:
		d.wrongType(f, n)
		return v, false
	}
	v, p := parse(n.Text)
	if p != nil {
		d.problem(p, n)
		return v, false
	}
	return v, true
}

// mayBeZero reports whether a duration of 0 means something. A timeout or a period of nothing does not.
func mayBeZero(field string) bool {
	switch field {
	case "EventBus.retention", "Cors.max_age", "Health.delay", "Batch.window", "Queue.visibility":
		return true
	}
	return false
}
