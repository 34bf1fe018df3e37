package iam

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// form is one that the documentation lets a star stand in.
type form struct {
	text string
	is   *regexp.Regexp
	used bool
}

// documented is what the documentation says of stars.
type documented struct {
	forms []*form
	// unnamed are the actions that have no resource, and whether a policy has one.
	unnamed map[string]bool
	section string
}

// documentation reads what stands in code in the first columns of the two tables: forms, and actions.
func documentation(t *testing.T) *documented {
	t.Helper()
	data, err := os.ReadFile("../testdata/docs/mapping.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(data), "## Where a policy has a star\n")
	section, _, _ = strings.Cut(section, "\n## ")
	forms, actions, both := strings.Cut(section, "\n| action on `*` |")
	if !found || !both {
		t.Fatal("docs/mapping.md says too little of stars")
	}
	words := strings.NewReplacer("…", "[^:*]*:[^:*]*", "NAME", "[^:*]+", "API", "[a-z0-9]+", "METHOD", "[A-Z]+", "PATH", "[^*]*")
	out := &documented{unnamed: map[string]bool{}, section: section}
	for _, match := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(forms, -1) {
		text := match[1]
		is := words.Replace(regexp.QuoteMeta(text))
		if text != "*" {
			is = "arn:aws:" + is
		}
		out.forms = append(out.forms, &form{text: text, is: regexp.MustCompile("^" + is + "$")})
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|").FindAllStringSubmatch(actions, -1) {
		for action := range strings.SplitSeq(row[1], ", ") {
			out.unnamed[strings.Trim(action, "`")] = false
		}
	}
	if len(out.forms) == 0 || len(out.unnamed) == 0 {
		t.Fatal("docs/mapping.md lists no forms or no actions")
	}
	return out
}

// Stars are looked for in what the policies are once everything is resolved, so that one that comes out of an attribute counts
// as well.
func TestEveryStarInAPolicyIsOfADocumentedForm(t *testing.T) {
	docs := documentation(t)
	check := func(name, folder string) {
		stack, err := cloudformation.Load(os.DirFS(folder), "stack", here, nil)
		if err != nil {
			t.Fatal(err)
		}
		account, err := NewAccount(stack)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range undocumented(account, docs) {
			t.Errorf("%s: %s", name, problem)
		}
	}
	folders, err := golden.Templates(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		check(folder.Name(), folder.Path)
	}
	check("everything", filepath.Join(espc.Compile(t, "../edges/testdata/everything"), "cloud", "aws"))
	for _, f := range docs.forms {
		if !f.used {
			t.Errorf("the documentation lists %s, which no policy has", f.text)
		}
	}
	for action, used := range docs.unnamed {
		if !used {
			t.Errorf("the documentation lists %s without a resource, which no policy has", action)
		}
	}
}

// undocumented returns what is wrong with the stars of an account's grants.
func undocumented(account *Account, docs *documented) []string {
	var out []string
	for _, r := range account.Roles {
		for _, arn := range r.Managed {
			if !strings.Contains(docs.section, "`"+path.Base(arn)+"`") {
				out = append(out, r.Resource.String()+": the policy "+arn)
			}
		}
	}
	for _, g := range account.Grants() {
		if strings.ContainsAny(g.Action, "*?") {
			out = append(out, g.Where+": a star in the action "+g.Action)
		}
		var values []string
		if _, unnamed := docs.unnamed[g.Action]; unnamed && g.Resource == "*" {
			docs.unnamed[g.Action] = true
		} else {
			values = append(values, g.Resource)
		}
		for _, c := range g.Conditions {
			values = append(values, c.Values...)
		}
		for _, v := range values {
			if strings.ContainsAny(v, "*?") && !known(docs.forms, v, strings.HasPrefix(v, "arn:")) {
				out = append(out, g.Where+": a star in "+v)
			}
		}
		// Everybody may read what is public and call an API from some networks, and do nothing else.
		public := g.Action == "s3:GetObject" || g.Action == "execute-api:Invoke"
		if g.Principal == Everybody && (!public || !known(docs.forms, "*", true)) {
			out = append(out, g.Where+": everybody may "+g.Action)
		}
	}
	return out
}

// known reports whether a value is of one of the forms, where a form may be at all.
func known(forms []*form, value string, allowed bool) bool {
	out := false
	for _, f := range forms {
		if allowed && f.is.MatchString(value) {
			out, f.used = true, true
		}
	}
	return out
}

func TestAStarThatIsNotDocumentedIsFound(t *testing.T) {
	docs := documentation(t)
	for _, statement := range []string{
		`{Effect: Allow, Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:111122223333:jobs"}`,
		`{Effect: Allow, Action: "*", Resource: "arn:aws:sqs:eu-west-1:111122223333:jobs"}`,
		`{Effect: Allow, NotAction: "iam:PassRole", Resource: "arn:aws:sqs:eu-west-1:111122223333:jobs"}`,
		`{Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}`,
		`{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111122223333:*"}`,
		`{Effect: Allow, Action: ["ec2:CreateNetworkInterface", "ec2:RunInstances"], Resource: "*"}`,
		`{Effect: Allow, Action: "ecr:BatchGetImage", Resource: "*"}`,
		`{Effect: Allow, Action: "ec2:CreateNetworkInterface", Resource: "arn:aws:ec2:eu-west-1:111122223333:*"}`,
		`{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:*:111122223333:jobs"}`,
		`{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111122223333:job?"}`,
		`{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::*"}`,
		`{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::*/*"}`,
		`{Effect: Allow, Action: "logs:PutLogEvents", Resource: "arn:aws:logs:eu-west-1:111122223333:log-group:*"}`,
		`{Effect: Allow, Action: "events:PutEvents", Resource: "arn:aws:events:eu-west-1:111122223333:event-bus/main", Condition: {StringLike: {"events:source": "shop*"}}}`,
	} {
		account, err := read(statement, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(undocumented(account, docs)) == 0 {
			t.Errorf("%s is not found", statement)
		}
	}
}
