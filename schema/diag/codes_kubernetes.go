package diag

// Codes of the Kubernetes backend: 07xx.
var ()

var kubernetesCodes = []*Code{}
