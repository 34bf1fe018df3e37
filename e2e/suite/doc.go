// Package suite makes tests that are written in Node or in Python subtests of a Go test, one for each of theirs, with the words of
// theirs where they fail. A suite that skips a test, runs none, or ends without saying why fails too.
package suite
