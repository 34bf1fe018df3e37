// Package pods reads from a compiled folder what the containers of its pods run with, and runs programs as those containers would:
// on the same files and variables, on loopback, until the test ends. What stands for the cluster (who answers by a Service's name,
// what the store of secrets holds) is the test's to say.
package pods
