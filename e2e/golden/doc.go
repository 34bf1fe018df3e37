// Package golden reads the compiled output that the repository keeps under golden/, as plain YAML.
//
// It knows nothing of the compiler that wrote it: the suites beside it judge the output as a cluster
// would, so they share no code, no types and no assumptions with what produced it.
package golden
