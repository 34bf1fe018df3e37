package apim

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/pods"
)

// sdk stands in for the AWS SDK that comes with Lambda's runtime: it knows the texts of SECRETS.
const sdk = `
exports.GetSecretValueCommand = class { constructor(input) { this.input = input; } };
exports.SecretsManagerClient = class {
  async send({ input }) {
    const text = JSON.parse(process.env.SECRETS)[input.SecretId];
    if (text === undefined) throw Object.assign(new Error('there is no ' + input.SecretId), { name: 'ResourceNotFoundException' });
    return { SecretString: text };
  }
};
`

// A lambda is a function of the template, as a process that answers events.
type lambda struct {
	in  io.WriteCloser
	out *bufio.Reader
	log *pods.Output
	mu  sync.Mutex
	web bool // it is a server behind the Lambda Web Adapter, which is not run
}

// errorOf is what a function failed with.
type errorOf struct{ message string }

func (e errorOf) Error() string { return e.message }

// webHandler is the handler of functions that are servers.
const webHandler = "run.sh"

// newLambda unpacks a function's code and starts it. The code is what was compiled; only what a user wrote in it is replaced, by
// what tells what reached it.
func (w *AWS) newLambda(t testing.TB, r *cloudformation.Resource) (*lambda, error) {
	handler, err := r.Text("Handler")
	if err != nil || handler == webHandler {
		return &lambda{web: true}, err
	}
	runtime, err := r.Text("Runtime")
	if err != nil {
		return nil, err
	}
	folder := t.TempDir()
	if err := w.unpack(r, folder); err != nil {
		return nil, err
	}
	env, err := w.variables(r)
	if err != nil {
		return nil, err
	}
	if source := env["FUNCTION_SOURCE"]; source != "" && !w.decides(r) {
		if err := replaceSource(folder, source); err != nil {
			return nil, err
		}
	}
	program, host := w.node, "lambda.cjs"
	if strings.HasPrefix(runtime, "python") {
		program, host = "python3", "lambda.py"
	}
	host, err = filepath.Abs(host)
	if err != nil {
		return nil, err
	}
	return w.spawn(t, folder, env, program, host, folder, handler)
}

// decides reports whether an API asks a function who may pass, which it then says by its own code.
func (w *AWS) decides(r *cloudformation.Resource) bool {
	for _, a := range w.all("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer") {
		uri, _ := a.Raw("AuthorizerUri").(map[string]any)
		if text, _ := uri["Fn::Sub"].(string); strings.Contains(text, "${"+r.ID+".Arn}") {
			return true
		}
	}
	return false
}

func (w *AWS) spawn(t testing.TB, folder string, env map[string]string, program string, args ...string) (*lambda, error) {
	secrets := map[string]string{}
	for name := range w.secrets {
		text, err := w.secretString(name)
		if err != nil {
			return nil, err
		}
		secrets[name] = text
	}
	texts, err := json.Marshal(secrets)
	if err != nil {
		return nil, err
	}
	module := filepath.Join(folder, "node_modules/@aws-sdk/client-secrets-manager")
	if err := os.MkdirAll(module, 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(module, "index.js"), []byte(sdk), 0o600); err != nil {
		return nil, err
	}
	outside, err := w.services.environ(t.TempDir(), nil)
	if err != nil {
		return nil, err
	}
	l := &lambda{log: &pods.Output{}}
	command := exec.Command(program, args...)
	command.Dir = folder
	command.Env = append(outside, "SECRETS="+string(texts), "SERVICES_ORIGIN="+servicesOrigin, "LAMBDA_TASK_ROOT="+folder)
	for name, value := range env {
		command.Env = append(command.Env, name+"="+value)
	}
	command.Stderr = l.log
	if l.in, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	l.out = bufio.NewReader(out)
	if err := command.Start(); err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		_ = l.in.Close()
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	return l, nil
}

// invoke hands a function an event, and returns its answer. The error is the function's where it is an errorOf.
func (l *lambda) invoke(event any, answer any) error {
	line, err := json.Marshal(event)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.in.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("%w: %s", err, l.log)
	}
	told, err := l.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("%w: %s", err, l.log)
	}
	var envelope struct {
		Value json.RawMessage
		Error *string
	}
	if err := json.Unmarshal(told, &envelope); err != nil {
		return err
	}
	if envelope.Error != nil {
		return errorOf{*envelope.Error}
	}
	return json.Unmarshal(envelope.Value, answer)
}

// unpack unpacks a function's code into a folder.
func (w *AWS) unpack(r *cloudformation.Resource, folder string) error {
	code, err := r.Property("Code")
	if err != nil {
		return err
	}
	key, _ := code.(map[string]any)["S3Key"].(string)
	archive, err := zip.OpenReader(filepath.Join(w.folder, filepath.FromSlash(key)))
	if err != nil {
		return err
	}
	return errors.Join(os.CopyFS(folder, archive), archive.Close())
}

// replaceSource puts what tells what reached it in the place of a function's own code.
func replaceSource(folder, source string) error {
	stand := "echo/index.js"
	if strings.HasSuffix(source, ".py") {
		stand = "echo/main.py"
	}
	code, err := os.ReadFile(stand)
	if err != nil {
		return err
	}
	path := filepath.Join(folder, filepath.FromSlash(source))
	if _, err := os.Stat(path); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(folder, "package.json")); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.WriteFile(path, code, 0o600)
}

// variables are a function's, with the secrets that CloudFormation puts in.
func (w *AWS) variables(r *cloudformation.Resource) (map[string]string, error) {
	value, err := r.Property("Environment")
	if err != nil || value == nil {
		return map[string]string{}, err
	}
	out := map[string]string{}
	all, _ := value.(map[string]any)["Variables"].(map[string]any)
	for name, v := range all {
		if out[name], err = w.put(fmt.Sprint(v)); err != nil {
			return nil, err
		}
	}
	return out, nil
}
