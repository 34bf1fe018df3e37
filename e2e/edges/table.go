package edges

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"espc.dev/schema"
)

// A Table says what each class of edge needs.
type Table struct {
	Edges     []Row      `json:"edges"`
	Constants []Constant `json:"constants"`
	// Agents is what a workload of a cluster has on AWS that acts there.
	Agents []Line `json:"agents"`
}

// A Row is about the edges of a class, to the kinds that it names or to any.
type Row struct {
	Class      schema.EdgeClass `json:"class"`
	To         []schema.Kind    `json:"to"`
	Kubernetes Traffic          `json:"kubernetes"`
	AWS        Lines            `json:"aws"`
	// Across is for an edge from a cluster to AWS; nil where none goes there.
	Across *Across `json:"across"`
}

// Across says what an edge needs on each side that leads from a cluster to AWS.
type Across struct {
	Kubernetes Traffic `json:"kubernetes"`
	AWS        []Line  `json:"aws"`
}

// A Constant is what every entity of a kind has without an edge.
type Constant struct {
	Kind schema.Kind `json:"kind"`
	AWS  []Line      `json:"aws"`
}

// Traffic says which connections an edge opens on Kubernetes.
type Traffic string

// What a row can say of Kubernetes.
const (
	EveryPort Traffic = "every port"
	OwnPort   Traffic = "its own port"
	Public    Traffic = "public addresses"
	Server    Traffic = "its server"
	AWSAPI    Traffic = "AWS's API"
	ToMesh    Traffic = "to the event mesh"
	FromMesh  Traffic = "from the event mesh"
	Letters   Traffic = "letters from the event mesh"
	OwnLetter Traffic = "an integration's to the event mesh"
	Nothing   Traffic = "nothing"
	Refused   Traffic = "refused"
)

// Lines are what a row says of AWS.
type Lines struct {
	Refused bool
	Lines   []Line
}

// A Line is one or several grants.
type Line struct {
	When []string          `json:"when"`
	Who  string            `json:"who"`
	May  []string          `json:"may"`
	With string            `json:"with"`
	As   string            `json:"as"`
	If   map[string]string `json:"if"`
	// Unless holds conditions under which the same must be denied.
	Unless map[string]string `json:"unless"`
	// Managed is a policy of Amazon's own that a role has, in place of May and With.
	Managed string `json:"managed"`
}

// UnmarshalJSON reads a list of lines, "nothing" or "refused".
func (l *Lines) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"refused"`:
		l.Refused = true
		return nil
	case `"nothing"`:
		return nil
	}
	return yaml.UnmarshalStrict(data, &l.Lines)
}

// ParseTable reads the table. A class and kind that two rows speak of is an error.
func ParseTable(data []byte) (*Table, error) {
	t := &Table{}
	if err := yaml.UnmarshalStrict(data, t); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, r := range t.Edges {
		if !slices.Contains([]Traffic{EveryPort, OwnPort, Public, Server, ToMesh, FromMesh, Letters, OwnLetter, Nothing, Refused}, r.Kubernetes) {
			return nil, fmt.Errorf("%s: %q is nothing that the table can say of Kubernetes", r.Class, r.Kubernetes)
		}
		if !r.AWS.Refused && len(r.AWS.Lines) == 0 && r.AWS.Lines != nil {
			return nil, fmt.Errorf("%s: aws is an empty list; write nothing", r.Class)
		}
		kinds := r.To
		if len(kinds) == 0 {
			kinds = []schema.Kind{"any kind"}
		}
		for _, kind := range kinds {
			what := fmt.Sprintf("%s to %s", r.Class, kind)
			if seen[what] {
				return nil, fmt.Errorf("two rows are about %s", what)
			}
			seen[what] = true
		}
		lines := r.AWS.Lines
		if r.Across != nil {
			lines = slices.Concat(lines, r.Across.AWS)
			if r.Across.Kubernetes != AWSAPI {
				return nil, fmt.Errorf("%s: %q is not how a cluster reaches AWS", r.Class, r.Across.Kubernetes)
			}
		}
		for _, l := range lines {
			if err := l.check(); err != nil {
				return nil, fmt.Errorf("%s: %w", r.Class, err)
			}
		}
	}
	for _, c := range t.Constants {
		for _, l := range c.AWS {
			if err := l.check(); err != nil {
				return nil, fmt.Errorf("%s: %w", c.Kind, err)
			}
		}
	}
	for _, l := range t.Agents {
		if err := l.check(); err != nil {
			return nil, fmt.Errorf("agents: %w", err)
		}
	}
	return t, nil
}

func (l Line) check() error {
	if l.Managed != "" {
		if !strings.HasPrefix(l.Who, "role ") || len(l.May) > 0 || l.With+l.As != "" || len(l.If)+len(l.Unless) > 0 {
			return fmt.Errorf("a managed policy is a role's, and says all itself: %+v", l)
		}
		return nil
	}
	if l.Who == "" || len(l.May) == 0 || l.With == "" {
		return fmt.Errorf("who, may and with are required: %+v", l)
	}
	return nil
}

// row returns the row of an edge. There is one for every edge of every topology, or the table is not complete.
func (t *Table) row(e schema.Edge) (*Row, error) {
	for i := range t.Edges {
		r := &t.Edges[i]
		if r.Class == e.Class && (len(r.To) == 0 || slices.Contains(r.To, e.To.Kind)) {
			return r, nil
		}
	}
	return nil, fmt.Errorf("the table has no row for %s", describe(e))
}

func describe(e schema.Edge) string {
	return fmt.Sprintf("%s %s %s (%s)", e.From, e.Class, e.To, e.Field)
}
