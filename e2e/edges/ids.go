package edges

import (
	"fmt"
	"regexp"
	"strings"

	"espc.dev/schema"
)

// plainName is a name that becomes a logical id without a digest.
var plainName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$`)

// logicalID returns the logical id of an entity's own resource: its name and kind in Pascal case. Everything else that an
// entity brings begins with it.
func logicalID(a schema.Address) (string, error) {
	name, err := pascal(a.Name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", a, err)
	}
	kind, err := pascal(strings.ReplaceAll(string(a.Kind), "_", "-"))
	return name + kind, err
}

func pascal(name string) (string, error) {
	if !plainName.MatchString(name) {
		return "", fmt.Errorf("the logical id of a name like %q holds a digest, which is not modelled", name)
	}
	var b strings.Builder
	for part := range strings.SplitSeq(name, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String(), nil
}

// integrationWords adds what an integration's edges have words for.
func (d *deriver) integrationWords(w words, i *schema.Integration, e schema.Edge) error {
	id, err := logicalID(i.Address)
	if err != nil {
		return err
	}
	w["on"], w["failures"], w["failures pipe"] = "", id+"Failures", id+"Pipe"
	if a := i.DeadLetter.V; a.Kind == schema.KindQueue {
		if w["dead letter"], err = logicalID(a); err != nil {
			return err
		}
	}
	if s := schema.Find[schema.ServiceEndpoint](d.Topology, e.To); s != nil {
		name, err := pascal(e.To.Name)
		if err != nil {
			return err
		}
		w["connection"], w["url"] = id+name+"Connection", s.Urls.Values()[0]
	}
	return nil
}
