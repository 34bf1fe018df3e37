package graphs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/provision"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// drawing is a graph in a language; seen is what its parser sees in it.
type drawing struct {
	Name     string `json:"name"`
	Language string `json:"language"`
	Text     string `json:"text"`
}

type seen struct {
	Name    string   `json:"name"`
	Problem string   `json:"problem"`
	Nodes   []string `json:"nodes"`
	Edges   []string `json:"edges"`
	Groups  []string `json:"groups"`
}

// graph is what `--format json` says.
type graph struct {
	Nodes []struct {
		Address, Pod, Backend string
	}
	Edges []struct{ From, To, Class string }
}

func TestGraphvizAndMermaidSeeWhatTheTopologySays(t *testing.T) {
	var drawings []drawing
	want := map[string]seen{}
	for folder, environments := range map[string][]string{
		"canvas": {"default"}, "hello": {"default"}, "booking": {"cloud", "knative"}, "orders": {"aws", "plain"}, "shop": {"dev", "prod", "cloud"}, "polyglot/mixed": {"prod"},
	} {
		for _, env := range environments {
			run := func(format string) string {
				dir := filepath.Join("../../examples", folder)
				r := espc.Run(t, dir, nil, "graph", "-e", env, "--format", format)
				if r.Code != 0 {
					t.Fatalf("%s %s: %s", folder, env, r.Stderr)
				}
				return r.Stdout
			}
			name := folder + " " + env
			for _, language := range []string{"dot", "mermaid"} {
				drawings = append(drawings, drawing{name + " " + language, language, run(language)})
			}
			want[name] = expected(t, run("json"))
		}
	}
	for _, got := range judge(t, drawings) {
		w := want[got.Name[:strings.LastIndexByte(got.Name, ' ')]]
		if got.Problem != "" {
			t.Errorf("%s: %s", got.Name, got.Problem)
			continue
		}
		for what, pair := range map[string][2][]string{"nodes": {got.Nodes, w.Nodes}, "edges": {got.Edges, w.Edges}, "groups": {got.Groups, w.Groups}} {
			slices.Sort(pair[0])
			slices.Sort(pair[1])
			if !slices.Equal(pair[0], pair[1]) {
				t.Errorf("%s: its %s are\n%s\nand the topology's\n%s", got.Name, what, strings.Join(pair[0], "\n"), strings.Join(pair[1], "\n"))
			}
		}
		t.Logf("%s: %d entities, %d edges, %d groups", got.Name, len(got.Nodes), len(got.Edges), len(got.Groups))
	}
}

// expected is what a drawing has to show: each entity, each edge once for a class, each pod with several entities.
func expected(t *testing.T, text string) seen {
	t.Helper()
	var g graph
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		t.Fatal(err)
	}
	var out seen
	pods := map[string][]string{}
	for _, n := range g.Nodes {
		out.Nodes = append(out.Nodes, n.Address)
		title := "pod of " + n.Pod
		if n.Backend == "aws" {
			title = n.Pod + " on AWS"
		}
		if n.Pod != "" {
			pods[title] = append(pods[title], n.Address)
		}
	}
	for _, e := range g.Edges {
		if edge := e.From + " " + e.Class + " " + e.To; !slices.Contains(out.Edges, edge) {
			out.Edges = append(out.Edges, edge)
		}
	}
	for title, nodes := range pods {
		if len(nodes) > 1 || strings.Contains(title, "workspace") {
			slices.Sort(nodes)
			out.Groups = append(out.Groups, title+": "+strings.Join(nodes, " "))
		}
	}
	return out
}

// judge lets the parsers read drawings, with the packages of the lock file in the folder judge.
func judge(t *testing.T, drawings []drawing) []seen {
	t.Helper()
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := cache.NodeModules("graphs", os.DirFS("judge"))
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("judge/judge.mjs")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(folder, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "judge.mjs"), program, 0o600); err != nil {
		t.Fatal(err)
	}
	var in, out, errs bytes.Buffer
	for _, d := range drawings {
		if err := json.NewEncoder(&in).Encode(d); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "judge.mjs"))
	command.Stdin, command.Stdout, command.Stderr = &in, &out, &errs
	if err := command.Run(); err != nil {
		t.Fatalf("node: %v\n%s", err, errs.String())
	}
	var answers []seen
	lines := bufio.NewScanner(&out)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var s seen
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatalf("%v in %s", err, lines.Text())
		}
		answers = append(answers, s)
	}
	if len(answers) != len(drawings) {
		t.Fatalf("%d drawings, %d answers", len(drawings), len(answers))
	}
	return answers
}
