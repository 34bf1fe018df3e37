//go:build !unix

package output

// lock does nothing where folders can't be locked: each writer still replaces the folder whole.
func lock(string) (unlock func(), err error) { return func() {}, nil }
