package aws

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"espc.dev/schema"
)

// Longest physical names, by what they name.
const (
	maxFunctionName = 64
	maxRuleName     = 64
	maxBusName      = 256
	maxAPIName      = 128
	maxRegistryName = 64
)

// logicalID returns the logical id of what an entity brings: its name and kind in Pascal case, then the label of a block of
// it, if any, then the role of the resource: ResizeFunction, ResizeFunctionRole, ResizeFunctionUploadedRule.
//
// Two resources never share an id: the last word of an id that is a kind's ends the entity's part, because no role is a
// kind's word and a label that holds one is hashed, as is every name whose words can't be told apart any more.
func logicalID(a schema.Address, label, role string) string {
	id := pascal(a.Name, false) + kindWord(a.Kind)
	if label != "" {
		id += pascal(label, true)
	}
	return id + role
}

// kindWord returns a kind in Pascal case: api_endpoint is ApiEndpoint.
func kindWord(k schema.Kind) string {
	var b strings.Builder
	for part := range strings.SplitSeq(string(k), "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// pascal returns a name in Pascal case, with eight digits of its SHA-256 where another name could give the same.
func pascal(name string, label bool) string {
	var b strings.Builder
	clean := name != "" && len(name) <= 60
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		clean = clean && part[0] >= 'a' && part[0] <= 'z' && strings.ToLower(part) == part && (!label || !kindWords[part])
	}
	out := b.String()
	if strings.Contains(name, "_") || strings.Contains(name, "--") || strings.Trim(name, "-") != name {
		clean = false
	}
	if clean {
		return out
	}
	var ascii strings.Builder
	for i := 0; i < len(out) && ascii.Len() < 60; i++ {
		if alphanumeric(out[i]) {
			ascii.WriteByte(out[i])
		}
	}
	return ascii.String() + "X" + digest(name)[:8]
}

// kindWords are the last words of kinds, in lower case.
var kindWords = func() map[string]bool {
	words := map[string]bool{componentWorkspace: true, componentTopology: true}
	for i := range schema.AllKinds {
		k := string(schema.AllKinds[i].Kind)
		words[k[strings.LastIndexByte(k, '_')+1:]] = true
	}
	return words
}()

// entityOf returns the entity that a logical id belongs to as a person writes it, function.resize, and the role; or the id
// itself where that can't be told.
func entityOf(id string) string {
	best, kind := -1, ""
	for _, k := range idKinds {
		word := kindWord(k)
		i := strings.LastIndex(id, word)
		if i > 0 && (i+len(word) > best+len(kindWord(schema.Kind(kind))) || i+len(word) == best+len(kindWord(schema.Kind(kind))) && i < best) {
			best, kind = i, string(k)
		}
	}
	if best <= 0 || hashed.MatchString(id[:best]) {
		return id
	}
	var name strings.Builder
	for i := range best {
		c := id[i]
		if 'A' <= c && c <= 'Z' {
			if i > 0 {
				name.WriteByte('-')
			}
			c += 'a' - 'A'
		}
		name.WriteByte(c)
	}
	return kind + "." + name.String()
}

// hashed matches the part of an id that stands for a name which can't be read from it.
var hashed = regexp.MustCompile(`X[0-9a-f]{8}$`)

var idKinds = func() []schema.Kind {
	kinds := []schema.Kind{componentWorkspace}
	for i := range schema.AllKinds {
		kinds = append(kinds, schema.AllKinds[i].Kind)
	}
	return kinds
}()

// shorten returns a name of at most n characters: of a longer one its start, a hyphen, and the first six hexadecimal digits
// of its SHA-256.
func shorten(full string, n int) string {
	if len(full) <= n {
		return full
	}
	return full[:n-7] + "-" + digest(full)[:6]
}

// digest returns the SHA-256 of a text in lower-case hexadecimal.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// variable returns the name of an environment variable that espc sets: ESPC_<KIND>_<NAME>_<PART>.
func variable(a schema.Address, part string) string {
	return "ESPC_" + strings.ToUpper(strings.ReplaceAll(string(a.Kind)+"_"+a.Name, "-", "_")) + "_" + part
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
