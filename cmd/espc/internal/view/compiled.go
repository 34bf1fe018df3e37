package view

import (
	"fmt"
	"io"
)

// Compiled is what compile did.
type Compiled struct {
	FormatVersion string           `json:"format_version"`
	Check         bool             `json:"-"`
	Outputs       []CompiledOutput `json:"outputs"`
}

// CompiledOutput is one backend's folder.
type CompiledOutput struct {
	Environment string   `json:"environment"`
	Backend     string   `json:"backend"`
	Folder      string   `json:"folder"`
	Objects     int      `json:"objects"`
	Files       int      `json:"files"`
	OutOfDate   []string `json:"out_of_date,omitempty"`
}

// OutOfDate counts the files that --check found out of date.
func (c Compiled) OutOfDate() int {
	n := 0
	for _, o := range c.Outputs {
		n += len(o.OutOfDate)
	}
	return n
}

// Show writes it as JSON or text.
func (c Compiled) Show(w io.Writer, asJSON bool) error {
	if asJSON {
		c.FormatVersion = "1"
		return writeJSON(w, c)
	}
	for _, o := range c.Outputs {
		if !c.Check {
			if _, err := fmt.Fprintf(w, "%s: %s in %s\n", o.Folder, Plural(o.Objects, "object", "objects"), Plural(o.Files, "file", "files")); err != nil {
				return err
			}
			continue
		}
		for _, name := range o.OutOfDate {
			if _, err := fmt.Fprintf(w, "%s/%s is out of date\n", o.Folder, safe(name)); err != nil {
				return err
			}
		}
	}
	return nil
}
