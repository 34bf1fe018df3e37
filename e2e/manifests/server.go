package manifests

import (
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"espc.dev/e2e/golden"
)

// A Server judges objects as a Kubernetes API server with some custom resources installed would. It is
// not safe for concurrent use.
type Server struct {
	openAPI *openAPI
	customs map[schema.GroupVersionKind]custom
}

// NewServer returns a server that has these CustomResourceDefinitions installed.
func NewServer(definitions []golden.Document) (*Server, error) {
	openAPI, err := newOpenAPI()
	if err != nil {
		return nil, err
	}
	customs, err := loadCustoms(definitions)
	if err != nil {
		return nil, err
	}
	return &Server{openAPI: openAPI, customs: customs}, nil
}

// Check returns everything that keeps the server from taking the document as a new object, or that it
// would warn about. A kind that neither Kubernetes nor a definition describes is an error.
func (s *Server) Check(document golden.Document) error {
	gvk := document.Object.GroupVersionKind()
	if kind, ok := s.customs[gvk]; ok {
		return createCustom(kind, document.Object)
	}
	kind, ok := builtins[gvk]
	if !ok {
		return fmt.Errorf("%s: %w", gvk, errUnknownKind)
	}
	return errors.Join(
		s.openAPI.check(document.Object),
		createBuiltin(kind, gvk, document.JSON),
	)
}
