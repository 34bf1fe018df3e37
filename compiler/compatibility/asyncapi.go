package compatibility

import (
	"path"
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// asyncAPIs compares the messages that an application sends and receives: others who receive what it sends, and send what it
// receives, have to go on.
func asyncAPIs(before, after *diag.File, forward, outline bool) ([]Break, error) {
	others, app, err := parseBoth(before, after, forward)
	if err != nil {
		return nil, err
	}
	c := &messageComparison{&findings{forward: forward}}
	now := messagesOf(app)
	for _, old := range messagesOf(others) {
		i := indexMessage(now, old)
		switch {
		case i < 0 && old.sent:
			c.said(old.at, missing(old, app), "was sent and is not any more", "is sent now and was not")
		case i < 0:
			c.said(old.at, missing(old, app), "was received and is not any more", "is received now and was not")
		case outline:
		case old.sent:
			c.payload(now[i], old, !forward)
		default:
			c.payload(old, now[i], forward)
		}
	}
	return c.breaks, nil
}

type messageComparison struct{ *findings }

// message is one that an application sends or receives on a channel.
type message struct {
	channel, name string
	sent          bool
	at, message   place
}

// missing is where a message would be in the other document.
func missing(m message, root place) place { return place{nil, m.at.pointer, root.n} }

func indexMessage(list []message, m message) int {
	for i, other := range list {
		if other.channel == m.channel && other.name == m.name && other.sent == m.sent {
			return i
		}
	}
	return -1
}

// messagesOf lists the messages of a document of AsyncAPI 3 or 2, each once for each channel and direction.
func messagesOf(root place) []message {
	var out []message
	add := func(m message) {
		if indexMessage(out, m) < 0 {
			out = append(out, m)
		}
	}
	if strings.HasPrefix(root.n.Get("asyncapi").Str(), "2.") {
		for _, channel := range root.get("channels").fields() {
			for _, direction := range []string{"subscribe", "publish"} { // as others do
				operation := root.get("channels").get(channel).resolved().get(direction)
				list := operation.get("message").get("oneOf").items()
				if list == nil && operation.get("message").n != nil {
					list = []place{operation.get("message")}
				}
				for _, at := range list {
					m := at.resolved()
					add(message{channel, messageName(at, m), direction == "subscribe", operation, m})
				}
			}
		}
		return out
	}
	for _, id := range root.get("operations").fields() {
		operation := root.get("operations").get(id).resolved()
		channel := operation.get("channel").resolved()
		list := operation.get("messages").items()
		if list == nil { // all of the channel's
			for _, name := range channel.get("messages").fields() {
				list = append(list, channel.get("messages").get(name))
			}
		}
		for _, at := range list {
			name := messageName(at, at.resolved())
			add(message{path.Base(channel.pointer), name, operation.n.Get("action").Str() == "send", channel.get("messages").get(name), at.resolved()})
		}
	}
	return out
}

// messageName is how a message is known: by what refers to it, else by its own name.
func messageName(at, m place) string {
	if ref := at.n.Get("$ref").Str(); ref != "" {
		return path.Base(ref)
	}
	if name := m.n.Get("name").Str(); name != "" {
		return name
	}
	return path.Base(at.pointer)
}

// payload compares what the one writes and the other reads; forward says that the new version is the one that writes.
func (c *messageComparison) payload(writer, reader message, forward bool) {
	w, wFormat := payloadOf(writer.message)
	r, rFormat := payloadOf(reader.message)
	inner := &findings{forward: forward}
	switch {
	case r.n == nil:
	case w.n == nil:
		inner.said(writer.message, r, "says now what it holds, and did not", "no longer says what it holds")
	case wFormat != rFormat:
		inner.changed(w, r, "the payload's format", wFormat, rFormat)
	case wFormat == "avro":
		readAvro(inner, w, r)
	case wFormat == "json":
		newJSONComparison(inner).sub(w, r)
	case !tree.Equal(w.n, r.n):
		inner.add(w, r, "has changed, and whether it still goes with the old one can't be told")
	}
	c.breaks = append(c.breaks, inner.breaks...)
}

// payloadOf returns the schema of a message's payload and what it is written in: json, avro, or a media type.
func payloadOf(m place) (place, string) {
	payload := m.get("payload").resolved()
	format := payload.n.Get("schemaFormat").Str()
	if format != "" && payload.n.Get("schema") != nil {
		payload = payload.get("schema").resolved()
	} else {
		format = m.n.Get("schemaFormat").Str()
	}
	switch {
	case format == "" || strings.Contains(format, "schema+") || strings.Contains(format, "aai.asyncapi") || strings.Contains(format, "vnd.oai.openapi"):
		return payload, "json"
	case strings.Contains(format, "avro"):
		return payload, "avro"
	}
	return payload, format
}
