package kubernetes

import (
	"bytes"
	"strings"

	"espc.dev/schema/tree"
)

// Express Gateway replaces ${NAME} by an environment variable in the text of its configuration, before it reads the
// YAML, and evaluates the values of headers as JavaScript. Nothing that a person writes may be taken for either.

// dollar stands for the $ of a person's ${ until the YAML is written. It is a noncharacter of Unicode, which no text
// holds, and is always escaped.
const dollar = "\ufffe"

// plainText returns a person's text for the configuration, safe from replacement once expressYAML has written it.
func plainText(s string) *tree.Node {
	return tree.NewString(strings.ReplaceAll(s, "${", dollar+"{"))
}

// expressYAML writes a part of the configuration. The $ of plainText becomes an escape that YAML reads after Express
// Gateway has replaced its variables.
func expressYAML(n *tree.Node) string {
	text := tree.AppendYAML(nil, n)
	escaped := []byte(`\ufffe`)
	for i := 0; ; {
		at := bytes.Index(text[i:], escaped)
		if at < 0 {
			return string(text)
		}
		at += i
		i = at + len(escaped)
		if backslashes(text[:at])%2 == 0 {
			copy(text[at:], `\u0024`)
		}
	}
}

// backslashes counts those that a text ends in: before an escape, their number is even.
func backslashes(text []byte) int {
	return len(text) - len(bytes.TrimRight(text, `\`))
}

// javaScript returns a text as a JavaScript string literal that is also JSON and has no $ in it, so that it is neither
// evaluated nor replaced.
func javaScript(s string) *tree.Node {
	quoted := string(tree.AppendJSON(nil, tree.NewString(s), ""))
	return tree.NewString(strings.ReplaceAll(quoted, "$", `\u0024`))
}
