// Package lsp holds the language server against a client by others: the library of those who wrote the protocol, which drives the
// built compiler over standard input and output.
package lsp
