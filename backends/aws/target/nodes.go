package target

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// treeDocs is a template as the documents of its file.
func treeDocs(n *tree.Node) []*tree.Node { return []*tree.Node{n} }

// resourcesOf are the resources of a template.
func resourcesOf(n *tree.Node) []tree.Field {
	if r := n.Get("Resources"); r != nil && r.Kind == tree.Map {
		return r.Fields
	}
	return nil
}

// fieldsOf are the entries of a map.
func fieldsOf(n *tree.Node) []tree.Field {
	if n == nil || n.Kind != tree.Map {
		return nil
	}
	return n.Fields
}

func compareStrings(a, b *string) int { return strings.Compare(aws.ToString(a), aws.ToString(b)) }

// find returns the object with a type, logical id and template, or nil.
func find(objects []backends.Object, file, typ, name string) *backends.Object {
	for i := range objects {
		o := &objects[i]
		if o.Address.Name == name && o.Address.Type == typ && o.File == file {
			return o
		}
	}
	return nil
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
