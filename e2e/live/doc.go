// Package live runs the compiler as a person does, in processes of its own, against a real cluster: what it does when it is interrupted
// or killed, when the cluster fails it, and when others change what it made.
package live
