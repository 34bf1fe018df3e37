// Package apim asks the gateways of compiled topologies, and compares their answers with tables that read like documentation
// (testdata/*.yaml): which credentials open what, who answers, which limits hold, and what a browser of another origin is told.
//
// The same table is asked of every class of gateway that a topology has an environment for. Express Gateway runs as its image
// does, on the configuration of the compiled ConfigMap and with a real Redis, which the compiled Job fills. An API of API Gateway
// is not to be had on a machine: an evaluator reads the compiled template as AWS documents it, and runs the code that is in it,
// the authorizer's and the functions', as Lambda would. Where two classes answer otherwise a row says so, and why.
package apim
