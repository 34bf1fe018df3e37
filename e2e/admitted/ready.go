package admitted

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/golden"
)

// ready says what an object that the cluster has still lacks: a workload its pods, a job its end, a claim its volume. Other kinds are
// what they are once they are there.
func ready(object *unstructured.Unstructured) error {
	if object == nil {
		return fmt.Errorf("it is gone")
	}
	switch object.GetKind() {
	case "Deployment", "StatefulSet":
		want, _, _ := unstructured.NestedInt64(object.Object, "spec", "replicas")
		return counted(object, want, "replicas", "readyReplicas", "updatedReplicas", "availableReplicas")
	case "Job":
		want, _, _ := unstructured.NestedInt64(object.Object, "spec", "completions")
		return counted(object, want, "succeeded")
	case "PersistentVolumeClaim":
		if phase, _, _ := unstructured.NestedString(object.Object, "status", "phase"); phase != "Bound" {
			return fmt.Errorf("it is %s", phase)
		}
	}
	return nil
}

// counted says which of the numbers in an object's status is not what is wanted.
func counted(object *unstructured.Unstructured, want int64, fields ...string) error {
	for _, field := range fields {
		if got, _, _ := unstructured.NestedInt64(object.Object, "status", field); got != want || want == 0 {
			return fmt.Errorf("status.%s is %d of %d", field, got, want)
		}
	}
	return nil
}

// waited are the kinds that ready has to say something of, and that a folder may hold.
func waited(folder golden.Folder) (documents []golden.Document) {
	for _, document := range folder.Documents {
		switch document.Object.GetKind() {
		case "Deployment", "StatefulSet", "Job":
			documents = append(documents, document)
		}
	}
	return documents
}
