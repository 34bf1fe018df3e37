//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"espc.dev/schema/tree"
)

// answer is how espc took an input.
type answer struct {
	status   int
	ended    bool // by itself
	out, err string
	lines    []string // of out, without the space around them
	time     time.Duration
	memory   int64 // bytes
}

// startTime is what may pass before a process has anything to do.
const startTime = 100 * time.Millisecond

// ask runs a case's command in the folder, with nothing of this process' environment that espc goes by. What does not end is
// ended after some times as long as it may take.
func ask(t *testing.T, dir string, c *inputCase) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*inputTime)
	defer cancel()
	var out, err bytes.Buffer
	p := exec.CommandContext(ctx, "espc", c.command...)
	p.Dir, p.Stdout, p.Stderr = dir, &out, &err
	p.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "HOME=" + filepath.Join(dir, "nobody")}, c.environ...)
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.Cancel = func() error { return syscall.Kill(-p.Process.Pid, syscall.SIGKILL) }
	p.WaitDelay = time.Second
	started := time.Now()
	failed := p.Run()
	a := answer{time: time.Since(started), ended: ctx.Err() == nil, out: out.String(), err: err.String()}
	var status *exec.ExitError
	if failed != nil && !errors.As(failed, &status) {
		t.Fatal(failed)
	}
	a.time = min(a.time, p.ProcessState.UserTime()+p.ProcessState.SystemTime()+startTime) // a machine may be busy with other work
	a.status = p.ProcessState.ExitCode()
	if usage, ok := p.ProcessState.SysUsage().(*syscall.Rusage); ok {
		a.memory = int64(usage.Maxrss) // the largest of it and of those that it waited for
		if runtime.GOOS != "darwin" {
			a.memory <<= 10 // getrusage(2): KiB but on macOS
		}
	}
	a.lines = linesOf(out.Bytes())
	return a
}

var (
	headLine    = regexp.MustCompile(`^(error|warning|note)\[([EWN]\d{4})\]: (.+)$`)
	placeLine   = regexp.MustCompile(`^ *--> (.+?:\d+:\d+)( in .+)?$`)
	addressLine = regexp.MustCompile(`^ *--> in .+$`)
	relatedLine = regexp.MustCompile(`^ *::: (.+)$`)
	noteLine    = regexp.MustCompile(`^( *)= (.*)$`)
	sourceLine  = regexp.MustCompile(`^( *\d* \|.*|\.\.\.)$`)
)

// bound is which of its bounds ended an evaluation: that goes by how fast the machine is.
var bound = regexp.MustCompile(`takes too (long|much memory)`)

// said is the answer as a case wants it: the exit status, then what is on standard error, each diagnostic with its place first and
// without source lines.
func (a answer) said() string {
	var b strings.Builder
	fmt.Fprintf(&b, "exit %d\n", a.status)
	var head []string // the diagnostic whose place is not known yet
	flush := func(place string) {
		if head != nil {
			fmt.Fprintf(&b, "%s%s[%s]: %s\n", place, head[1], head[2], head[3])
		}
		head = nil
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(bound.ReplaceAllString(a.err, "takes too long or too much memory"), "\n"), "\n") {
		if m := headLine.FindStringSubmatch(line); m != nil {
			head = m
			continue
		}
		if m := placeLine.FindStringSubmatch(line); m != nil && head != nil {
			flush(m[1] + ": ")
			continue
		}
		flush("")
		if m := relatedLine.FindStringSubmatch(line); m != nil {
			fmt.Fprintf(&b, "  %s\n", m[1])
		} else if m := noteLine.FindStringSubmatch(line); m != nil {
			fmt.Fprintf(&b, "  %s\n", m[2])
		} else if line != "" && !addressLine.MatchString(line) && !sourceLine.MatchString(line) {
			fmt.Fprintln(&b, line)
		}
	}
	flush("")
	return b.String()
}

// check fails the test where the answer is none that any input may get.
func (a answer) check(t *testing.T) {
	t.Helper()
	if a.status != 0 && a.status != 1 {
		t.Errorf("exit %d: %s", a.status, a.err)
	}
	for _, word := range []string{"panic:", "goroutine ", "fatal error:", "runtime error"} {
		if strings.Contains(a.err, word) {
			t.Errorf("%q is in the answer:\n%s", word, a.err)
		}
	}
	for _, text := range []string{a.out, a.err} {
		if !utf8.ValidString(text) {
			t.Errorf("not UTF-8: %q", text)
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !tree.Printable(r) }); i >= 0 {
			t.Errorf("a terminal would obey %q", text[i:min(i+8, len(text))])
		}
	}
	lines := strings.Split(a.err, "\n\n")
	for _, d := range lines {
		if !strings.HasPrefix(d, "error[") {
			continue
		}
		if !regexp.MustCompile(`(?m)^ *= fix: \S`).MatchString(d) {
			t.Errorf("no fix:\n%s", d)
		}
		if !regexp.MustCompile(`(?m)^ *--> .+:\d+:\d+`).MatchString(d) && !strings.Contains(d, "[E0151]") { // of a folder without files
			t.Errorf("no place:\n%s", d)
		}
	}
	if a.status == 1 && !strings.HasPrefix(lastLine(a.err), "Error: ") {
		t.Errorf("the last line does not say that it failed: %q", lastLine(a.err))
	}
}

func lastLine(text string) string {
	text = strings.TrimRight(text, "\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// snapshot lists what is in a folder: each path with its type, its size and a digest of what it holds.
func snapshot(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		line := path + " " + info.Mode().String()
		if info.Mode().IsRegular() && info.Size() < 8<<20 {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			line += fmt.Sprintf(" %x", sha256.Sum256(data))
		} else if info.Mode().IsRegular() {
			line += fmt.Sprint(" ", info.Size(), " ", info.ModTime())
		}
		out = append(out, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
