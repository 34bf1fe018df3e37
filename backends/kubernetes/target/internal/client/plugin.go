package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Versions of the plug-ins' protocol.
const (
	execV1      = "client.authentication.k8s.io/v1"
	execV1beta1 = "client.authentication.k8s.io/v1beta1"
)

const (
	// maxPluginOutput bounds what a plug-in may answer, in bytes; a token has a few thousand.
	maxPluginOutput = 1 << 20
	// maxPluginLines bounds what it may say to a person.
	maxPluginLines = 50
	// pluginGrace is how long is waited for what a plug-in left running to close its output.
	pluginGrace = time.Second
	// askFactor is by how much longer a plug-in may take that asks a person to sign in.
	askFactor = 10
)

// plugin runs a program that fetches credentials, by client-go's protocol for them. Unlike client-go it bounds how long the
// program runs and how much it says, and ends what it started when it fails.
type plugin struct {
	config   *execConfig
	info     map[string]any // spec.cluster, nil where not asked for
	limit    time.Duration
	progress func(string)
	terminal *os.File
}

// execInfo describes the cluster to a plug-in that asks for it.
func (s *settings) execInfo() map[string]any {
	if s.user.Exec == nil || !s.user.Exec.ProvideClusterInfo {
		return nil
	}
	info := map[string]any{"server": s.cluster.Server}
	if s.cluster.TLSServerName != "" {
		info["tls-server-name"] = s.cluster.TLSServerName
	}
	if s.cluster.ProxyURL != "" {
		info["proxy-url"] = s.cluster.ProxyURL
	}
	if ca, err := dataOrFile(s.cluster.CertificateAuthorityData, s.cluster.CertificateAuthority); err == nil && len(ca) > 0 {
		info["certificate-authority-data"] = ca
	}
	for _, e := range s.cluster.Extensions {
		if e.Name == "client.authentication.k8s.io/exec" {
			info["config"] = e.Extension
		}
	}
	return info
}

type execCredential struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Status     *struct {
		Token       string    `json:"token"`
		Certificate string    `json:"clientCertificateData"`
		Key         string    `json:"clientKeyData"`
		Expires     time.Time `json:"expirationTimestamp"`
	} `json:"status"`
}

// fetch runs the program and reads its answer.
func (p plugin) fetch(ctx context.Context) (*credential, error) {
	asks := p.terminal != nil && p.config.InteractiveMode != "Never"
	if p.config.InteractiveMode == "Always" && !asks {
		return nil, badCredentials("%s asks a person to sign in, and there is no terminal to do so", p.name())
	}
	limit := p.limit
	if asks {
		limit *= askFactor
	}
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	answer, said, err := p.run(bounded, asks)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(bounded.Err(), context.DeadlineExceeded):
		return nil, badCredentials("%s was stopped: it gave no credentials within %s%s", p.name(), limit, said)
	case errors.Is(err, errFull):
		return nil, badCredentials("%s was stopped: it answers more than %d MB", p.name(), maxPluginOutput>>20)
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		return nil, badCredentials("%s is not installed%s", p.config.Command, p.hint())
	default:
		return nil, badCredentials("%s failed (%v)%s", p.name(), err, said)
	}
	return p.parse(answer)
}

func (p plugin) name() string { return filepath.Base(p.config.Command) }

func (p plugin) hint() string {
	if p.config.InstallHint == "" {
		return ""
	}
	return ": " + p.config.InstallHint
}

// run starts the program, and returns its output and, for messages, what it said.
func (p plugin) run(ctx context.Context, asks bool) (answer []byte, said string, err error) {
	spec := map[string]any{"interactive": asks}
	if p.info != nil {
		spec["cluster"] = p.info
	}
	info, err := json.Marshal(map[string]any{"apiVersion": p.config.APIVersion, "kind": "ExecCredential", "spec": spec})
	if err != nil {
		return nil, "", err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	cmd := exec.CommandContext(ctx, p.config.Command, p.config.Args...)
	cmd.Env = cmd.Environ()
	for _, e := range p.config.Env {
		cmd.Env = append(cmd.Env, e.Name+"="+e.Value)
	}
	cmd.Env = append(cmd.Env, "KUBERNETES_EXEC_INFO="+string(info))
	out := &limited{full: func() { stop(errFull) }}
	told := &spoken{name: p.name(), progress: p.progress}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = out, told, pluginGrace
	if asks {
		cmd.Stdin = p.terminal
	}
	end := contain(cmd, asks)
	defer end()
	err = cmd.Run()
	if cause := context.Cause(ctx); errors.Is(cause, errFull) {
		return nil, "", errFull
	}
	// What it left running and holds its output is none of ours.
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	return out.bytes(), told.last(), err
}

// parse reads an answer.
func (p plugin) parse(answer []byte) (*credential, error) {
	var c execCredential
	if err := json.Unmarshal(answer, &c); err != nil {
		return nil, badCredentials("%s answers with what is no ExecCredential", p.name())
	}
	switch {
	case c.APIVersion != p.config.APIVersion || c.Kind != "ExecCredential":
		return nil, badCredentials("%s answers with %s %s; the kubeconfig says that it speaks %s", p.name(), c.APIVersion, c.Kind, p.config.APIVersion)
	case c.Status == nil, c.Status.Token == "" && c.Status.Certificate == "" && c.Status.Key == "":
		return nil, badCredentials("%s answers with no credentials", p.name())
	case strings.ContainsAny(c.Status.Token, "\r\n"):
		return nil, badCredentials("%s answers with a token that has line breaks", p.name())
	case (c.Status.Certificate == "") != (c.Status.Key == ""):
		return nil, badCredentials("%s answers with a certificate or a key alone", p.name())
	}
	out := &credential{expires: c.Status.Expires}
	if c.Status.Token != "" {
		out.authorization = "Bearer " + c.Status.Token
	}
	if c.Status.Certificate != "" {
		pair, err := tls.X509KeyPair([]byte(c.Status.Certificate), []byte(c.Status.Key))
		if err != nil {
			return nil, badCredentials("%s answers with a certificate and key that can't be used: %v", p.name(), err)
		}
		out.certificate = &pair
	}
	return out, nil
}

var errFull = errors.New("too much output")

// limited keeps output up to a bound, and says when there is more.
type limited struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	full func()
}

func (l *limited) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buf.Len()+len(p) > maxPluginOutput {
		l.full()
		return 0, errFull
	}
	return l.buf.Write(p)
}

func (l *limited) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.buf.Bytes())
}

// spoken passes on what a program says to a person, line by line, and keeps the last line.
type spoken struct {
	name     string
	progress func(string)

	mu    sync.Mutex
	rest  []byte
	lines int
	final string
}

func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest = append(s.rest, p...)
	for {
		i := bytes.IndexByte(s.rest, '\n')
		if i < 0 && len(s.rest) < maxMessage {
			return len(p), nil
		}
		if i < 0 {
			i = len(s.rest) - 1
		}
		s.say(string(s.rest[:i+1]))
		s.rest = append(s.rest[:0], s.rest[i+1:]...)
	}
}

func (s *spoken) say(text string) {
	text = line(text)
	if text == "" {
		return
	}
	s.final = text
	if s.lines++; s.progress != nil && s.lines <= maxPluginLines {
		s.progress(fmt.Sprintf("%s: %s", s.name, text))
	}
}

// last is the last line, as the end of a message.
func (s *spoken) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.say(string(s.rest))
	s.rest = nil
	if s.final == "" {
		return ""
	}
	return ": " + s.final
}
