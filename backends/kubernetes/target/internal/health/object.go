package health

import "encoding/json"

// object is an object's JSON. What it is asked for may be missing or of another type, as custom resources have fields of any.
type object map[string]any

func parse(content []byte) (object, error) {
	var o object
	err := json.Unmarshal(content, &o)
	return o, err
}

// at returns what is at a path, nil for nothing.
func (o object) at(path ...string) any {
	var value any = map[string]any(o)
	for _, key := range path {
		m, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = m[key]
	}
	return value
}

func (o object) text(path ...string) string {
	s, _ := o.at(path...).(string)
	return s
}

func (o object) flag(path ...string) bool {
	b, _ := o.at(path...).(bool)
	return b
}

// object returns the map at a path, nil for none.
func (o object) object(path ...string) object {
	m, _ := o.at(path...).(map[string]any)
	return m
}

// number returns the number at a path, or otherwise.
func (o object) number(otherwise int64, path ...string) int64 {
	if n, ok := o.at(path...).(float64); ok {
		return int64(n)
	}
	return otherwise
}

// objects returns the maps in the list at a path.
func (o object) objects(path ...string) []object {
	list, _ := o.at(path...).([]any)
	out := make([]object, 0, len(list))
	for _, item := range list {
		if m, ok := item.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// labels returns the texts of the map at a path, nil for none.
func (o object) labels(path ...string) map[string]string {
	m := o.object(path...)
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]string, len(m))
	for key := range m {
		out[key] = m.text(key)
	}
	return out
}

// condition is one of status.conditions.
type condition struct{ status, reason, message string }

// condition returns the condition of a type, the zero value for none.
func (o object) condition(typ string) condition {
	for _, c := range o.objects("status", "conditions") {
		if c.text("type") == typ {
			return condition{c.text("status"), c.text("reason"), c.text("message")}
		}
	}
	return condition{}
}

func (c condition) is(status string) bool { return c.status == status }

// String says why, as far as the condition does.
func (c condition) String() string { return join(c.reason, c.message) }

func join(reason, message string) string {
	switch {
	case reason == "":
		return message
	case message == "":
		return reason
	}
	return reason + ": " + message
}
