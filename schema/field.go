package schema

import "espc.dev/schema/tree"

// Type says what a field holds.
type Type uint8

// Types of fields. The Go type behind each is in its comment.
const (
	TypeString    Type = iota // Value[string]
	TypeInt                   // Value[int64]
	TypeBool                  // Value[bool]
	TypeMemory                // Value[Memory]
	TypeCPU                   // Value[CPU]
	TypeDuration              // Value[time.Duration]
	TypeRate                  // Value[Rate]
	TypeQuota                 // Value[Quota]
	TypeRef                   // Value[Address]
	TypeAny                   // Value[*tree.Node]
	TypeStrings               // List[string]
	TypeRefs                  // List[Address]
	TypeStringMap             // Map[string]
	TypeAnyMap                // Map[*tree.Node]
	TypeTextMap               // Map[Text]: as(env) allows endpoint values, as(text) does not
	TypeFilters               // []*Filter
	TypeBlock                 // *B: an object
	TypeBlocks                // []*B: labelled blocks, a map by label
	TypeObjects               // []*B: a list of objects
	TypeRoute                 // Value[Address] for a reference, []*SplitTarget for blocks
	TypeSteps                 // []*Step: labelled blocks in order under step, or a list under steps
)

// FieldInfo describes one field of a kind or block, as its .cue file authors it.
type FieldInfo struct {
	Name, Doc string
	Type      Type
	Required  bool
	// Always is set on a block that exists with its defaults though nobody writes it.
	Always bool
	// Default is the default's node, nil without one. DefaultDoc says a default that depends on other fields.
	Default    *tree.Node
	DefaultDoc string
	// Enum lists the allowed values of a string or of a list's or map's strings.
	Enum []string
	// Min and Max bound an integer, both inclusive, where Bounded.
	Bounded  bool
	Min, Max int64
	// Format names what a string, or each string of a list, is parsed as.
	Format string
	// Label names what the keys of a map or the labels of blocks are.
	Label string
	// Refs are the kinds a reference may lead to, and Edge the class of the edge. On TypeBlocks they are about the label.
	Refs []Kind
	Edge EdgeClass
	// Self allows a reference to the entity itself (a tree of models, say).
	Self bool
	// BlockName is the definition of a block's fields; Block looks it up.
	BlockName string
	// Ptr returns a pointer to the field in its struct: *Value[string] and so on, by Type; nil for blocks.
	Ptr func(owner any) any
	// Add makes a new block, puts it into its struct and returns it; for TypeBlock, TypeBlocks, TypeObjects, TypeSteps, and for
	// TypeRoute its split.
	Add func(owner any, b Block) any
}

// BlockInfo describes a kind or block.
type BlockInfo struct {
	Name, Doc string
	Fields    []FieldInfo
	// Open allows fields that are not listed (a module's variables).
	Open bool
}

// Field returns the field with a name, or nil.
func (b *BlockInfo) Field(name string) *FieldInfo {
	for i := range b.Fields {
		if b.Fields[i].Name == name {
			return &b.Fields[i]
		}
	}
	return nil
}

// Block returns the description of a block field's fields, and nil for other types. It is looked up by name because
// blocks nest in themselves (a step holds branches that hold steps).
func (f *FieldInfo) Block() *BlockInfo { return lookupBlock(f.BlockName) }

// KindInfo describes a kind of entity.
type KindInfo struct {
	Kind Kind
	BlockInfo
	// New makes an entity of the kind and puts it into Kinds.
	New func(k *Kinds, m Meta) Entity
}

// LookupKind returns a kind's description, or nil.
func LookupKind(k Kind) *KindInfo {
	for i := range AllKinds {
		if AllKinds[i].Kind == k {
			return &AllKinds[i]
		}
	}
	return nil
}

func def(field string, n *tree.Node) *tree.Node {
	return n.With(&tree.Origin{How: tree.Default, Rule: field})
}
