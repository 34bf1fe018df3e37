package plan

// DocumentFiles are the files with an environment's documents that differ from what the topology says. They are no objects, and
// are written beside them.
type DocumentFiles struct {
	// Folder is where they are, relative to the topology's folder.
	Folder string `json:"folder"`
	// Write are the names of those that are new or change, Remove of those that go.
	Write  []string `json:"write,omitempty"`
	Remove []string `json:"remove,omitempty"`
}

// Changes returns the number of documents that change; none of nil.
func (f *DocumentFiles) Changes() int {
	if f == nil {
		return 0
	}
	return len(f.Write) + len(f.Remove)
}

// Pending returns the number of objects and documents that applying the plan changes.
func (d *Document) Pending() int { return d.Summary.Changes() + d.Documents.Changes() }
