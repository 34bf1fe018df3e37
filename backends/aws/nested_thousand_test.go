package aws

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
)

// apart is a topology of functions with these numbers, each of which has a neighbour that is always there: it calls it, and
// one number more or less is one function more or less and nothing else. Every third subscribes, every fifth has a schedule,
// and every seventh a table of its own up to a hundred of them.
func apart(numbers []int) string {
	var functions, others strings.Builder
	for _, i := range numbers {
		fmt.Fprintf(&functions, ",\n"+`"f%d": {"runtime": "nodejs24", "source": "s", "calls": ["function.hub"], "publishes": ["event.r"]`, i)
		uses := `{"of": "table.orders", "access": "read"}`
		if i%7 == 0 && i < 700 {
			uses += fmt.Sprintf(`, {"of": "table.t%d", "access": "readwrite"}`, i)
			fmt.Fprintf(&others, `, "t%d": {"key": "id:string"}`, i)
		}
		fmt.Fprintf(&functions, `, "uses": [%s]`, uses)
		if i%3 == 0 {
			functions.WriteString(`, "on": {"e": {"event": "event.e", "retries": 5}}`)
		}
		functions.WriteString("}")
	}
	return `{"topology": {"name": "big"}, "event_bus": {"main": {}}, "event": {"e": {"bus": "event_bus.main"}, "r": {"bus": "event_bus.main"}},
"gateway": {"edge": {}}, "api_endpoint": {"one": {"gateway": "gateway.edge", "paths": ["/one"], "methods": ["GET"], "to": "function.hub"}},
"table": {"orders": {"key": "id:string"}` + others.String() + `}, "function": {"hub": {"runtime": "nodejs24", "source": "s"}` + functions.String() + `}}`
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// templates renders a document that is known to be right, and returns its templates by their paths, as they are written.
func templates(t *testing.T, document string) (map[string][]byte, []backends.Object) {
	t.Helper()
	response := Backend{}.Render(t.Context(), request(t, document, nil))
	for _, d := range (Backend{}).Lint(response.Objects) {
		t.Errorf("Lint: %s %s: %s", d.Place(), d.Code, d.Summary)
	}
	files := map[string][]byte{}
	for _, a := range (Backend{}).Artifacts(response.Objects) {
		files[a.Path] = a.Bytes()
	}
	return files, response.Objects
}

// TestAThousandFunctionsAreTemplatesThatCloudFormationTakes asks cfn-lint about the first template, for which it reads every
// nested one to compare their parameters, and about the nested one with most parameters. The others have the same types of
// resources, and are checked here for limits, cycles, and what two templates have to agree on: cfn-lint takes seconds for each.
func TestAThousandFunctionsAreTemplatesThatCloudFormationTakes(t *testing.T) {
	files, objects := templates(t, apart(upTo(1000)))
	if len(files) < 10 {
		t.Fatalf("the templates are %v", sorted(files))
	}
	byFile := map[string][]backends.Object{}
	for _, o := range objects {
		byFile[o.File] = append(byFile[o.File], o)
	}
	declared := func(file, typ string) []string {
		var out []string
		for _, o := range byFile[file] {
			if o.Address.Type == typ {
				out = append(out, o.Address.Name)
			}
		}
		slices.Sort(out)
		return out
	}
	for file, all := range byFile {
		if d := cycle(all); d != "" {
			t.Errorf("%s: %s waits for itself", file, d)
		}
		if n := len(all) - len(declared(file, typeParameter)) - len(declared(file, typeOutput)); n > maxResources {
			t.Errorf("%s has %d resources", file, n)
		}
		if n := len(declared(file, typeParameter)); n > maxParameters {
			t.Errorf("%s has %d parameters", file, n)
		}
		if len(files[file]) > maxTemplate {
			t.Errorf("%s has %d bytes", file, len(files[file]))
		}
	}
	stacks := map[string]string{} // the template of each stack
	for _, o := range byFile[templateFile] {
		if o.Address.Type != "AWS::CloudFormation::Stack" {
			continue
		}
		file := o.Tree.Get("Properties").Get("TemplateURL").Str()
		stacks[o.Address.Name] = file
		var given []string
		for _, f := range o.Tree.Get("Properties").Get("Parameters").Fields {
			given = append(given, f.Key)
		}
		slices.Sort(given)
		if want := declared(file, typeParameter); !slices.Equal(given, want) {
			t.Errorf("%s is given %v and has the parameters %v", o.Address.Name, given, want)
		}
	}
	if len(stacks) != len(files)-1 {
		t.Errorf("%d stacks of %d templates", len(stacks), len(files))
	}
	for _, o := range byFile[templateFile] {
		references(o.Tree, func(id, attribute string) {
			if output, ok := strings.CutPrefix(attribute, "Outputs."); ok && !slices.Contains(declared(stacks[id], typeOutput), output) {
				t.Errorf("%s takes %s of %s, which has no such output", o.Address.Name, output, id)
			}
		})
	}

	var checked, rest []backends.Artifact
	wired := ""
	for _, file := range sorted(files) {
		if file != templateFile && (wired == "" || len(declared(file, typeParameter)) > len(declared(wired, typeParameter))) {
			wired = file
		}
	}
	for _, a := range (Backend{}).Artifacts(objects) {
		if a.Path == templateFile || a.Path == wired {
			checked = append(checked, a)
		} else {
			rest = append(rest, a)
		}
	}
	cfnLint(t, checked, rest...)
}

// cycle returns an object of a template that waits for itself by references or DependsOn, or "".
func cycle(objects []backends.Object) string {
	after := map[string][]string{}
	for _, o := range objects {
		if o.Address.Type == typeOutput {
			continue
		}
		references(o.Tree, func(id, _ string) { after[o.Address.Name] = append(after[o.Address.Name], id) })
		for _, id := range items(o.Tree.Get("DependsOn")) {
			after[o.Address.Name] = append(after[o.Address.Name], id.Str())
		}
	}
	const open, done = 1, 2
	state := map[string]int{}
	var visit func(name string) bool
	visit = func(name string) bool {
		switch state[name] {
		case open:
			return true
		case done:
			return false
		}
		state[name] = open
		for _, next := range after[name] {
			if visit(next) {
				return true
			}
		}
		state[name] = done
		return false
	}
	for _, name := range sorted(after) {
		if visit(name) {
			return name
		}
	}
	return ""
}

func TestWhatHoldsDataIsInTheFirstTemplateHoweverManyFunctionsThereAre(t *testing.T) {
	for _, n := range []int{10, 200, 600} {
		_, objects := templates(t, apart(upTo(n)))
		for _, o := range objects {
			if o.Tree.Get("DeletionPolicy") != nil && o.File != templateFile {
				t.Errorf("%d functions: %s is in %s", n, o.Address.Name, o.File)
			}
		}
	}
}

// TestAFunctionMoreOrLessChangesItsOwnStackAndTheFirst takes out each of a few functions, and what is taken out is what
// would be added. A stack that gets too many is split in two, and those are the same stack under longer names.
func TestAFunctionMoreOrLessChangesItsOwnStackAndTheFirst(t *testing.T) {
	with, objects := templates(t, apart(upTo(300)))
	where := map[string]string{}
	for _, o := range objects {
		where[o.Address.Name] = stackOf(o.File)
	}
	for _, i := range []int{0, 3, 7, 105, 299} {
		without, _ := templates(t, apart(slices.DeleteFunc(upTo(300), func(j int) bool { return i == j })))
		own := where[fmt.Sprintf("F%dFunction", i)]
		if own == "" {
			t.Fatalf("f%d is in no nested stack", i)
		}
		changed := 0
		all := maps.Clone(with)
		maps.Copy(all, without)
		for file := range all {
			if bytes.Equal(with[file], without[file]) {
				continue
			}
			changed++
			name := stackOf(file)
			if file != templateFile && !strings.HasPrefix(own, name) && !strings.HasPrefix(name, own) {
				t.Errorf("f%d is in %s, and %s changes with it", i, own, file)
			}
		}
		if changed == 0 {
			t.Errorf("nothing changes with f%d", i)
		}
	}
}

// TestManyTablesSplitStacksBeforeTheyHaveTooManyParameters has functions that refer to a table each.
func TestManyTablesSplitStacksBeforeTheyHaveTooManyParameters(t *testing.T) {
	var functions, tables []string
	for i := range 200 {
		functions = append(functions, fmt.Sprintf(`"f%d": {"runtime": "nodejs24", "source": "s", "uses": [{"of": "table.t%d", "access": "read"}]}`, i, i))
		tables = append(tables, fmt.Sprintf(`"t%d": {"key": "id:string"}`, i))
	}
	document := `{"topology": {"name": "t"}, "function": {` + strings.Join(functions, ",\n") + `}, "table": {` + strings.Join(tables, ",\n") + `}}`
	files, objects := templates(t, document)
	parameters := map[string]int{}
	for _, o := range objects {
		if o.Address.Type == typeParameter {
			parameters[o.File]++
		}
	}
	for file := range files {
		if parameters[file] > maxParameters {
			t.Errorf("%s has %d parameters", file, parameters[file])
		}
	}
	if len(files) < 4 {
		t.Errorf("the templates are %v", sorted(files))
	}
}
