package diag

import "strings"

// ExampleFile is a file of a code's example. Name is "" where it does not matter: a file in HCL.
type ExampleFile struct {
	Name, Text string
}

// ExampleFiles splits an example into its files: each begins with a line `-- NAME --`. An example without such a line is one
// file in HCL, or words about what can't be shown in a file.
func ExampleFiles(example string) []ExampleFile {
	var files []ExampleFile
	for line := range strings.Lines(example) {
		name, isName := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		name, closed := strings.CutSuffix(name, " --")
		if isName && closed {
			files = append(files, ExampleFile{Name: name})
			continue
		}
		if len(files) == 0 {
			files = append(files, ExampleFile{})
		}
		files[len(files)-1].Text += line
	}
	return files
}

// InWords reports whether an example can't be shown in a file and is told in comments.
func InWords(example string) bool {
	for line := range strings.Lines(example) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return strings.TrimSpace(example) != ""
}

// Page is the path of the code's page in the project's folder.
func (c *Code) Page() string { return "docs/diagnostics/" + c.ID + ".md" }
