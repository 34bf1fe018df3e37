package diag

// Codes of overlays: 068x.
var (
	OverlaySource = &Code{
		ID:      "E0680",
		Title:   "an overlay can't be read",
		Explain: "An overlay is a folder with a kustomization.yaml inside the topology's folder.",
		Example: "environment \"prod\" {\n  overlays = [\"./nowhere\"]\n}\n",
		Fixed:   "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\n-- overlays/prod/kustomization.yaml --\nresources: []\n",
	}
	OverlayRemote = &Code{
		ID:      "E0681",
		Title:   "an overlay reaches out of its folder",
		Explain: "Overlays are built without the network and without programs: remote resources, Helm charts and paths that are not in the overlay's folder are refused.",
		Example: "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\n-- overlays/prod/kustomization.yaml --\nresources:\n- https://example.com/more.yaml\n",
		Fixed:   "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\n-- overlays/prod/kustomization.yaml --\nresources:\n- more.yaml\n-- overlays/prod/more.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: more\n",
	}
	OverlayBuild = &Code{
		ID:      "E0682",
		Title:   "an overlay can't be applied",
		Explain: "Kustomize refused the overlay: a patch without a target, a field of the wrong type, a name that is taken. Its own message is given.",
		Example: "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\nmicroservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n-- overlays/prod/kustomization.yaml --\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: cart\n    spec:\n      minReadySeconds: 5\n",
		Fixed:   "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\nmicroservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n-- overlays/prod/kustomization.yaml --\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: shop-microservice-cart\n      namespace: shop-prod\n    spec:\n      minReadySeconds: 5\n",
	}
)

var overlayCodes = []*Code{OverlaySource, OverlayRemote, OverlayBuild}
