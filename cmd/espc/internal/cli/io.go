package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// IO is what a command meets of the world around it: nothing in this package reads the process's own.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	// Environ is the environment as NAME=value.
	Environ []string
	// Program is how the program was called, "" where it can't be started once more: evaluations are then not in a process of
	// their own.
	Program string
	// Dir is the working directory.
	Dir string
	// Interactive is whether a person can answer a question; OutTerminal and ErrTerminal whether the two are terminals.
	Interactive, OutTerminal, ErrTerminal bool
	// Width and Height are the terminal's numbers of columns and lines, 0 where there is none.
	Width, Height int
	// Exit ends the process at once, with a status.
	Exit func(int)
}

// System returns the process's own IO.
func System() IO {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	width, height, err := term.GetSize(int(os.Stderr.Fd()))
	if err != nil {
		width, height = 0, 0
	}
	return IO{
		Width: width, Height: height, Exit: os.Exit,
		Program: os.Args[0],
		In:      os.Stdin, Out: os.Stdout, Err: os.Stderr, Environ: os.Environ(), Dir: dir,
		Interactive: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
}

// Getenv returns an environment variable, "" if it is not set.
func (i IO) Getenv(name string) string {
	value := ""
	for _, e := range i.Environ {
		if len(e) > len(name) && e[:len(name)] == name && e[len(name)] == '=' {
			value = e[len(name)+1:]
		}
	}
	return value
}
