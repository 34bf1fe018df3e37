package hcl

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// syntax translates what the parser reports about a piece of the file: one problem a line, since the others on it follow
// from the first, or from a character that can't stand there.
func (f *file) syntax(body *hclsyntax.Body, problems hcl.Diagnostics) diag.List {
	problems = slices.Clone(problems)
	slices.SortStableFunc(problems, func(a, b *hcl.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Subject.Start.Line, b.Subject.Start.Line), rank(a)-rank(b), cmp.Compare(a.Subject.Start.Byte, b.Subject.Start.Byte))
	})
	var ds diag.List
	line := 0
	for _, p := range problems {
		if p.Subject.Start.Line == line {
			continue
		}
		line = p.Subject.Start.Line
		ds = append(ds, f.syntaxError(body, p))
		if slices.Contains(derailing, p.Summary) {
			break
		}
	}
	return ds
}

// derailing are problems after which text and code are read the wrong way round.
var derailing = []string{"Invalid multi-line string", "Unterminated template string", "Unclosed template interpolation sequence"}

// rank puts what the scanner found before what the parser made of it.
func rank(p *hcl.Diagnostic) int {
	switch p.Summary {
	case "Invalid character", "Unsupported operator", "Unclosed template interpolation sequence":
		return 0
	case "Invalid multi-line string":
		return 1
	}
	return 2
}

func (f *file) syntaxError(body *hclsyntax.Body, p *hcl.Diagnostic) diag.Diagnostic {
	at := f.at(*p.Subject)
	if strings.TrimLeft(f.text[at.Start:at.End], "\r\n") == "" {
		at.End = at.Start // a missing rest of the line
	}
	switch p.Summary {
	case "Attribute redefined":
		return f.redefined(body, at)
	case "Unclosed configuration block":
		return f.unclosedBlock(body, at)
	case "Invalid multi-line string":
		return f.brokenString(at)
	case "Unterminated template string":
		return f.unclosedText(p, at)
	case "Argument or block definition required":
		return f.noItem(at)
	case "Missing expression":
		if open, ok := frontend.Unclosed(f.File, frontend.LexisHCL, len(f.Data)); ok {
			return f.unclosedBracket(open)
		}
	case "Missing item separator", "Missing attribute separator", "Missing argument separator":
		if open, ok := frontend.Unclosed(f.File, frontend.LexisHCL, int(at.Start)); ok && f.wrongCloser(open, at) {
			return f.unclosedBracket(open).WithRelated(at, "this can't stand in it")
		}
	case "Unbalanced parentheses":
		if p.Context != nil {
			return f.unclosedBracket(p.Context.Start.Byte)
		}
	case "Invalid character":
		if d, ok := f.strayCharacter(at); ok {
			return d
		}
	case "Invalid argument name":
		if name, _, ok := strings.Cut(f.text[at.End:], `"`); ok && hclsyntax.ValidIdentifier(name) {
			at.End += int32(len(name)) + 1
			return diag.Syntax.At(at, "a field's name is written without quotes").WithFix("write %s = …", name)
		}
	}
	for _, m := range messages {
		if m.summary == p.Summary && strings.Contains(p.Detail, m.detail) {
			return diag.Syntax.At(at, "%s", m.says).WithFix("%s", m.fix)
		}
	}
	return untranslated(p, at)
}

// untranslated makes the best of a message that has no translation, in case the parser has a new one.
func untranslated(p *hcl.Diagnostic, at diag.Range) diag.Diagnostic {
	sentence, fix, _ := strings.Cut(p.Detail, ". ")
	if sentence == "" {
		sentence = p.Summary
	}
	if fix = strings.TrimSpace(strings.ReplaceAll(fix, "\n", " ")); fix == "" {
		fix = "correct what stands here or just before"
	}
	sentence = strings.TrimSuffix(strings.ReplaceAll(sentence, "\n", " "), ".")
	return diag.Syntax.At(at, "%s", strings.ToLower(sentence[:1])+sentence[1:]).WithFix("%s", strings.TrimSuffix(fix, "."))
}

// redefined finds the first of two attributes of one name: in the innermost body around the second.
func (f *file) redefined(body *hclsyntax.Body, at diag.Range) diag.Diagnostic {
	name := f.text[at.Start:at.End]
	d := diag.DuplicateKey.At(at, "%s is set twice", name).WithFix("rename or remove one of the two")
	for inner := body; inner != nil; {
		body = inner
		inner = nil
		for _, b := range body.Blocks {
			if b.Body != nil && b.OpenBraceRange.Start.Byte < int(at.Start) && int(at.Start) < b.Body.SrcRange.End.Byte {
				inner = b.Body
			}
		}
	}
	if body != nil && body.Attributes[name] != nil {
		d = d.WithRelated(f.at(body.Attributes[name].NameRange), "first set here")
	}
	return d
}

// unclosedBlock finds the block whose brace is missing. The parser names the outermost one that is open at the end; if a
// block inside of it ends at another column than it starts, the brace that is missing is its own.
func (f *file) unclosedBlock(body *hclsyntax.Body, at diag.Range) diag.Diagnostic {
	opener := at
	if outer := blockAt(body, int(at.Start)); outer != nil {
		opener = f.at(outer.TypeRange)
		if inner := misaligned(outer.Body); inner != nil {
			return diag.Syntax.At(f.at(inner.TypeRange), "the block %s that starts here is never closed", inner.Type).
				WithRelated(f.at(inner.CloseBraceRange), "this brace closes it, but stands where it closes another").
				WithFix("close it with } on a line of its own")
		}
		opener.End = f.at(outer.OpenBraceRange).End
		return diag.Syntax.At(opener, "the block %s that starts here is never closed", outer.Type).WithFix("close it with } on a line of its own")
	}
	return diag.Syntax.At(opener, "the block that starts here is never closed").WithFix("close it with } on a line of its own")
}

func blockAt(body *hclsyntax.Body, brace int) *hclsyntax.Block {
	if body == nil {
		return nil
	}
	for _, b := range body.Blocks {
		if b.OpenBraceRange.Start.Byte == brace {
			return b
		}
		if found := blockAt(b.Body, brace); found != nil {
			return found
		}
	}
	return nil
}

func misaligned(body *hclsyntax.Body) *hclsyntax.Block {
	if body == nil {
		return nil
	}
	for _, b := range body.Blocks {
		if found := misaligned(b.Body); found != nil {
			return found
		}
		if b.CloseBraceRange.Start.Line > b.TypeRange.Start.Line && b.CloseBraceRange.Start.Column < b.TypeRange.Start.Column {
			return b
		}
	}
	return nil
}

// brokenString is a quoted string with a line's end in it: its closing quote is missing.
func (f *file) brokenString(at diag.Range) diag.Diagnostic {
	start := strings.LastIndexByte(f.text[:at.Start], '\n') + 1
	open := -1
	for i := start; i < int(at.Start); i++ {
		switch {
		case f.text[i] == '\\' && open >= 0:
			i++
		case f.text[i] == '"' && open >= 0:
			open = -1
		case f.text[i] == '"':
			open = i
		}
	}
	if open >= 0 {
		at = diag.Range{File: f.File, Start: int32(open), End: at.Start}
	}
	return diag.Syntax.At(at, "the string that starts here is not closed on its line").
		WithFix(`close it with "; for text of several lines write <<-EOT, the lines, and EOT on a line of its own`)
}

// unclosedText is a string or heredoc that goes on to the end of the file.
func (f *file) unclosedText(p *hcl.Diagnostic, at diag.Range) diag.Diagnostic {
	if p.Context != nil {
		start := p.Context.Start.Byte
		before := f.text[:start]
		if i := strings.LastIndex(before, "<<"); strings.HasSuffix(before, "\n") && i >= 0 {
			marker := strings.TrimLeft(strings.TrimSpace(before[i:]), "<-")
			at = diag.Range{File: f.File, Start: int32(i), End: int32(start - 1)}
			return diag.Syntax.At(at, "the text that starts here is never closed").WithFix("close it with %s on a line of its own", marker)
		}
		at = diag.Range{File: f.File, Start: int32(max(start-1, 0)), End: int32(start)}
	}
	return diag.Syntax.At(at, "the string that starts here is never closed").WithFix(`close it with "`)
}

// unclosedBracket is a bracket in an expression that is not closed where it should be.
func (f *file) unclosedBracket(open int) diag.Diagnostic {
	c := f.text[open]
	closer := map[byte]string{'(': ")", '[': "]", '{': "}"}[c]
	return diag.Syntax.At(diag.Range{File: f.File, Start: int32(open), End: int32(open + 1)}, "the %c that starts here is never closed", c).
		WithFix("close it with %s", closer)
}

// wrongCloser reports whether what stands at a place belongs to something around an open bracket, and not into it: another closing
// bracket, or on a new line a field.
func (f *file) wrongCloser(open int, at diag.Range) bool {
	word, rest := f.text[at.Start:at.End], strings.TrimLeft(f.text[at.End:], " \t")
	if word == "}" || word == "]" || word == ")" {
		return true
	}
	field := strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") && !strings.HasPrefix(rest, "=>")
	return field && f.text[open] != '{' && strings.Contains(f.text[open:at.Start], "\n")
}

// noItem is where neither a field nor a block starts.
func (f *file) noItem(at diag.Range) diag.Diagnostic {
	word, rest := f.text[at.Start:at.End], strings.TrimLeft(f.text[at.End:], " \t")
	switch {
	case word == "}":
		return diag.Syntax.At(at, "this brace closes nothing").WithFix("remove it, or open the block that it should close")
	case word == "{" && strings.TrimSpace(f.text[:at.Start]) == "":
		return diag.WrongLanguage.At(at, "the file starts as JSON or Jsonnet does, but its name says HCL").
			WithFix("name it NAME.topology.json or NAME.jsonnet")
	case strings.HasPrefix(rest, ":") && hclsyntax.ValidIdentifier(word):
		return diag.Syntax.At(at, "a field is set with =, not with :").WithFix("write %s = …", word)
	case hclsyntax.ValidIdentifier(word):
		return diag.Syntax.At(at, "%s is followed neither by = nor by a label or {", word).WithFix("write %s = VALUE, or %s { … }", word, word)
	}
	return diag.Syntax.At(at, "a field or a block is due here").WithFix("write NAME = VALUE, or NAME \"LABEL\" { … }")
}

// strayCharacter is a character that is none of HCL's.
func (f *file) strayCharacter(at diag.Range) (diag.Diagnostic, bool) {
	for _, r := range f.text[at.Start:at.End] {
		switch {
		case r == '“' || r == '”' || r == '„' || r == '‘' || r == '’':
			return diag.Syntax.At(at, "typographic quotes are no quotes here").WithFix(`write "`), true
		case r == 0xa0 || r == 0x202f || r == 0x3000 || r >= 0x2000 && r <= 0x200f || r == 0x2060 || r == 0x00ad:
			return diag.Syntax.At(at, "U+%04X, which looks like a space or like nothing, can't stand here", r).WithFix("remove it, or write a space"), true
		case r < ' ' || r >= 0x7f:
			return diag.Syntax.At(at, "U+%04X can't stand here", r).WithFix("remove it; text is written in quotes"), true
		}
	}
	return diag.Diagnostic{}, false
}
