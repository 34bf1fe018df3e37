// Package stack applies topologies to an emulator of AWS with the command line, as a person does, and reads the account back
// through the services' own APIs: what the topology says must be there as it says, and nothing else.
//
// The emulator is moto_server, where that is on PATH. It creates some types of CloudFormation's and passes over others; those
// are listed in NotCreated, and the tests hold that list against the emulator.
package stack
