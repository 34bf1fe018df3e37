// Package graphs holds tests of what `espc graph` draws: the real Graphviz and Mermaid read it, and what they see in it is what the
// topology says.
package graphs
