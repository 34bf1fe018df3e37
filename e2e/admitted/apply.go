package admitted

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/golden"
)

// first are the kinds that others need to be there, in the order in which to apply them.
var first = []string{"Namespace", "ServiceAccount", "ConfigMap"}

// warnings are what a server said of the objects that it took. They count as errors: it warns of what it ignores or will refuse.
type warnings struct {
	mu   sync.Mutex
	text []error
}

// HandleWarningHeader keeps a warning.
func (w *warnings) HandleWarningHeader(_ int, _, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text = append(w.text, errors.New("warning: "+text))
}

// take returns the warnings since the last call.
func (w *warnings) take() []error {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := w.text
	w.text = nil
	return text
}

// apply applies every document of a folder, by the server's own apply, and returns all that the server had against any of them.
func apply(ctx context.Context, c *cluster.Cluster, folder golden.Folder) error {
	var heard warnings
	config := rest.CopyConfig(c.Config)
	config.WarningHandler = &heard
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	documents := slices.Clone(folder.Documents)
	slices.SortStableFunc(documents, func(a, b golden.Document) int { return rank(a) - rank(b) })
	var problems []error
	for _, document := range documents {
		resource, err := c.Kind(document.Object.GetAPIVersion(), document.Object.GetKind())
		if err == nil {
			_, err = client.Resource(resource).Namespace(document.Object.GetNamespace()).Patch(ctx, document.Object.GetName(),
				types.ApplyPatchType, document.JSON,
				metav1.PatchOptions{FieldManager: "admitted", FieldValidation: metav1.FieldValidationStrict})
		}
		for _, problem := range append(heard.take(), err) {
			if problem != nil {
				problems = append(problems, fmt.Errorf("%s: %w", document, problem))
			}
		}
	}
	return errors.Join(problems...)
}

func rank(document golden.Document) int {
	if i := slices.Index(first, document.Object.GetKind()); i >= 0 {
		return i
	}
	return len(first)
}
