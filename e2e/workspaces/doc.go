// Package workspaces asks the models of compiled topologies, as LoopBack serves them, and compares the answers with tables that read
// like documentation (testdata/*.yaml): what can be made, found, changed and deleted, which values are refused, what relations lead
// to, and who may do what.
//
// A workspace runs as its image does: the files of the compiled ConfigMap where the compiled Deployment mounts them, with the variables
// that it sets, under the runtime's own server. One thing is changed on the way, and nothing else: each data source of datasources.json
// that keeps records somewhere else keeps them in memory, under the same name, beginning with what the table says was there before.
//
// What LoopBack answers is held against the OpenAPI documents of the same output too: an answer has the form that its operation
// promises, and the operations are those that LoopBack itself lists.
package workspaces
