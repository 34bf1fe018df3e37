package apim

import (
	"fmt"
	"net/http"
)

// velocity runs a mapping template, and returns the headers of the answer that it overrides.
func (w *AWS) velocity(template string, header http.Header) (map[string]string, error) {
	return nil, fmt.Errorf("templates are not modelled: %d, %d", len(template), len(header))
}
