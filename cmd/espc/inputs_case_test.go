//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/tools/txtar"
)

// inputCase is a case of bad input: testdata/inputs/NN-name.txtar, NN a row of docs/inputs.md. The archive's comment says what is
// wrong and what is promised; its files are the topology's but for
//
//	command  optional: espc's arguments, in place of "validate"
//	setup    optional: one directive a line that makes what an archive can't hold, after the files are written:
//	         bytes FILE "TEXT"     appends a Go string ("\x00") to a file, and makes it if there is none
//	         repeat FILE "TEXT" N  appends a Go string N times; {n} in it becomes 0, 1, 2, …
//	         size FILE N           makes a file N bytes long, of zeros
//	         crlf FILE             ends a file's lines with CRLF
//	         symlink FILE TARGET   makes a link
//	         fifo FILE             makes a named pipe
//	         socket FILE           makes a socket
//	         mkdir FOLDER          makes an empty folder
//	         env NAME "VALUE"      sets a variable of the environment
//	want     the answer: "exit N", then the diagnostics as a person reads them, without the source lines
//	shows    optional: lines that standard output has, but for the space around them
//	hides    optional: lines with texts that are nowhere in the output
type inputCase struct {
	command []string
	files   []txtar.File
	setup   []string
	environ []string
	want    string
	shows   []string
	hides   []string
}

func readInput(path string) (*inputCase, error) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		return nil, err
	}
	c := &inputCase{command: []string{"validate"}}
	if len(bytes.TrimSpace(archive.Comment)) == 0 {
		return nil, errors.New("the case does not say what is wrong")
	}
	for _, f := range archive.Files {
		switch f.Name {
		case "command":
			c.command = strings.Fields(string(f.Data))
		case "setup":
			c.setup = linesOf(f.Data)
		case "want":
			c.want = string(f.Data)
		case "shows":
			c.shows = linesOf(f.Data)
		case "hides":
			c.hides = linesOf(f.Data)
		default:
			c.files = append(c.files, f)
		}
	}
	return c, nil
}

// linesOf returns a text's lines that are not empty, without the space around them.
func linesOf(text []byte) []string {
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// lay writes the case's files into a folder.
func (c *inputCase) lay(dir string) error {
	for _, f := range c.files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			return err
		}
	}
	for _, line := range c.setup {
		if err := c.directive(dir, line); err != nil {
			return fmt.Errorf("setup: %s: %w", line, err)
		}
	}
	return nil
}

// directive does what one line of setup says.
func (c *inputCase) directive(dir, line string) error {
	words, err := wordsOf(line)
	if err != nil || len(words) < 2 {
		return fmt.Errorf("not a directive: %w", err)
	}
	name := filepath.Join(dir, filepath.FromSlash(words[1]))
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	switch what := words[0] + strconv.Itoa(len(words)-1); what {
	case "bytes2":
		return appendTo(name, []byte(words[2]))
	case "repeat3":
		return repeatInto(name, words[2], words[3])
	case "size2":
		n, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return err
		}
		if err := appendTo(name, nil); err != nil {
			return err
		}
		return os.Truncate(name, n)
	case "crlf1":
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")), 0o600)
	case "symlink2":
		return os.Symlink(filepath.FromSlash(words[2]), name)
	case "fifo1":
		return syscall.Mkfifo(name, 0o600)
	case "socket1":
		listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
		if err != nil {
			return err
		}
		listener.SetUnlinkOnClose(false)
		return listener.Close()
	case "mkdir1":
		return os.MkdirAll(name, 0o750)
	case "env2":
		c.environ = append(c.environ, words[1]+"="+words[2])
		return nil
	}
	return errors.New("there is no such directive")
}

// wordsOf splits a line into words and Go strings.
func wordsOf(line string) ([]string, error) {
	var out []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if line[0] != '"' {
			word, rest, _ := strings.Cut(line, " ")
			out, line = append(out, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return nil, err
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		out, line = append(out, text), line[len(quoted):]
	}
	return out, nil
}

func repeatInto(name, text, times string) error {
	n, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	if !strings.Contains(text, "{n}") {
		return appendTo(name, bytes.Repeat([]byte(text), n))
	}
	var b bytes.Buffer
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "{n}", strconv.Itoa(i)))
	}
	return appendTo(name, b.Bytes())
}

func appendTo(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
