package jsonata

// Field returns the names of a path that is nothing but names: data.order.total. Such a path may still lead to a list, or through
// one.
func (n *Node) Field() ([]string, bool) {
	if n.Kind != Path || n.Group != nil || n.KeepArray {
		return nil, false
	}
	var names []string
	for i, step := range n.Items {
		switch {
		case step.Stages != nil, step.Focus != "", step.Index != "", step.KeepArray, step.Group != nil:
			return nil, false
		case i == 0 && step.Kind == Variable && step.Text == "" && len(n.Items) > 1:
			continue // $.data is data
		case step.Kind != Name:
			return nil, false
		}
		names = append(names, step.Text)
	}
	return names, true
}

// Constant returns the value of a node that depends on nothing: a string, float64, bool or nil, a []any or a map[string]any of
// constants. An object with the same key twice is none.
func (n *Node) Constant() (any, bool) {
	if n.Stages != nil || n.Group != nil {
		return nil, false
	}
	switch n.Kind {
	case String:
		return n.Text, true
	case Number:
		return n.Number, true
	case Literal:
		switch n.Text {
		case "true", "false":
			return n.Text == "true", true
		}
		return nil, true
	case Array:
		list := []any{}
		for _, item := range n.Items {
			v, ok := item.Constant()
			if !ok {
				return nil, false
			}
			list = append(list, v)
		}
		return list, true
	case Object:
		object := map[string]any{}
		for _, p := range n.Pairs {
			key, ok := p.Key.Constant()
			name, isText := key.(string)
			value, constant := p.Value.Constant()
			if _, twice := object[name]; !ok || !isText || !constant || twice {
				return nil, false
			}
			object[name] = value
		}
		return object, true
	}
	return nil, false
}
