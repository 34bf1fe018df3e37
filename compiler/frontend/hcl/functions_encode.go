package hcl

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// text applies a function to the text of the one argument.
func (c *call) text(f func(s string) string) *tree.Node {
	s, ok := c.str(0)
	if !ok || !c.write(len(s), c.at) {
		return nil
	}
	return c.newText(f(s))
}

func base64Encode(c *call) *tree.Node {
	return c.text(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) })
}

func base64Decode(c *call) *tree.Node {
	s, ok := c.str(0)
	if !ok {
		return nil
	}
	data, err := base64.StdEncoding.DecodeString(s)
	switch {
	case err != nil:
		return c.failArg(0, "the text is not base64")
	case !utf8.Valid(data) || strings.IndexByte(string(data), 0) >= 0:
		return c.failArg(0, "what the base64 stands for is no text")
	}
	return c.newText(string(data))
}

func urlEncode(c *call) *tree.Node { return c.text(url.QueryEscape) }

func md5Hex(c *call) *tree.Node {
	return c.text(func(s string) string { d := md5.Sum([]byte(s)); return hex.EncodeToString(d[:]) })
}

func sha1Hex(c *call) *tree.Node {
	return c.text(func(s string) string { d := sha1.Sum([]byte(s)); return hex.EncodeToString(d[:]) })
}

func sha256Hex(c *call) *tree.Node {
	return c.text(func(s string) string { d := sha256.Sum256([]byte(s)); return hex.EncodeToString(d[:]) })
}

func sha512Hex(c *call) *tree.Node {
	return c.text(func(s string) string { d := sha512.Sum512([]byte(s)); return hex.EncodeToString(d[:]) })
}

func base64SHA256(c *call) *tree.Node {
	return c.text(func(s string) string { d := sha256.Sum256([]byte(s)); return base64.StdEncoding.EncodeToString(d[:]) })
}

func base64SHA512(c *call) *tree.Node {
	return c.text(func(s string) string { d := sha512.Sum512([]byte(s)); return base64.StdEncoding.EncodeToString(d[:]) })
}

func jsonEncode(c *call) *tree.Node {
	return c.encode(func(n *tree.Node) []byte { return tree.AppendJSON(nil, n, "") })
}

func yamlEncode(c *call) *tree.Node {
	return c.encode(func(n *tree.Node) []byte { return tree.AppendYAML(nil, n) })
}

// encode writes a value as text. A reference can't be a part of it.
func (c *call) encode(f func(n *tree.Node) []byte) *tree.Node {
	left := maxValues
	if !fits(c.args[0], &left, maxLevels) {
		return c.failArg(0, "%s of more than 200,000 values, or of values nested more than 500 deep", c.e.Name)
	}
	if ref := firstRef(c.args[0]); ref != nil {
		c.report(c.referenceInText(ref.Text, c.file.at(c.e.Args[0].Range())))
		return nil
	}
	data := f(c.args[0])
	if !c.write(len(data), c.at) {
		return nil
	}
	return c.newText(string(data))
}

func firstRef(n *tree.Node) *tree.Node {
	if n.Ref {
		return n
	}
	for _, item := range n.Items {
		if ref := firstRef(item); ref != nil {
			return ref
		}
	}
	for _, f := range n.Fields {
		if ref := firstRef(f.Value); ref != nil {
			return ref
		}
	}
	return nil
}

func jsonDecode(c *call) *tree.Node {
	s, ok := c.str(0)
	if !ok {
		return nil
	}
	if frontend.CheckDepth(diag.NewFile("", []byte(s)), frontend.LexisJSON) != nil || !c.step(strings.Count(s, ","), c.at) {
		return c.failArg(0, "the JSON nests too deeply, or is too large")
	}
	if !json.Valid([]byte(s)) {
		return c.failArg(0, "the text is no JSON")
	}
	return general(stdlib.JSONDecodeFunc)(c)
}
