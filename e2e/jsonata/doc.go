// Package jsonata holds the parser of espc.dev/schema/jsonata against the reference implementation, the npm package jsonata: on the
// expressions of that implementation's own tests, and on thousands of damaged copies of them, both accept and refuse the same
// texts and build the same tree.
package jsonata
