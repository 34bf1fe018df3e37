package cluster_test

import (
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"espc.dev/e2e/cluster"
)

// whoami is what the API server takes a user for: the name, then the groups.
func whoami(t *testing.T, kubeconfig string) string {
	t.Helper()
	review, err := client(t, kubeconfig).AuthenticationV1().SelfSubjectReviews().Create(t.Context(),
		&authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return review.Status.UserInfo.Username + " " + strings.Join(review.Status.UserInfo.Groups, " ")
}

func TestAUserMayDoWhatARoleGrantsAndNoMore(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	c.Create(t, namespace, `
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: User, name: jane}, {kind: ServiceAccount, name: robot}]
`)
	for who, kubeconfig := range map[string]string{"jane": c.User(t, "jane"), "robot": c.ServiceAccount(t, namespace, "robot")} {
		user := client(t, kubeconfig)
		if _, err := user.CoreV1().ConfigMaps(namespace).List(t.Context(), metav1.ListOptions{}); err != nil {
			t.Errorf("%s may list: %v", who, err)
		}
		if err := create(t, user, namespace, "mine"); !apierrors.IsForbidden(err) {
			t.Errorf("%s may not create: %v", who, err)
		}
		if _, err := user.CoreV1().ConfigMaps("default").List(t.Context(), metav1.ListOptions{}); !apierrors.IsForbidden(err) {
			t.Errorf("%s may not list elsewhere: %v", who, err)
		}
	}
}
