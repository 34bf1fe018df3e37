package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Typing is how long the language server takes to show what a change of one character does to a topology.
type Typing struct {
	Services int
	Results  []TypingResult
}

// TypingResult is one language: the times from a change to the diagnostics that follow from it.
type TypingResult struct {
	Language            string
	Changes             int
	Min, Median, Slower time.Duration // Slower is that of which a twentieth is slower still
}

// typingLimit is what an editor may wait for diagnostics in a topology of 1,000 services.
const typingLimit = 100 * time.Millisecond

// settled is how long the server is left alone after it answered, so that what it does for one change is not counted for the next.
const settled = 300 * time.Millisecond

// measureTyping types a mistake into a topology and takes it out, in each language, so many times each.
func measureTyping(work string, services, times int, o Options, progress io.Writer) (*Typing, error) {
	out := &Typing{Services: services}
	for _, language := range []struct {
		name, file string
		files      map[string]writer
	}{
		{"HCL", "shop.hcl", espcHCL()},
		{"CUE", "shop.cue", espcCUE()},
		{"Jsonnet", "shop.jsonnet", espcJsonnet()},
	} {
		dir, err := os.MkdirTemp(work, "typing-")
		if err != nil {
			return nil, err
		}
		if err := generate(dir, services, language.files); err != nil {
			return nil, err
		}
		walls, err := typeInto(o.Espc, dir, language.file, times)
		if err != nil {
			return nil, fmt.Errorf("typing into %s: %w", language.file, err)
		}
		slices.Sort(walls)
		out.Results = append(out.Results, TypingResult{
			Language: language.name, Changes: len(walls), Min: walls[0], Median: walls[len(walls)/2], Slower: walls[len(walls)*19/20],
		})
		if _, err := fmt.Fprintf(progress, "%d services: typed into %s\n", services, language.name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// typeInto makes a mistake in the middle of a file and repairs it, so many times, and returns how long each took to be seen.
func typeInto(espc, dir, file string, times int) (walls []time.Duration, err error) {
	e, err := startEditor(espc, filepath.Join(dir, file))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.end()) }()
	for range times {
		for _, text := range []string{"i", "y"} { // memori, memory
			time.Sleep(settled)
			wall, err := e.change(text, text == "i")
			if err != nil {
				return nil, err
			}
			walls = append(walls, wall)
		}
	}
	return walls, nil
}

// editor is a server that runs, and the client's side of a conversation about one document.
type editor struct {
	server  *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	uri     string
	version int
	// line and column are where the last letter of a field's name stands.
	line, column int
}

func startEditor(espc, path string) (*editor, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	at := strings.Index(string(text[len(text)/2:]), "memory") + len(text)/2
	e := &editor{
		server: exec.Command(espc, "lsp"), uri: (&url.URL{Scheme: "file", Path: path}).String(), version: 1,
		line: strings.Count(string(text[:at]), "\n"), column: at - strings.LastIndexByte(string(text[:at]), '\n') - 1 + len("memor"),
	}
	e.server.Stderr = os.Stderr
	if e.in, err = e.server.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := e.server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	e.out = bufio.NewReader(out)
	if err := e.server.Start(); err != nil {
		return nil, err
	}
	err = errors.Join(
		e.send(map[string]any{"id": 1, "method": "initialize", "params": map[string]any{"capabilities": map[string]any{}}}),
		e.send(map[string]any{"method": "initialized", "params": map[string]any{}}),
		e.send(map[string]any{"method": "textDocument/didOpen", "params": map[string]any{"textDocument": map[string]any{
			"uri": e.uri, "languageId": "espc", "version": e.version, "text": string(text),
		}}}),
	)
	if err == nil {
		err = e.await(false)
	}
	if err != nil {
		return nil, errors.Join(err, e.in.Close(), e.server.Process.Kill(), e.server.Wait())
	}
	return e, nil
}

// change puts a letter in place of the field's last one, and returns how long it took until a mistake was shown, or none.
func (e *editor) change(letter string, mistake bool) (time.Duration, error) {
	e.version++
	begin := time.Now()
	at := func(column int) map[string]any { return map[string]any{"line": e.line, "character": column} }
	err := e.send(map[string]any{"method": "textDocument/didChange", "params": map[string]any{
		"textDocument":   map[string]any{"uri": e.uri, "version": e.version},
		"contentChanges": []any{map[string]any{"range": map[string]any{"start": at(e.column), "end": at(e.column + 1)}, "text": letter}},
	}})
	if err != nil {
		return 0, err
	}
	err = e.await(mistake)
	return time.Since(begin), err
}

// await reads until the document's present text has a mistake, or none.
func (e *editor) await(mistake bool) error {
	for {
		var m struct {
			Method string
			Params struct {
				URI         string
				Version     int
				Diagnostics []struct{ Severity int }
			}
		}
		if err := e.read(&m); err != nil {
			return err
		}
		if m.Method != "textDocument/publishDiagnostics" || m.Params.URI != e.uri || m.Params.Version != e.version {
			continue
		}
		found := false
		for _, d := range m.Params.Diagnostics {
			found = found || d.Severity == 1
		}
		if found == mistake {
			return nil
		}
	}
}

func (e *editor) send(message map[string]any) error {
	message["jsonrpc"] = "2.0"
	content, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(content), content)
	return err
}

func (e *editor) read(into any) error {
	length := 0
	for {
		line, err := e.out.ReadString('\n')
		if err != nil {
			return fmt.Errorf("the server ended: %w", err)
		}
		line = strings.TrimSpace(line)
		if line == "" {
			break
		}
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			if length, err = strconv.Atoi(value); err != nil {
				return err
			}
		}
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(e.out, content); err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}

// end ends the conversation as an editor does.
func (e *editor) end() error {
	return errors.Join(
		e.send(map[string]any{"id": 2, "method": "shutdown"}), e.send(map[string]any{"method": "exit"}), e.in.Close(), e.server.Wait(),
	)
}

func (t *Typing) write(b *strings.Builder) {
	if t == nil {
		return
	}
	fmt.Fprintf(b, "\n## Typing, %s services\n\n", thousands(t.Services))
	b.WriteString("From one character that is changed in an editor to the diagnostics that `espc lsp` shows of it. Each topology is one file.\n\n" +
		"| | changes | fastest | median | of 20, 19 are faster than |\n|---|--:|--:|--:|--:|\n")
	for _, r := range t.Results {
		fmt.Fprintf(b, "| %s | %d | %s | %s | %s |\n", r.Language, r.Changes, seconds(r.Min), seconds(r.Median), seconds(r.Slower))
	}
	if len(t.Results) == 0 || t.Services != 1000 {
		return
	}
	writeTargets(b, "Target of typing", []target{{
		what: "median in " + t.Results[0].Language, got: per(t.Results[0].Median, time.Millisecond), limit: per(typingLimit, time.Millisecond), unit: " ms",
	}})
}
