package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every fault of docs/faults.md names tests, and each of them exists.
func TestEveryFaultNamesTestsThatExist(t *testing.T) {
	tests := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, root := range []string{"../../cmd", "../../compiler", "../../backends", "../../e2e"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			content, err := os.ReadFile(path)
			for _, m := range declared.FindAllSubmatch(content, -1) {
				tests[string(m[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	rows := map[string][]string{}
	row := regexp.MustCompile(`(?m)^\| (\d+) \|.*\| ([^|]*) \|$`)
	for _, m := range row.FindAllStringSubmatch(read(t, "../../docs/faults.md"), -1) {
		rows[m[1]] = strings.Split(m[2], ", ")
	}
	for n := 1; n <= 61; n++ {
		if len(rows[fmt.Sprint(n)]) == 0 {
			t.Errorf("fault %d is not in docs/faults.md", n)
		}
	}
	for n, names := range rows {
		for _, name := range names {
			if !tests[name] {
				t.Errorf("fault %s: there is no test %s", n, name)
			}
		}
	}
}
