package provision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// Module returns the folder of a Go module, such as "sigs.k8s.io/gateway-api@v1.6.3", in the module cache, for the files that are not Go's:
// it need not be one that this module builds with. The error has what the go command said.
func Module(module string) (string, error) {
	command := exec.Command("go", "mod", "download", "-json", module)
	command.Dir = os.TempDir() // in a module, it would want to note the sum
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	var answer struct{ Dir, Error string }
	if problem := json.Unmarshal(out, &answer); problem != nil || err != nil || answer.Dir == "" {
		return "", fmt.Errorf("go mod download %s: %v: %s%s", module, err, answer.Error, stderr.String())
	}
	return answer.Dir, nil
}
