package set

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
)

// Member is an object of the set. UID is "" for one that is pending: it was announced, and what came of it was not recorded.
type Member struct {
	Type      string `json:"type"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
	UID       string `json:"uid,omitempty"`
}

// compareMembers orders by type, namespace and name.
func compareMembers(a, b Member) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

type inventory struct {
	FormatVersion string   `json:"format_version"`
	Members       []Member `json:"members"`
}

// normal sorts members and leaves one for each address; a uid is worth more than none, and the last more than the first.
func normal(members []Member) []Member {
	sorted := slices.Clone(members)
	slices.SortStableFunc(sorted, compareMembers)
	out := sorted[:0]
	for _, m := range sorted {
		if n := len(out); n > 0 && compareMembers(out[n-1], m) == 0 {
			if m.UID != "" {
				out[n-1] = m
			}
			continue
		}
		out = append(out, m)
	}
	return out
}

func encodeMembers(members []Member) ([]byte, error) {
	data, err := json.Marshal(inventory{formatVersion, normal(members)})
	if err != nil {
		return nil, err
	}
	out := deflate(data)
	if len(out) > MaxSize {
		return nil, &TooLarge{"the inventory of the set", len(out), MaxSize}
	}
	return out, nil
}

func decodeMembers(data []byte) ([]Member, error) {
	text, err := inflate(data)
	if err != nil {
		return nil, err
	}
	var i inventory
	if json.Unmarshal(text, &i) != nil {
		return nil, errors.New("what it holds is no JSON of an inventory")
	}
	if i.FormatVersion != formatVersion {
		return nil, errors.New("it has the format version " + quoted(i.FormatVersion))
	}
	for _, m := range i.Members {
		if m.Type == "" || m.Name == "" {
			return nil, errors.New("a member has no type or no name")
		}
	}
	if len(normal(i.Members)) != len(i.Members) {
		return nil, errors.New("it names an object twice")
	}
	return normal(i.Members), nil
}
