package compiler

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"espc.dev/stdlib"
)

const modulesPage = "../docs/modules.md"

// The lists of docs/modules.md are what the modules' files say. go test ./compiler -run Documented -update writes them.
func TestTheModulesThatComeWithEspcAreDocumented(t *testing.T) {
	page, err := os.ReadFile(modulesPage)
	if err != nil {
		t.Fatal(err)
	}
	var list, sections strings.Builder
	for _, name := range stdModules(t) {
		m := readStd(t, name)
		fmt.Fprintf(&list, "| [`std/%s`](#std%s) | %s |\n", name, name, m.about)
		m.section(&sections, t)
	}
	want := between(t, string(page), "list", list.String())
	want = between(t, want, "modules", sections.String())
	if want == string(page) {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the modules say: go test ./compiler -run Documented -update", modulesPage)
	}
	if err := os.WriteFile(modulesPage, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func between(t *testing.T, page, name, text string) string {
	t.Helper()
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->\n"
	head, rest, ok := strings.Cut(page, begin)
	_, tail, more := strings.Cut(rest, end)
	if !ok || !more {
		t.Fatalf("%s has no %s", modulesPage, strings.TrimSpace(begin))
	}
	return head + begin + text + end + tail
}

// stdModule is what the HCL file of a module says of it.
type stdModule struct {
	name, about string
	variables   []stdVariable
	outputs     []string
	brings      []string
}

type stdVariable struct{ name, typ, about, value string }

func readStd(t *testing.T, name string) stdModule {
	t.Helper()
	text, err := fs.ReadFile(stdlib.Modules(), name+"/hcl/"+name+".hcl")
	if err != nil {
		t.Fatal(err)
	}
	m := stdModule{name: name}
	for line := range strings.Lines(string(text)) {
		comment, ok := strings.CutPrefix(line, "# ")
		if !ok {
			break
		}
		m.about = strings.TrimSpace(m.about + " " + strings.TrimSpace(comment))
	}
	file, problems := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	for _, b := range file.Body.(*hclsyntax.Body).Blocks {
		source := func(attribute string) string {
			if a := b.Body.Attributes[attribute]; a != nil {
				return string(a.Expr.Range().SliceBytes(text))
			}
			return ""
		}
		switch b.Type {
		case "variable":
			m.variables = append(m.variables, stdVariable{b.Labels[0], source("type"), strings.Trim(source("description"), `"`), source("default")})
		case "output":
			m.outputs = append(m.outputs, fmt.Sprintf("`module.NAME.%s` is %s", b.Labels[0], source("value")))
		default:
			address := b.Type + ".NAME-" + b.Labels[0]
			if b.Body.Attributes["for_each"] != nil {
				address += "-…"
			}
			m.brings = append(m.brings, "`"+address+"`")
		}
	}
	return m
}

func (m stdModule) section(b *strings.Builder, t *testing.T) {
	fmt.Fprintf(b, "## std/%s\n\n%s\n\n", m.name, m.about)
	fmt.Fprintf(b, "```hcl\n%s```\n\nThe same in CUE:\n\n```cue\n%s```\n\n", use(t, m.name, "hcl", `module "`, "}\n"), use(t, m.name, "cue", "module: ", "}\n"))
	b.WriteString("| variable | takes | default | |\n|---|---|---|---|\n")
	for _, v := range m.variables {
		value := "needed"
		if v.value != "" {
			value = "`" + v.value + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", v.name, v.typ, value, v.about)
	}
	fmt.Fprintf(b, "\nBrings %s.", strings.Join(m.brings, ", "))
	if len(m.outputs) > 0 {
		fmt.Fprintf(b, " Outputs: %s.", strings.Join(m.outputs, ", "))
	}
	b.WriteString("\n\n")
}

// use returns the block of an example that uses the module, with the comment before it.
func use(t *testing.T, module, language, start, end string) string {
	t.Helper()
	text := example(t, module, language)
	i := strings.Index(text, "\n"+start)
	if i < 0 {
		t.Fatalf("the example of %s in %s uses no module", module, language)
	}
	block := text[i+1:]
	block = block[:strings.Index(block, "\n"+end)+1+len(end)]
	comment := ""
	for _, line := range strings.Split(text[:i], "\n") {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//") {
			comment += line + "\n"
		} else {
			comment = ""
		}
	}
	return comment + block
}
