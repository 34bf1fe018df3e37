package hcl

// message translates one message of the parser: its summary and a part of its detail, to a sentence and what to do.
type message struct {
	summary, detail, says, fix string
}

const (
	oneLine    = "a block on one line holds one field"
	oneLineFix = "write each field on a line of its own, and } after them"
	unclosed   = " that starts here is never closed"
	forForm    = "write [for ITEM in LIST : VALUE] or {for KEY, ITEM in OBJECT : KEY => VALUE}"
	escapeForm = "known are \\n \\r \\t \\\" \\\\ \\uXXXX and \\UXXXXXXXX; for a backslash write two"
)

var messages = []message{
	{"Missing newline after argument", "", "a line ends after a field's value", "start a new line here, or put text in quotes"},
	{"Unexpected comma after argument", "", "fields of a block are separated by new lines, not by commas", "remove the comma and start a new line"},
	{"Argument definition required", "", oneLine, oneLineFix},
	{"Invalid single-argument block definition", "", oneLine, oneLineFix},
	{"Invalid block definition", "equals sign", "a block takes no =", "remove the =, or write the whole as NAME = { … }"},
	{"Invalid block definition", "same line", "the { of a block stands on the line of its name", "move it there"},
	{"Invalid block definition", "", "after a block's name come its label in quotes and {", "write NAME \"LABEL\" {"},
	{"Missing newline after block definition", "", "a line ends after a block's }", "start a new line here"},
	{"Missing false expression in conditional", "", "the condition lacks what holds when it is false", "write CONDITION ? VALUE : OTHER"},
	{"Invalid legacy index syntax", "", "an index is written in brackets", "write [0] instead of .0"},
	{"Nested splat expression not allowed", "", "a .* can't follow another .*", "write [*] instead"},
	{"Invalid attribute name", "", "after a dot comes a name", "write the name, or remove the dot"},
	{"Missing close bracket on splat index", "", "after [* comes ]", "write [*]"},
	{"Missing close bracket on index", "", "the index is not closed", "close it with ]"},
	{"Unbalanced parentheses", "", "a parenthesis is not closed here", "close it with ), or remove what stands before this"},
	{"Missing expression", "", "a value is due here, but the file ends", "write the value"},
	{"Invalid expression", "", "this is no value", "write a value: text in quotes, a number, true, false, null, [ … ], { … } or a reference"},
	{"Invalid number literal", "", "this is no number", "write a number such as 8080 or 0.5; text is written in quotes"},
	{"Missing function name", "", "after :: comes the name of a function", "functions have no namespaces here: write NAME(…)"},
	{"Missing open parenthesis", "", "after a function's name comes (", "write NAME(…)"},
	{"Missing closing parenthesis", "", "after … comes )", "the argument with … is the last one"},
	{"Unterminated function call", "", "the call" + unclosed, "close it with )"},
	{"Missing argument separator", "", "arguments are separated by commas", "write a comma before this"},
	{"Unterminated tuple constructor expression", "", "the list" + unclosed, "close it with ]"},
	{"Missing item separator", "", "items of a list are separated by commas", "write a comma before this, or close the list with ]"},
	{"Unterminated object constructor expression", "", "the object" + unclosed, "close it with }"},
	{"Missing attribute value", "", "a key without a value", "write KEY = VALUE"},
	{"Missing key/value separator", "", "after a key comes =", "write KEY = VALUE; a key with dots or spaces is written in quotes"},
	{"Missing attribute separator", "", "entries of an object are separated by new lines or commas", "write a comma or start a new line before this"},
	{"Invalid 'for' expression", "Extra characters", "the for expression does not end here", forForm},
	{"Invalid 'for' expression", "", "the for expression is incomplete", forForm},
	{"Invalid 'for' directive", "", "the for directive is incomplete", "write %{ for ITEM in LIST }…%{ endfor }"},
	{"Invalid string literal", "Template", "a label is plain text, without ${…}", "write the label itself; for_each makes several entities"},
	{"Invalid string literal", "", "this can't be a part of a string", "write it as an escape"},
	{"Unterminated string literal", "", "the string is never closed", "close it with \""},
	{"Invalid escape sequence", "", "this escape is unknown", escapeForm},
	{"Unexpected end of template", "", "a directive of the text is never ended", "end %{ if … } with %{ endif } and %{ for … } with %{ endfor }"},
	{"Unexpected else directive", "", "there is no if that this else belongs to", "remove it"},
	{"Unexpected endif directive", "", "there is no if that this endif ends", "remove it"},
	{"Unexpected endfor directive", "", "there is no for that this endfor ends", "remove it"},
	{"Unclosed template interpolation sequence", "", "the ${" + unclosed, "close it with }, or write $${ for the text ${"},
	{"Extra characters after interpolation expression", "", "the ${ is not closed after its value", "close it with }, or write $${ for the text ${"},
	{"Invalid template directive", "", "after %{ comes if, else, endif, for or endfor", "for the text %{ write %%{"},
	{"Invalid template control keyword", "", "after %{ comes if, else, endif, for or endfor", "for the text %{ write %%{"},
	{"Unsupported operator", "AND", "there is no operator &", "write && for and"},
	{"Unsupported operator", "OR", "there is no operator |", "write || for or"},
	{"Unsupported operator", "NOT", "there is no operator ~", "write ! for not"},
	{"Unsupported operator", "**", "there is no operator **", "write pow(BASE, EXPONENT)"},
	{"Unsupported operator", "", "there is no such operator", "operators are + - * / % && || ! == != < <= > >= and ?:"},
	{"Invalid character", "Single quotes", "single quotes are no quotes here", "write \" around text"},
	{"Invalid character", "heredoc", "backticks are no quotes here", "write \" around text, or <<-EOT for several lines"},
	{"Invalid character", "\";\"", "lines end without ;", "remove it, or start a new line"},
	{"Invalid character", "", "this character can't stand here", "remove it; text is written in quotes"},
	{"Extra characters after expression", "", "the value ends before this", "remove what follows"},
}
