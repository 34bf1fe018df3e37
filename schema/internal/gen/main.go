// Gen makes everything that follows from the language's .cue files: the Go structs of the kinds, the field tables that
// decode works by and the JSON Schema. Run by `go generate ./schema`, in the schema folder; gen/docs writes the pages.
package main

import (
	"fmt"
	"go/format"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	lang, err := parse(dir)
	if err != nil {
		return err
	}
	for name, write := range map[string]func(*language) []byte{
		"kinds_gen.go":  writeStructs,
		"fields_gen.go": writeTables,
	} {
		src, err := format.Source(write(lang))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), src, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "topology.schema.json"), writeJSONSchema(lang), 0o644)
}
