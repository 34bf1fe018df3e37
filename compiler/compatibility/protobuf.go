package compatibility

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/reporter"
	"google.golang.org/protobuf/reflect/protoreflect"

	"espc.dev/schema/diag"
)

// protobufs compares Protocol Buffers by what they look like on the wire: fields by their numbers.
// https://protobuf.dev/programming-guides/proto3/#updating
func protobufs(before, after *diag.File, forward bool) ([]Break, error) {
	w, err := parseProto(before)
	if err != nil {
		return nil, err
	}
	r, err := parseProto(after)
	if err != nil {
		return nil, err
	}
	c := &protoComparison{before: w, after: r, forward: forward}
	if forward {
		w, r = r, w
	}
	c.messages(w.Messages(), r.Messages(), r)
	c.enums(w.Enums(), r.Enums(), r)
	// A service is called by its clients: they are the ones who have to go on.
	c.services(w.Services(), r.Services(), r)
	return c.breaks, nil
}

// parseProto compiles a file that imports nothing but what comes with Protocol Buffers.
func parseProto(file *diag.File) (protoreflect.FileDescriptor, error) {
	// A ProtoError says what, and where.
	const name = "schema.proto"
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
			Accessor: protocompile.SourceAccessorFromMap(map[string]string{name: string(file.Data)}),
		}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(context.Background(), name)
	var placed reporter.ErrorWithPos
	switch {
	case errors.As(err, &placed):
		at := placed.GetPosition()
		return nil, &ProtoError{Line: at.Line, Column: at.Col, Reason: placed.Unwrap().Error()}
	case err != nil:
		return nil, &ProtoError{Line: 1, Column: 1, Reason: strings.ReplaceAll(err.Error(), name, "the schema")}
	}
	return files[0], nil
}

// ProtoError says what is wrong in a schema of Protocol Buffers, and at which line and column, counted from 1.
type ProtoError struct {
	Line, Column int
	Reason       string
}

// Error returns the reason.
func (e *ProtoError) Error() string { return e.Reason }

// CheckProto returns what is wrong in a schema of Protocol Buffers, nil where nothing is.
func CheckProto(file *diag.File) *ProtoError {
	_, err := parseProto(file)
	var bad *ProtoError
	errors.As(err, &bad)
	return bad
}

type protoComparison struct {
	before, after protoreflect.FileDescriptor
	forward       bool
	breaks        []Break
}

// add reports a break at the new version's descriptor, w being the writer's and r the reader's.
func (c *protoComparison) add(w, r protoreflect.Descriptor, format string, args ...any) {
	at := r
	if c.forward {
		at = w
	}
	b := Break{Pointer: string(at.FullName()), Reason: fmt.Sprintf(format, args...)}
	if b.Pointer == "" {
		b.Pointer = "the file"
	}
	if file := at.ParentFile(); file != nil && !isFile(at) {
		if location := file.SourceLocations().ByDescriptor(at); location.Path != nil {
			b.Line, b.Column = location.StartLine+1, location.StartColumn+1
		}
	}
	for _, have := range c.breaks {
		if have == b {
			return
		}
	}
	c.breaks = append(c.breaks, b)
}

func isFile(d protoreflect.Descriptor) bool {
	_, ok := d.(protoreflect.FileDescriptor)
	return ok
}

func (c *protoComparison) said(w, r protoreflect.Descriptor, backward, forward string) {
	if c.forward {
		backward = forward
	}
	c.add(w, r, "%s", backward)
}

func (c *protoComparison) changed(w, r protoreflect.Descriptor, old, now string) {
	if c.forward {
		old, now = now, old
	}
	c.add(w, r, "was %s and is %s", old, now)
}

func (c *protoComparison) messages(w, r protoreflect.MessageDescriptors, parent protoreflect.Descriptor) {
	for i := range w.Len() {
		old := w.Get(i)
		now := r.ByName(old.Name())
		if now == nil {
			if !old.IsMapEntry() {
				c.said(old, parent, fmt.Sprintf("has no message %s any more", old.FullName()), "is a message that there was not")
			}
			continue
		}
		c.message(old, now)
	}
}

func (c *protoComparison) message(w, r protoreflect.MessageDescriptor) {
	for i := range r.Fields().Len() {
		now := r.Fields().Get(i)
		old := w.Fields().ByNumber(now.Number())
		if old != nil {
			c.field(old, now)
		} else if now.Cardinality() == protoreflect.Required {
			c.said(w, now, "is required, and was not there", fmt.Sprintf("lacks the field %s, which was required", now.Name()))
		}
	}
	c.oneofs(w, r)
	c.messages(w.Messages(), r.Messages(), r)
	c.enums(w.Enums(), r.Enums(), r)
}

// oneofs reports fields that may have been written together and share a oneof now.
func (c *protoComparison) oneofs(w, r protoreflect.MessageDescriptor) {
	for i := range r.Oneofs().Len() {
		one := r.Oneofs().Get(i)
		if one.IsSynthetic() {
			continue
		}
		var first protoreflect.FieldDescriptor
		for j := range one.Fields().Len() {
			old := w.Fields().ByNumber(one.Fields().Get(j).Number())
			switch {
			case old == nil:
			case first == nil:
				first = old
			case old.ContainingOneof() == nil || old.ContainingOneof() != first.ContainingOneof():
				c.said(first, one, fmt.Sprintf("has fields of which only one counts, and %s and %s could both be set", first.Name(), old.Name()),
					fmt.Sprintf("may be set beside %s, and only one of them counted", old.Name()))
			}
		}
	}
}

func (c *protoComparison) field(w, r protoreflect.FieldDescriptor) {
	old, now := wireType(w), wireType(r)
	switch {
	case w.Cardinality() == protoreflect.Repeated != (r.Cardinality() == protoreflect.Repeated) || w.IsMap() != r.IsMap():
		c.changed(w, r, cardinality(w), cardinality(r))
	case old != now:
		c.changed(w, r, typeName(w), typeName(r))
	case w.Kind() == protoreflect.BytesKind && r.Kind() == protoreflect.StringKind:
		c.changed(w, r, "bytes", "string") // bytes need not be UTF-8
	case w.IsMap():
		c.field(w.MapKey(), r.MapKey())
		c.field(w.MapValue(), r.MapValue())
	case r.Cardinality() == protoreflect.Required && w.Cardinality() != protoreflect.Required:
		c.said(w, r, "is required now, and was not", "was required, and is not any more")
	}
}

func cardinality(f protoreflect.FieldDescriptor) string {
	switch {
	case f.IsMap():
		return "a map"
	case f.Cardinality() == protoreflect.Repeated:
		return "repeated"
	}
	return "single"
}

// wireType is what a field looks like on the wire: fields of one look alike, and read each other.
func wireType(f protoreflect.FieldDescriptor) string {
	switch f.Kind() {
	case protoreflect.Int32Kind, protoreflect.Int64Kind, protoreflect.Uint32Kind, protoreflect.Uint64Kind, protoreflect.BoolKind, protoreflect.EnumKind:
		return "varint"
	case protoreflect.Sint32Kind, protoreflect.Sint64Kind:
		return "zigzag"
	case protoreflect.Fixed32Kind, protoreflect.Sfixed32Kind:
		return "fixed32"
	case protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind:
		return "fixed64"
	case protoreflect.StringKind, protoreflect.BytesKind:
		return "bytes"
	case protoreflect.MessageKind, protoreflect.GroupKind:
		if f.IsMap() {
			return "map"
		}
		return f.Kind().String() + " " + string(f.Message().FullName())
	}
	return f.Kind().String()
}

func typeName(f protoreflect.FieldDescriptor) string {
	switch {
	case f.Message() != nil:
		return "message " + string(f.Message().FullName())
	case f.Enum() != nil:
		return "enum " + string(f.Enum().FullName())
	}
	return f.Kind().String()
}

// enums reports values that a reader does not know; one of proto3 keeps them all the same.
func (c *protoComparison) enums(w, r protoreflect.EnumDescriptors, parent protoreflect.Descriptor) {
	for i := range w.Len() {
		old := w.Get(i)
		now := r.ByName(old.Name())
		if now == nil {
			c.said(old, parent, fmt.Sprintf("has no enum %s any more", old.FullName()), "is an enum that there was not")
			continue
		}
		if !now.IsClosed() {
			continue
		}
		for j := range old.Values().Len() {
			value := old.Values().Get(j)
			if now.Values().ByNumber(value.Number()) == nil {
				c.said(value, now, fmt.Sprintf("no longer has the value %s", value.Name()), "is a value that there was not")
			}
		}
	}
}

func (c *protoComparison) services(w, r protoreflect.ServiceDescriptors, parent protoreflect.Descriptor) {
	for i := range w.Len() {
		old := w.Get(i)
		now := r.ByName(old.Name())
		if now == nil {
			c.said(old, parent, fmt.Sprintf("has no service %s any more", old.FullName()), "is a service that there was not")
			continue
		}
		for j := range old.Methods().Len() {
			was := old.Methods().Get(j)
			is := now.Methods().ByName(was.Name())
			if is == nil {
				c.said(was, now, fmt.Sprintf("has no method %s any more", was.Name()), "is a method that there was not")
				continue
			}
			if a, b := signature(was), signature(is); a != b {
				c.changed(was, is, a, b)
			}
		}
	}
}

func signature(m protoreflect.MethodDescriptor) string {
	stream := func(on bool) string {
		if on {
			return "stream "
		}
		return ""
	}
	return fmt.Sprintf("(%s%s) returns (%s%s)", stream(m.IsStreamingClient()), m.Input().FullName(), stream(m.IsStreamingServer()), m.Output().FullName())
}
