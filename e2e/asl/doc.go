// Package asl runs integrations as they are compiled for AWS. A state machine runs in an interpreter of what the compiler uses of the Amazon
// States Language in JSONata (asl.mjs), which evaluates with the reference implementation, the npm package jsonata, and only records
// what tasks would do; a rule runs in moto. Every definition also passes asl-validator, from npm.
package asl
