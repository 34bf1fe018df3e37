package hcl

import (
	"strings"

	"espc.dev/schema/tree"

	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func startsWith(c *call) *tree.Node { return c.compare(strings.HasPrefix) }

func endsWith(c *call) *tree.Node { return c.compare(strings.HasSuffix) }

func strContains(c *call) *tree.Node { return c.compare(strings.Contains) }

func (c *call) compare(f func(s, part string) bool) *tree.Node {
	s, ok := c.str(0)
	if !ok {
		return nil
	}
	part, ok := c.str(1)
	if !ok {
		return nil
	}
	return c.newBool(f(s, part))
}

// format and formatlist are cty's, with bounds on how much text they make.
func format(c *call) *tree.Node {
	if !c.boundedFormat(1) {
		return nil
	}
	return general(stdlib.FormatFunc)(c)
}

func formatList(c *call) *tree.Node {
	rounds := 1
	for _, arg := range c.args {
		rounds = max(rounds, len(arg.Items))
	}
	if !c.boundedFormat(rounds) {
		return nil
	}
	return general(stdlib.FormatListFunc)(c)
}

// boundedFormat refuses widths and precisions of more than 4 digits, and too much text.
func (c *call) boundedFormat(rounds int) bool {
	spec, ok := c.str(0)
	if !ok {
		if c.args[0].Kind == tree.List { // formatlist's own matter
			return true
		}
		return false
	}
	width, ok := formatWidth(spec)
	if !ok {
		c.failArg(0, "a width or precision has at most 4 digits")
		return false
	}
	total := len(spec) + width
	for _, arg := range c.args[1:] {
		total += len(arg.Text)
		for _, item := range arg.Items {
			total += len(item.Text) / rounds
		}
	}
	return c.writes(total, rounds)
}

// formatWidth adds up the widths and precisions of a format's verbs; ok is false for one of more than 4 digits.
func formatWidth(spec string) (total int, ok bool) {
	for {
		_, verb, found := strings.Cut(spec, "%")
		if !found {
			return total, true
		}
		n := 0
		for verb != "" && strings.IndexByte(" +-#.[]0123456789", verb[0]) >= 0 {
			if n *= 10; verb[0] < '0' || verb[0] > '9' {
				n = 0
			} else if n += int(verb[0] - '0'); n > 9999 {
				return 0, false
			}
			total += n // the digits before the last count too: an upper bound
			verb = verb[1:]
		}
		spec = strings.TrimPrefix(verb, "%")
	}
}

// writes counts text that a function is about to make: n bytes, so many times.
func (c *call) writes(n, times int) bool {
	if times > 0 && n > maxText/times {
		n, times = maxText+1, 1
	}
	return c.write(n*times, c.at)
}

func join(c *call) *tree.Node {
	separator, ok := c.str(0)
	if !ok {
		return nil
	}
	list, ok := c.list(1)
	if !ok || !c.writes(len(separator), len(list)) {
		return nil
	}
	var b strings.Builder
	for i, item := range list {
		if i > 0 {
			b.WriteString(separator)
		}
		if item.Ref && len(list) == 1 {
			return c.same(item)
		}
		if !c.interpolate(&b, item, c.e.Args[len(c.e.Args)-1].Range(), c.at) {
			return nil
		}
	}
	return c.newText(b.String())
}

// replace replaces text, or what matches a regular expression between slashes, as terraform's does.
func replace(c *call) *tree.Node {
	s, ok := c.str(0)
	if !ok {
		return nil
	}
	old, ok := c.str(1)
	if !ok {
		return nil
	}
	with, ok := c.str(2)
	if !ok || !c.writes(len(with)+1, len(s)+1) {
		return nil
	}
	if len(old) > 1 && old[0] == '/' && old[len(old)-1] == '/' {
		pattern := c.node(tree.String)
		pattern.Text = old[1 : len(old)-1]
		c.args[1] = pattern
		if !c.writes(len(s), strings.Count(with, "$")*(len(s)+1)) {
			return nil
		}
		return general(stdlib.RegexReplaceFunc)(c)
	}
	return general(stdlib.ReplaceFunc)(c)
}

func indent(c *call) *tree.Node {
	n, ok := c.integer(0)
	if !ok {
		return nil
	}
	s, ok := c.str(1)
	switch {
	case !ok:
		return nil
	case n < 0:
		return c.failArg(0, "an indent is not negative")
	case !c.writes(n, strings.Count(s, "\n")):
		return nil
	}
	return general(stdlib.IndentFunc)(c)
}
