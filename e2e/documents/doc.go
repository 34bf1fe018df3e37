// Package documents asks the official schemas of OpenAPI, AsyncAPI and JSON Schema what they have against the documents that the
// compiler wrote, and checks what those schemas can't say: that references lead somewhere, that a path's parameters are declared,
// that no two operations have one name.
package documents
