package jsonnet

import (
	"regexp"

	"espc.dev/schema/diag"
)

// phrase is what a message of the library means. $1 and $2 stand for what the pattern finds.
type phrase struct {
	pattern      *regexp.Regexp
	code         *diag.Code
	summary, fix string
}

var mistakes = []phrase{
	{regexp.MustCompile(`^Unterminated String|^Unexpected EOF`), diag.Syntax, "the string is never closed", "close it with the same quote"},
	{regexp.MustCompile(`^Text block not terminated`), diag.Syntax, "the text is never closed", "close it with ||| on a line of its own, indented less than the text"},
	{regexp.MustCompile(`^Unknown variable: (.*)`), diag.Evaluation, `"$1" is not declared`, "correct the name, or declare it with local"},
	{regexp.MustCompile(`^Duplicate field: (.*)`), diag.DuplicateKey, `the key "$1" is here twice`, "remove one of the two"},
	{regexp.MustCompile(`^Duplicate local var: (.*)`), diag.DuplicateKey, `the local "$1" is here twice`, "remove one of the two"},
	{regexp.MustCompile(`^Expected a comma before next`), diag.Syntax, "a comma is missing before this", "separate fields and elements by commas, and end text with its quote"},
	{regexp.MustCompile(`^Unexpected end of file`), diag.Syntax, "the file ends where an expression is expected", "write it, or remove what leads to it"},
	{regexp.MustCompile(`^Computed imports are not allowed`), diag.ImportRefused, "an import's path is not written out", "write the path as text"},
	{regexp.MustCompile(`^Could not lex the character`), diag.Syntax, "this character means nothing in Jsonnet", "remove it, or put text in quotes"},
	{regexp.MustCompile(`^Expected one of :`), diag.Syntax, "a colon is missing after the field's name", "write name: value"},
	{regexp.MustCompile(`^Unexpected: `), diag.Syntax, "an expression is expected here", "write it, or remove what leads to it"},
	{regexp.MustCompile(`^Did not expect: `), diag.Syntax, "this does not belong here", "remove it, or put what is missing before it"},
	{regexp.MustCompile(`^Couldn't unescape|^Unknown escape|^Truncated unicode`), diag.Syntax, "the string has an escape that Jsonnet does not know", `write \\ for a backslash`},
	{regexp.MustCompile(`^No top-level object found`), diag.Evaluation, "$$ stands outside of any object", "use it inside of an object"},
	{regexp.MustCompile(`^Can't use (self|super) outside`), diag.Evaluation, "$1 stands outside of any object", "use it inside of an object"},
}

var failures = []phrase{
	{regexp.MustCompile(`^max stack frames exceeded`), diag.EvaluationBound, "calls nest more than 500 deep here", "end the recursion"},
	{regexp.MustCompile(`^(list or string of more than 10,000,000 elements)`), diag.EvaluationBound, "$1", "ask for fewer"},
	{regexp.MustCompile(`^\(CRASH\)`), diag.Evaluation, "Jsonnet's evaluator gave up on this file", "write the last change in a simpler way"},
	{regexp.MustCompile(`^Field does not exist: (.*)`), diag.Evaluation, `there is no field "$1"`, "correct the name, or add the field"},
	{regexp.MustCompile(`^Assertion failed`), diag.Evaluation, "an assertion does not hold", "make it hold; a message after a colon would say why"},
	{regexp.MustCompile(`^Object assertion failed`), diag.Evaluation, "an object's assertion does not hold", "make it hold; a message after a colon would say why"},
	{regexp.MustCompile(`^Division by zero`), diag.Evaluation, "a number is divided by zero", "check the divisor"},
	{regexp.MustCompile(`^Unexpected type (\w+), expected (.*)`), diag.Evaluation, "this works on a value of type $2, and gets one of type $1", "correct the value or the expression"},
	{regexp.MustCompile(`^Index (-?\d+) out of bounds`), diag.Evaluation, "the list has no element $1", "correct the index; the first is 0"},
	{regexp.MustCompile(`^Duplicate field name: "?([^"]*)"?`), diag.DuplicateKey, `the key "$1" is made twice`, "make the names unique"},
	{regexp.MustCompile(`^function expected|^Missing argument|^function has no parameter|[Aa]rgument .* already provided|^Function expected`), diag.Evaluation, "the call's arguments are not those of the function", "give what its parameters ask for"},
	{regexp.MustCompile(`^(?:overflow|not a number|Overflow|Not a number)`), diag.Evaluation, "the result is no number that can be written", "check the operands"},
}

func find(phrases []phrase, message string) (phrase, bool) {
	for _, p := range phrases {
		if m := p.pattern.FindStringSubmatchIndex(message); m != nil {
			p.summary = string(p.pattern.ExpandString(nil, p.summary, message, m))
			return p, true
		}
	}
	return phrase{}, false
}
