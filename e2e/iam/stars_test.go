package iam

import (
	"os"
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

// documentedForms reads the forms out of the documentation: what stands in code in the first column of the table.
func documentedForms(t *testing.T) []*form {
	t.Helper()
	data, err := os.ReadFile("../testdata/docs/mapping.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(data), "## Where a policy has a star\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("docs/mapping.md says nothing of stars")
	}
	words := strings.NewReplacer("…", "[^:*]*:[^:*]*", "NAME", "[^:*]+", "API", "[a-z0-9]+", "METHOD", "[A-Z]+", "PATH", "[^*]*")
	var out []*form
	for _, match := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(section, -1) {
		text := match[1]
		is := words.Replace(regexp.QuoteMeta(text))
		if text != "*" {
			is = "arn:aws:" + is
		}
		out = append(out, &form{text: text, is: regexp.MustCompile("^" + is + "$")})
	}
	if len(out) == 0 {
		t.Fatal("docs/mapping.md lists no forms")
	}
	return out
}

// Stars are looked for in what the policies are once everything is resolved, so that one that comes out of an attribute counts
// as well.
func TestEveryStarInAPolicyIsOfADocumentedForm(t *testing.T) {
	forms := documentedForms(t)
	check := func(name, folder string) {
		stack, err := cloudformation.Load(os.DirFS(folder), "stack", here, nil)
		if err != nil {
			t.Fatal(err)
		}
		account, err := NewAccount(stack)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range undocumented(account, forms) {
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
	for _, f := range forms {
		if !f.used {
			t.Errorf("the documentation lists %s, which no policy has", f.text)
		}
	}
}

// undocumented returns what is wrong with the stars of an account's grants.
func undocumented(account *Account, forms []*form) []string {
	var out []string
	for _, g := range account.Grants() {
		if strings.ContainsAny(g.Action, "*?") {
			out = append(out, g.Where+": a star in the action "+g.Action)
		}
		values := []string{g.Resource}
		for _, c := range g.Conditions {
			values = append(values, c.Values...)
		}
		for _, v := range values {
			if strings.ContainsAny(v, "*?") && !known(forms, v, strings.HasPrefix(v, "arn:")) {
				out = append(out, g.Where+": a star in "+v)
			}
		}
		// Everybody may read what is public and call an API from some networks, and do nothing else.
		public := g.Action == "s3:GetObject" || g.Action == "execute-api:Invoke"
		if g.Principal == Everybody && (!public || !known(forms, "*", true)) {
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
	forms := documentedForms(t)
	for _, statement := range []string{
		`{Effect: Allow, Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:111122223333:jobs"}`,
		`{Effect: Allow, Action: "*", Resource: "arn:aws:sqs:eu-west-1:111122223333:jobs"}`,
		`{Effect: Allow, NotAction: "iam:PassRole", Resource: "arn:aws:sqs:eu-west-1:111122223333:jobs"}`,
		`{Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}`,
		`{Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111122223333:*"}`,
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
		if len(undocumented(account, forms)) == 0 {
			t.Errorf("%s is not found", statement)
		}
	}
}
