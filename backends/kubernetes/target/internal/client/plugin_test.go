//go:build unix

package client

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// program writes a shell script and returns the kubeconfig's user that runs it.
func program(t *testing.T, script string, more ...string) string {
	t.Helper()
	file := writeFile(t, filepath.Join(t.TempDir(), "fetch-token"), "#!/bin/sh\n"+script)
	return fmt.Sprintf("{exec: {command: %q, apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable%s}}", file, strings.Join(more, ""))
}

// gives prints a credential.
func gives(status string) string {
	return fmt.Sprintf("printf %%s '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":%s}'\n", status)
}

func TestAProgramsTokenIsSent(t *testing.T) {
	s := serve(t, says(200, deployment))
	dir := t.TempDir()
	c := s.connect(t, entries{user: program(t, `echo "$1 $COLOUR" > `+dir+`/args; echo "$KUBERNETES_EXEC_INFO" > `+dir+"/info\n"+gives(`{"token":"fetched"}`),
		", args: [first], env: [{name: COLOUR, value: blue}], provideClusterInfo: true")})
	for range 3 {
		if _, err := c.Get(t.Context(), deployments, price); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.requests[0].Header.Get("Authorization"); got != "Bearer fetched" {
		t.Errorf("sent %q", got)
	}
	if args, _ := os.ReadFile(dir + "/args"); string(args) != "first blue\n" {
		t.Errorf("the program got %q", args)
	}
	var info struct {
		Kind string
		Spec struct {
			Interactive bool
			Cluster     struct {
				Server string
				CA     []byte `json:"certificate-authority-data"`
			}
		}
	}
	content, _ := os.ReadFile(dir + "/info")
	if err := json.Unmarshal(content, &info); err != nil || info.Kind != "ExecCredential" || info.Spec.Interactive ||
		info.Spec.Cluster.Server != s.URL || string(info.Spec.Cluster.CA) != string(s.ca()) {
		t.Errorf("got %s, %v", content, err)
	}
}

func TestAProgramsCertificateIsShown(t *testing.T) {
	_, certificate, key := issue(t, func(*x509.Certificate) {})
	status, err := json.Marshal(map[string]string{"clientCertificateData": string(certificate), "clientKeyData": string(key)})
	if err != nil {
		t.Fatal(err)
	}
	var shown atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		shown.Add(int32(len(r.TLS.PeerCertificates)))
		says(200, deployment)(w, r)
	})
	s.TLS.ClientAuth = tls.RequestClientCert
	c := s.connect(t, entries{user: program(t, "echo "+base64.StdEncoding.EncodeToString([]byte(
		`{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":`+string(status)+"}"))+" | base64 -d\n")})
	if _, err := c.Get(t.Context(), deployments, price); err != nil || shown.Load() != 1 {
		t.Errorf("%d certificates, %v", shown.Load(), err)
	}
}

// A program that fails in any way gives one error in bounded time, and nothing of it goes on.
func TestAProgramThatFailsIsBounded(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"crashes":              {"echo 'no session,' >&2; echo 'sign in first' >&2; exit 3\n", "fetch-token failed (exit status 3): sign in first"},
		"kills itself":         {"kill -9 $$\n", "fetch-token failed (signal: killed)"},
		"hangs":                {"echo 'waiting' >&2; sleep 600\n", "it gave no credentials within 2s: waiting"},
		"ignores signals":      {"trap '' TERM INT HUP; while :; do sleep 1; done\n", "it gave no credentials within 2s"},
		"prints garbage":       {"echo hello\n", "what is no ExecCredential"},
		"prints nothing":       {"true\n", "what is no ExecCredential"},
		"never stops printing": {"while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done\n", "answers more than 1 MB"},
		"prints a gigabyte":    {"head -c 1000000000 /dev/zero\n", "answers more than 1 MB"},
		"complains endlessly":  {"while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >&2; done\n", "it gave no credentials within 2s"},
		"other version":        {strings.ReplaceAll(gives(`{"token":"a"}`), "k8s.io/v1", "k8s.io/v1beta1"), "says that it speaks"},
		"no status":            {gives("null"), "no credentials"},
		"empty status":         {gives("{}"), "no credentials"},
		"certificate alone":    {gives(`{"clientCertificateData":"a"}`), "a certificate or a key alone"},
		"bad certificate":      {gives(`{"clientCertificateData":"a","clientKeyData":"b"}`), "can't be used"},
		"token with a line":    {gives(`{"token":"a\r\nX-Evil: 1"}`), "line breaks"},
		"number for a token":   {gives(`{"token":5}`), "what is no ExecCredential"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, says(200, deployment))
			start := time.Now()
			_, err := s.connect(t, entries{user: program(t, c.script)}).Apply(t.Context(), deployments, price, []byte(deployment), Write{})
			if e := asError(t, err); e.Reason != Credentials || e.Unknown || !strings.Contains(e.Message, c.want) || len(e.Message) > 2*maxMessage {
				t.Errorf("got %+v", e)
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("took %v", d)
			}
			if s.count() != 0 {
				t.Errorf("the server got %d requests", s.count())
			}
		})
	}
}

// alive reports whether the process whose id a file holds runs.
func alive(t *testing.T, file string) bool {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil && strings.Contains(string(stat), ") Z ") {
		return false
	}
	return syscall.Kill(pid, 0) == nil
}

func TestWhatAProgramStartedEndsWithIt(t *testing.T) {
	for name, script := range map[string]string{
		"in the background, and hangs": "sleep 600 & echo $! > PID; sleep 600\n",
		"and crashes":                  "sleep 600 & echo $! > PID; exit 1\n",
		"and answers":                  "sleep 600 & echo $! > PID\n" + gives(`{"token":"a"}`),
		"in a session of its own":      "setsid sh -c 'echo $$ > PID; exec sleep 600' & sleep 600\n",
		"and its own children":         "sh -c 'sh -c \"echo \\$\\$ > PID; sleep 600; true\"; true'; true\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pid := filepath.Join(t.TempDir(), "pid")
			s := serve(t, says(200, deployment))
			start := time.Now()
			_, err := s.connect(t, entries{user: program(t, strings.ReplaceAll(script, "PID", pid))}).Get(t.Context(), deployments, price)
			if (err == nil) != (name == "and answers") {
				t.Errorf("got %v", err)
			}
			if d := time.Since(start); d > 8*time.Second {
				t.Errorf("took %v", d)
			}
			for deadline := time.Now().Add(3 * time.Second); alive(t, pid); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("it still runs")
				}
			}
		})
	}
}

func TestAProgramThatIsNotThereIsNamed(t *testing.T) {
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{user: "{exec: {command: no-such-helper, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, installHint: get it at example.com}}"})
	_, err := c.Get(t.Context(), deployments, price)
	if e := asError(t, err); e.Reason != Credentials || e.Message != "no-such-helper is not installed: get it at example.com" {
		t.Errorf("got %+v", e)
	}
}

func TestAProgramByARelativePathIsFoundBesideTheKubeconfig(t *testing.T) {
	s := serve(t, says(200, deployment))
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "bin", "helper"), "#!/bin/sh\n"+gives(`{"token":"beside"}`))
	file := s.kubeconfig(t, dir, entries{user: "{exec: {command: ./bin/helper, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}"})
	c, err := open(t, "", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), deployments, price); err != nil || s.requests[0].Header.Get("Authorization") != "Bearer beside" {
		t.Errorf("got %v", err)
	}
}

func TestWhatAProgramSaysIsPassedOnSafely(t *testing.T) {
	var mu sync.Mutex
	var told []string
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{user: program(t, `printf 'Go to https://example.com\n\033[2Jand enter ABC' >&2; i=0; while [ $i -lt 200 ]; do echo line; i=$((i+1)); done >&2`+"\n"+gives(`{"token":"a"}`))},
		func(c *Config) {
			c.Progress = func(text string) {
				mu.Lock()
				defer mu.Unlock()
				told = append(told, text)
			}
		})
	if _, err := c.Get(t.Context(), deployments, price); err != nil {
		t.Fatal(err)
	}
	if len(told) != maxPluginLines || told[0] != "fetch-token: Go to https://example.com" || told[1] != `fetch-token: \u001b[2Jand enter ABCline` {
		t.Errorf("told %d: %q", len(told), told[:2])
	}
}

func TestAProgramThatMustAskIsNotRunWithoutATerminal(t *testing.T) {
	s := serve(t, says(200, deployment))
	user := strings.Replace(program(t, gives(`{"token":"a"}`)), "IfAvailable", "Always", 1)
	_, err := s.connect(t, entries{user: user}).Get(t.Context(), deployments, price)
	if e := asError(t, err); e.Reason != Credentials || !strings.Contains(e.Message, "there is no terminal") {
		t.Errorf("got %+v", e)
	}
}

func TestRequestsAtOnceShareOneRunOfTheProgramAndItsFailure(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		fails  bool
	}{"answer": {gives(`{"token":"a"}`), false}, "failure": {"exit 1\n", true}} {
		runs := filepath.Join(t.TempDir(), "runs")
		s := serve(t, says(200, deployment))
		client := s.connect(t, entries{user: program(t, "echo run >> "+runs+"; sleep 0.5\n"+c.script)})
		var wait sync.WaitGroup
		for range 16 {
			wait.Go(func() {
				if _, err := client.Get(t.Context(), deployments, price); (err != nil) != c.fails {
					t.Errorf("%s: got %v", name, err)
				}
			})
		}
		wait.Wait()
		if content, _ := os.ReadFile(runs); string(content) != "run\n" {
			t.Errorf("%s: ran %d times", name, strings.Count(string(content), "run"))
		}
	}
}
