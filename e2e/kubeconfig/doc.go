// Package kubeconfig compares how espc reads kubeconfigs with how client-go does, and so kubectl: espc has a reader of its own.
package kubeconfig
