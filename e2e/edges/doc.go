// Package edges holds the compiled output of every example against the edges of its topology: what the table of edge classes
// (testdata/edge-classes.yaml) says that an edge needs must be allowed, and nothing else.
//
// The edges are the compiler's front end's. What is allowed is judged by packages iam and netpol, which know nothing of it.
package edges
