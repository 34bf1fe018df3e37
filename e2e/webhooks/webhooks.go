package webhooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// Knative is the program that admits objects by Knative's code. It is safe for concurrent use.
type Knative struct {
	mu  sync.Mutex
	in  io.WriteCloser
	out *json.Decoder
}

// New starts Knative's admission for a test, and ends it with the test.
func New(t testing.TB) *Knative {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // which ends it
		if err := command.Wait(); err != nil {
			t.Errorf("Knative's admission: %v", err)
		}
	})
	return &Knative{in: in, out: json.NewDecoder(out)}
}

// Knows reports whether a kind is one that the program admits.
func (k *Knative) Knows(apiVersion string) bool {
	group, _, _ := strings.Cut(apiVersion, "/")
	return strings.HasSuffix(group, ".knative.dev")
}

// Admit returns an object, given as JSON, with the defaults that Knative sets on its creation. The error is what Knative has against it.
func (k *Knative) Admit(object []byte) (json.RawMessage, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := k.in.Write(append(object[:len(object):len(object)], '\n')); err != nil {
		return nil, err
	}
	var answer struct {
		Object  json.RawMessage `json:"object"`
		Problem string          `json:"problem"`
	}
	if err := k.out.Decode(&answer); err != nil {
		return nil, fmt.Errorf("no answer: %w", err)
	}
	if answer.Problem != "" {
		return answer.Object, errors.New(answer.Problem)
	}
	return answer.Object, nil
}
