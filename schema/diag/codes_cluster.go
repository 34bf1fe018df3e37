package diag

// Codes of clusters as live targets: 12xx.
var (
	ClusterConfig = &Code{
		ID:      "E1201",
		Title:   "the kubeconfig does not lead to the cluster",
		Explain: "A cluster is found as kubectl finds it: KUBECONFIG, or ~/.kube/config, and in it the context that the environment names. The context is not there, or the file can't be read.",
		Example: "# espc plan -e prod\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    context = \"production\" # kubectl config get-contexts shows prod\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    context = \"prod\"\n  }\n}\n",
	}
	ClusterConfigUntrusted = &Code{
		ID:      "E1202",
		Title:   "a kubeconfig inside the project would run a program",
		Explain: "A kubeconfig can name a program that fetches credentials. One that lies in the topology's folder came with the project, so that checking out a project and planning it would run what somebody else wrote.",
		Example: "# KUBECONFIG=./kubeconfig espc plan, with users[].user.exec in it\n",
		Fixed:   "# keep the kubeconfig outside the project: KUBECONFIG=~/.kube/prod espc plan\n",
	}
	ClusterCredentials = &Code{
		ID:      "E1203",
		Title:   "the cluster does not accept the credentials, or there are none",
		Explain: "The token or certificate has expired or is refused, or the program that fetches credentials failed or did not answer in time. They were fetched anew once. What was done stays done.",
		Example: "# a session of one hour ended in the middle of an apply\n",
		Fixed:   "# sign in again, then run the command that the message names\n",
	}
	ClusterDenied = &Code{
		ID:      "E1204",
		Title:   "the cluster denies an action",
		Explain: "Who the credentials stand for may not do what is needed; the message names the verb and the resource. The Roles that plan and apply need are in docs/kubernetes.md.",
		Example: "# the ServiceAccount of CI may not patch networkpolicies\n",
		Fixed:   "# bind the Role that docs/kubernetes.md shows\n",
	}
	ClusterUnreachable = &Code{
		ID:      "E1205",
		Title:   "the cluster can't be reached",
		Explain: "No answer came within several attempts, or who answered could not prove to be the cluster: its certificate is unknown, expired or for another host. There is no way past that check.",
		Example: "# the API server's certificate expired yesterday\n",
		Fixed:   "# renew the certificate, or mend certificate-authority-data of the kubeconfig\n",
	}
	ClusterRequest = &Code{
		ID:      "E1206",
		Title:   "the cluster answers a request with an error",
		Explain: "The API server failed on a request that is not about credentials or permissions, or is overloaded for longer than is worth waiting.",
		Example: "# 500: etcdserver: request timed out\n",
		Fixed:   "# mend what the server names, then run the command again\n",
	}
	ObjectRefused = &Code{
		ID:      "E1207",
		Title:   "the cluster refuses an object",
		Explain: "The API server, a quota or an admission webhook looked at the object and won't have it. Its reason is in the message, the place is the line that the object or the field comes from.",
		Example: "# admission webhook \"images.example.com\" denied the request: only images of registry.example.com\n",
		Fixed:   "# use an image that the webhook allows\n",
	}
	FieldConflict = &Code{
		ID:      "E1208",
		Title:   "another tool applies a field that the topology sets",
		Explain: "Each field of an object has managers. Where another tool applies the same field with another value, the two would undo each other's work for ever. Edits by hand are no such thing: they are drift, shown in the plan, and put back.",
		Example: "# flux applies spec.replicas of the same Deployment\n",
		Fixed:   "# take the field out of one of the two, or let espc take it over with --adopt\n",
	}
	ObjectForeign = &Code{
		ID:      "E1209",
		Title:   "an object of that name exists and is not espc's",
		Explain: "What espc did not create it does not change unasked. With --adopt the object is taken over: its fields become what the topology says, and destroy will remove it.",
		Example: "# somebody created Service/shop-gateway-public by hand\n",
		Fixed:   "# espc plan --adopt shows what taking it over would change; or delete or rename it\n",
	}
	SetForeign = &Code{
		ID:      "E1210",
		Title:   "the namespace holds this topology for another environment or tool",
		Explain: "A topology has one set of objects in a namespace, and that set's record says whose it is. Another environment of the topology, or another tool, holds it; applying would take its objects away.",
		Example: "# environments staging and dev both say namespace = \"shop\"\n",
		Fixed:   "# give each environment a namespace of its own\n",
	}
	SetUnreadable = &Code{
		ID:      "E1211",
		Title:   "the record of the set can't be read",
		Explain: "What espc keeps in the cluster about a topology (its members and revisions) was edited or is from a later version. Nothing is deleted on its word.",
		Example: "# kubectl edit configmap espc-shop\n",
		Fixed:   "# restore the ConfigMap; or delete it, and apply: members are found again by their labels, and nothing is pruned that time\n",
	}
	ClusterLocked = &Code{
		ID:      "E1212",
		Title:   "another run is changing the same set",
		Explain: "One run at a time changes a topology in a namespace; a Lease says who. The holder is alive: it was seen to renew. The lock of a run that died is taken over without being asked, at once on the same machine, else after the Lease's duration.",
		Example: "# CI is applying shop to prod\n",
		Fixed:   "# wait for it, then plan again\n",
	}
	ClusterStale = &Code{
		ID:      "E1213",
		Title:   "the cluster changed since the plan was made",
		Explain: "A plan is bound to the cluster, the namespace, and each object it was made from. Something of it is different now, so that applying could undo somebody's work or hit another cluster.",
		Example: "# somebody ran kubectl set image after espc plan --out FILE\n",
		Fixed:   "# make the plan again\n",
	}
	NamespaceTerminating = &Code{
		ID:      "E1214",
		Title:   "the namespace is being deleted",
		Explain: "Nothing can be created in a namespace that is on its way out. It is gone when all in it is, and an object with a finalizer can hold that up.",
		Example: "# kubectl delete namespace shop-dev, a second ago\n",
		Fixed:   "# wait until kubectl get namespace shop-dev finds nothing, then run the command again\n",
	}
	DeleteBlocked = &Code{
		ID:      "E1215",
		Title:   "a deleted object does not go away",
		Explain: "The cluster accepted the deletion, and something holds the object: a finalizer whose controller does not answer, or what depends on it. The message names it.",
		Example: "# metadata.finalizers: [example.com/cleanup], and its controller is gone\n",
		Fixed:   "# start the controller again, or remove the finalizer once what it guards is cleaned up\n",
	}
	ReplaceHalfway = &Code{
		ID:      "E1216",
		Title:   "a replacement was deleted and could not be created",
		Explain: "A field that can't be changed was changed by deleting the object and creating it anew, and the second half failed: the object is gone now. Running the command again creates it.",
		Example: "# a quota was used up between the two\n",
		Fixed:   "# mend what the server names and run the command again at once\n",
	}
	NotReady = &Code{
		ID:      "E1217",
		Title:   "what was applied does not become ready",
		Explain: "All objects were applied, and some do not work: pods that crash, an image that can't be pulled, no node with room. The message has the reason that Kubernetes gives. Nothing is rolled back by itself.",
		Example: "# Back-off pulling image \"shop/price:1.2.3\": not found\n",
		Fixed:   "# push the image, or go back with espc rollback\n",
	}
	TypeUnknown = &Code{
		ID:      "E1218",
		Title:   "the cluster does not know a type",
		Explain: "The topology compiles to an object of a custom resource whose definition is not installed in the cluster, or the API that serves it is down.",
		Example: "# external-secrets.io/v1/ExternalSecret, and the External Secrets operator is not installed\n",
		Fixed:   "# install the operator, then run the command again\n",
	}
	RevisionGone = &Code{
		ID:      "E1219",
		Title:   "the set has no such revision, or not its content",
		Explain: "The last ten revisions are kept, each with what it held, if that is small enough for a ConfigMap.",
		Example: "# espc rollback --to 3, and espc history begins at 12\n",
		Fixed:   "# choose one of espc history, or check out that commit and apply it\n",
	}
	OrderWaited = &Code{
		ID:      "E1220",
		Title:   "what has to be there first did not come",
		Explain: "Some objects wait for others: custom resources for their definition, what a job stands before for the job. That failed or took too long, so that what waits for it was not applied.",
		Example: "# Job/shop-job-migrate-1f2e3d failed: BackoffLimitExceeded\n",
		Fixed:   "# kubectl logs job/shop-job-migrate-1f2e3d, mend it, and apply again\n",
	}
	NotPruned = &Code{
		ID:      "W1221",
		Title:   "an object of the set is left alone",
		Explain: "It is not in the topology any more, and it is not certain that it is still espc's: its label was changed, it was recreated by somebody, only the label is there, or its kind can't be listed. It is left in the cluster.",
		Example: "# another application's label was put on Service/shop-old\n",
		Fixed:   "# delete it with kubectl if it is not needed\n",
	}
	NamespaceForeign = &Code{
		ID:      "W1222",
		Title:   "the namespace exists and is not espc's",
		Explain: "It is used as it is and never deleted. What the topology would set on it is missing, such as the level of Pod Security that it enforces. Setting the label is enough. With --adopt the namespace becomes espc's, and destroy --delete-namespace deletes it.",
		Example: "# kubectl create namespace shop-dev\n",
		Fixed:   "# kubectl label namespace shop-dev pod-security.kubernetes.io/enforce=restricted\n",
	}
	NotRecorded = &Code{
		ID:      "W1223",
		Title:   "the revision can't be gone back to",
		Explain: "What was applied is too large for the ConfigMap that would keep it, or was not recorded for another reason. It was applied all the same.",
		Example: "# 30,000 objects\n",
		Fixed:   "# go back by checking out the commit and applying it\n",
	}
	ObjectWarned = &Code{
		ID:      "W1224",
		Title:   "the cluster took an object with a warning",
		Explain: "The API server or an admission webhook has something to say about an object that it accepted: an API version that will be removed, a pod that a stricter level of Pod Security would refuse.",
		Example: "# Warning: would violate PodSecurity \"restricted:latest\"\n",
		Fixed:   "# set what the warning names\n",
	}
	NamespaceShared = &Code{
		ID:      "E1225",
		Title:   "the namespace holds what destroy would not remove by itself",
		Explain: "Deleting a namespace deletes all that is in it. This one holds volumes, or objects that the topology did not bring, and they would be lost with it.",
		Example: "# espc destroy --delete-namespace, and somebody runs a Deployment of his own in it\n",
		Fixed:   "# delete or move what is not espc's first, add --delete-volumes for volumes, or leave out --delete-namespace\n",
	}
	ClusterUnasked = &Code{
		ID:      "W1226",
		Title:   "the cluster was not asked what it makes of a change",
		Explain: "A plan shows what differs, and asks the API server in a dry-run what it would make of it. A dry-run needs the permission to make the change. Without it the plan is that of the comparison: what a webhook changes or refuses, and what can't be changed once it is there, comes out when it is applied.",
		Example: "# espc plan with the Role for plan, which only reads\n",
		Fixed:   "# nothing, or bind the Role for apply that docs/kubernetes.md shows\n",
	}
	NamespaceTakes = &Code{
		ID:      "W1227",
		Title:   "with the namespace goes what is not espc's",
		Explain: "Deleting a namespace deletes all that is in it. Secrets and ConfigMaps that the topology did not bring are no reason to refuse that, because a topology runs with them, but nothing brings them back.",
		Example: "# kubectl create secret generic api-key -n shop-dev --from-literal=key=x\n# espc destroy --delete-namespace\n",
		Fixed:   "# keep a copy of what is still needed, or leave out --delete-namespace\n",
	}
	RecordGone = &Code{
		ID:      "W1228",
		Title:   "the record of the set is gone",
		Explain: "The ConfigMap that names the objects of the set, and its revisions, was deleted. Objects of the topology are found again by their labels. What the topology does not have any more is not pruned, and there is no revision to go back to.",
		Example: "# kubectl delete configmap espc-shop -n shop-dev\n",
		Fixed:   "# espc apply -e dev writes it anew\n",
	}
	RevisionUnfinished = &Code{
		ID:      "W1229",
		Title:   "the newest revision did not end well, or not yet",
		Explain: "A plan compares with what is in the cluster now. A run that is under way changes that while it is looked at, and one that failed or was killed may have left part of two revisions.",
		Example: "# espc plan, while espc apply runs elsewhere\n",
		Fixed:   "# espc status tells how it is; wait for the run, or apply again\n",
	}
)

var clusterCodes = []*Code{
	ClusterConfig, ClusterConfigUntrusted, ClusterCredentials, ClusterDenied, ClusterUnreachable, ClusterRequest, ObjectRefused, FieldConflict, ObjectForeign,
	SetForeign, SetUnreadable, ClusterLocked, ClusterStale, NamespaceTerminating, DeleteBlocked, ReplaceHalfway, NotReady, TypeUnknown, RevisionGone, OrderWaited,
	NotPruned, NamespaceForeign, NotRecorded, ObjectWarned, NamespaceShared, ClusterUnasked, NamespaceTakes, RecordGone,
	RevisionUnfinished,
}
