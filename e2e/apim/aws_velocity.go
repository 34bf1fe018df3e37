package apim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/runtimes"
)

// velocityFolder has the interpreter of mapping templates, as a package of npm's.
const velocityFolder = "velocity"

// installVelocity returns what runs a mapping template.
func installVelocity(t testing.TB, node string) func(template string, header http.Header) (map[string]string, error) {
	t.Helper()
	modules, err := runtimes.Packages(t).NodeModules("velocity", os.DirFS(velocityFolder))
	if err != nil {
		t.Fatal(err)
	}
	program, err := filepath.Abs(filepath.Join(velocityFolder, "index.js"))
	if err != nil {
		t.Fatal(err)
	}
	return func(template string, header http.Header) (map[string]string, error) {
		one := map[string]string{}
		for name := range header {
			one[name] = header.Get(name)
		}
		input, err := json.Marshal(map[string]any{"template": template, "header": one})
		if err != nil {
			return nil, err
		}
		command := exec.Command(node, program, modules)
		command.Stdin = strings.NewReader(string(input))
		out, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("the template does not run: %w", err)
		}
		var overrides map[string]string
		return overrides, json.Unmarshal(out, &overrides)
	}
}
