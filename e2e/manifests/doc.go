// Package manifests judges compiled manifests by the code that a Kubernetes 1.36 API server runs when
// somebody creates the objects in them: the published OpenAPI documents, the storage layer's own
// validation, the schemas of custom resources, and the Pod Security admission plugin. No server and
// no network takes part.
package manifests
