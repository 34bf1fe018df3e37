package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// service is one of the N services of the workload, the same for every tool.
type service struct {
	Name   string            `json:"name"`
	Image  string            `json:"image"`
	Port   int               `json:"port"`
	Memory string            `json:"memory"`
	CPU    string            `json:"cpu"`
	Min    int               `json:"min"`
	Max    int               `json:"max"`
	Env    map[string]string `json:"env"`
	Next   string            `json:"-"` // the service it calls; none after the last, so the calls make no cycle
}

func newService(i, n int) service {
	name := func(i int) string { return fmt.Sprintf("svc-%05d", i) }
	s := service{
		Name:   name(i),
		Image:  fmt.Sprintf("registry.example.com/shop/%s:1.%d.0", name(i), i%10),
		Port:   8080,
		Memory: "256Mi",
		CPU:    "100m",
		Min:    1,
		Max:    10,
		Env:    map[string]string{"LOG_LEVEL": "info", "INDEX": fmt.Sprint(i)},
	}
	if i+1 < n {
		s.Next = name(i + 1)
	}
	return s
}

// peerEnv is the environment as a peer writes it: a peer has no edges, so the address of the next
// service is a plain value.
func (s service) peerEnv() map[string]string {
	env := map[string]string{}
	for k, v := range s.Env {
		env[k] = v
	}
	if s.Next != "" {
		env["PEER"] = "http://" + s.Next
	}
	return env
}

// writer prints one file of the workload. It streams, because the memory of this process is the
// floor of every measurement (see ownPeak).
type writer func(w io.Writer, n int) error

// generate writes the files of a tool's workload of n services under dir.
func generate(dir string, n int, files map[string]writer) error {
	for name, write := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := generateFile(path, n, write); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// generate writes the tool's workload of n services under dir.
func (t tool) generate(dir string, n int) error {
	if err := generate(dir, n, t.Files); err != nil || t.Each == nil {
		return err
	}
	for i := range n {
		name, content := t.Each(newService(i, n))
		if err := generate(dir, n, map[string]writer{name: text(content)}); err != nil {
			return err
		}
	}
	return nil
}

func generateFile(path string, n int, write writer) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	if err := write(buffered, n); err != nil {
		_ = file.Close()
		return err
	}
	if err := buffered.Flush(); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}

// text writes the same bytes for every n.
func text(s string) writer {
	return func(w io.Writer, _ int) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// each writes head, then one piece for each service with between in front of all but the first, then tail.
func each(head, between, tail string, piece func(service) string) writer {
	return func(w io.Writer, n int) error {
		if _, err := io.WriteString(w, head); err != nil {
			return err
		}
		for i := range n {
			s := piece(newService(i, n))
			if i > 0 {
				s = between + s
			}
			if _, err := io.WriteString(w, s); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, tail)
		return err
	}
}

// peerJSON is a service as the peers' values hold it.
func peerJSON(s service) string {
	s.Env = s.peerEnv()
	return toJSON(s)
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only strings, numbers and maps of them come here
	}
	return string(b)
}
