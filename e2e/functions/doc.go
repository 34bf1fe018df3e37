// Package functions runs the functions of compiled topologies behind functions-framework, as their images do, and compares what they answer
// with tables that read like documentation (testdata/*.yaml): requests, CloudEvents in both of their forms, what a function is told by its
// variables, whom it asks, and what becomes of its errors and of calls that take too long.
//
// A function runs on the files of the compiled ConfigMap, where the compiled Deployment mounts them, with the variables that it sets. What
// it calls by the name of a Service reaches the models of the same topology, which run too (see workspaces); everything else is played
// by the test, which says who was asked for what.
//
// Python's functions run behind functions-framework where python3 has it, or pip; else behind Flask, with the framework's routes.
package functions
