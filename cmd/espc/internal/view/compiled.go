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
	// Documents are the folders of documents, one for each environment that has any.
	Documents []CompiledDocuments `json:"documents,omitempty"`
}

// CompiledDocuments is the folder of an environment's documents.
type CompiledDocuments struct {
	Environment string   `json:"environment"`
	Folder      string   `json:"folder"`
	Files       int      `json:"files"`
	OutOfDate   []string `json:"out_of_date,omitempty"`
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
	for _, d := range c.Documents {
		n += len(d.OutOfDate)
	}
	return n
}

// Show writes it as JSON or text.
func (c Compiled) Show(w io.Writer, asJSON bool) error {
	if asJSON {
		c.FormatVersion = "1"
		return writeJSON(w, c)
	}
	line := func(folder, what string, outOfDate []string) error {
		if !c.Check {
			_, err := fmt.Fprintf(w, "%s: %s\n", folder, what)
			return err
		}
		for _, name := range outOfDate {
			if _, err := fmt.Fprintf(w, "%s/%s is out of date\n", folder, safe(name)); err != nil {
				return err
			}
		}
		return nil
	}
	for _, o := range c.Outputs {
		if err := line(o.Folder, Plural(o.Objects, "object", "objects")+" in "+Plural(o.Files, "file", "files"), o.OutOfDate); err != nil {
			return err
		}
	}
	for _, d := range c.Documents {
		if err := line(d.Folder, Plural(d.Files, "document", "documents"), d.OutOfDate); err != nil {
			return err
		}
	}
	return nil
}
