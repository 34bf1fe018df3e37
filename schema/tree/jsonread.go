package tree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth bounds how deep a JSON value read back may nest.
const maxDepth = 1000

// MarshalJSON makes a tree part of a JSON document, its fields in their order.
func (n *Node) MarshalJSON() ([]byte, error) { return AppendJSON(nil, n, ""), nil }

// UnmarshalJSON reads a tree back. Numbers keep their text; there are no origins.
func (n *Node) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	read, err := readJSON(d, 0)
	if err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	*n = *read
	return nil
}

func readJSON(d *json.Decoder, depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case nil:
		return &Node{Kind: Null}, nil
	case bool:
		return NewBool(t), nil
	case json.Number:
		return &Node{Kind: Number, Text: t.String()}, nil
	case string:
		return NewString(t), nil
	}
	if token == json.Delim('[') {
		n := &Node{Kind: List}
		for d.More() {
			item, err := readJSON(d, depth+1)
			if err != nil {
				return nil, err
			}
			n.Items = append(n.Items, item)
		}
		_, err := d.Token()
		return n, err
	}
	n := &Node{Kind: Map}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := readJSON(d, depth+1)
		if err != nil {
			return nil, err
		}
		n.Fields = append(n.Fields, Field{Key: key.(string), Value: value})
	}
	_, err = d.Token()
	return n, err
}
