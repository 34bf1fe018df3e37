package client

import (
	"net/http"
	"strings"
)

// beforeStored are how the API server begins the message of a 500 that it gives before anything is stored: an applied object that
// is not of its type's schema (apimachinery, managedfields/internal/structuredmerge.go), and a webhook that can't be asked.
var beforeStored = []string{"failed to create typed patch object", "failed to convert new object"}

const webhookFailed = "failed calling webhook"

// schemaErrors makes what it is of a 500 that says that an object is not of its type: Invalid, with the fields. The message is
//
//	failed to create typed patch object (NAMESPACE/NAME; VERSION, Kind=KIND): errors:
//	  .spec.zz: field not declared in schema
//
// or, for one error, all in a line.
func (e *Error) schemaErrors(message string) {
	if e.Status != http.StatusInternalServerError {
		return
	}
	for _, begin := range beforeStored {
		if !strings.HasPrefix(message, begin) {
			continue
		}
		e.Reason = "Invalid"
		_, rest, _ := strings.Cut(message, "): ")
		for l := range strings.Lines(strings.TrimPrefix(rest, "errors:\n")) {
			field, text, ok := strings.Cut(strings.TrimSpace(l), ": ")
			if !ok || !strings.HasPrefix(field, ".") {
				continue
			}
			c := Cause{Type: "FieldValueInvalid", Field: line(field[1:]), Message: line(text)}
			if strings.Contains(text, "not declared in schema") {
				c.Type = "FieldValueNotDeclared"
			}
			e.Causes = append(e.Causes, c)
		}
		return
	}
}

// definite reports whether a 500 says that nothing was stored.
func (e *Error) definite() bool {
	return e.Reason == "Invalid" || strings.Contains(e.Message, webhookFailed)
}
