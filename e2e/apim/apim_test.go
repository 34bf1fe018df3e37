package apim

import (
	"crypto/rsa"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

func TestMain(m *testing.M) {
	compiled.folders = map[string]string{}
	code := espc.Main(m)
	for _, folder := range compiled.folders {
		_ = os.RemoveAll(folder)
	}
	os.Exit(code)
}

// compiled are the folders that topologies of this package are compiled to, once for all tests.
var compiled struct {
	mu      sync.Mutex
	folders map[string]string
}

// TestGatewaysAnswerAsTheTablesSay asks each table's requests of each environment's gateways.
func TestGatewaysAnswerAsTheTablesSay(t *testing.T) {
	for _, file := range tables(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			table, err := LoadTable(file)
			if err != nil {
				t.Fatal(err)
			}
			issuers := Issuers{}
			secrets := table.secrets(t, issuers)
			keys := table.keys(t, issuers)
			out := table.compiled(t)
			for environment, class := range table.Environments {
				t.Run(environment, func(t *testing.T) {
					var world World
					switch class {
					case "express":
						folder, err := golden.Load(out, filepath.Join(out, environment, golden.Backend))
						if err != nil {
							t.Fatal(err)
						}
						world = NewExpress(t, folder, secrets, keys)
					case "aws":
						world = NewAWS(t, filepath.Join(out, environment, golden.BackendAWS), filepath.Base(table.Topology), environment, secrets, keys)
					default:
						t.Fatalf("no gateway is of class %s", class)
					}
					all(t, &Asker{Table: table, World: world, Environment: environment, Issuers: issuers})
				})
			}
		})
	}
}

// tables are the files of all tables.
func tables(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no tables: %v", err)
	}
	return files
}

// compiled returns the folder with what a table's topology compiles to.
func (t *Table) compiled(tb testing.TB) string {
	tb.Helper()
	if example, ok := strings.CutPrefix(t.Topology, "examples/"); ok {
		return filepath.Join(golden.Root, example)
	}
	compiled.mu.Lock()
	defer compiled.mu.Unlock()
	if folder := compiled.folders[t.Topology]; folder != "" {
		return folder
	}
	folder, err := os.MkdirTemp("", "apim")
	if err != nil {
		tb.Fatal(err)
	}
	compiled.folders[t.Topology] = folder
	if r := espc.Run(tb, t.Topology, nil, "compile", "--all", "--out", folder); r.Code != 0 {
		tb.Fatalf("espc compile %s: exit %d\n%s", t.Topology, r.Code, r.Stderr)
	}
	return folder
}

// secrets are a table's, with the issuers' public keys.
func (t *Table) secrets(tb testing.TB, issuers Issuers) map[string]map[string]string {
	tb.Helper()
	out := map[string]map[string]string{}
	for name, properties := range t.Secrets {
		out[name] = map[string]string{}
		for property, value := range properties {
			filled, err := issuers.fill(value)
			if err != nil {
				tb.Fatal(err)
			}
			out[name][property] = filled
		}
	}
	return out
}

// keys are those of the issuers that publish them, by their addresses.
func (t *Table) keys(tb testing.TB, issuers Issuers) map[string]*rsa.PrivateKey {
	tb.Helper()
	out := map[string]*rsa.PrivateKey{}
	for name, address := range t.Issuers {
		key, err := issuers.key(name)
		if err != nil {
			tb.Fatal(err)
		}
		out[address] = key
	}
	return out
}

// all asks all rows, in their order.
func all(t *testing.T, k *Asker) {
	for _, row := range k.Table.Requests {
		t.Run(row.That, func(t *testing.T) {
			wrong, err := k.Ask(row)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range wrong {
				t.Errorf("%s: %s", row.Send, w)
			}
		})
	}
}
