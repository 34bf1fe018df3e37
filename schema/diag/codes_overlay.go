package diag

// Codes of overlays: 068x.
var (
	OverlaySource = &Code{
		ID:      "E0680",
		Title:   "an overlay can't be read",
		Explain: "An overlay is a folder with a kustomization.yaml inside the topology's folder.",
		Example: "environment \"prod\" {\n  overlays = [\"./nowhere\"]\n}\n",
		Fixed:   "environment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\n",
	}
	OverlayRemote = &Code{
		ID:      "E0681",
		Title:   "an overlay reaches out of its folder",
		Explain: "Overlays are built without the network and without programs: remote resources, Helm charts and paths that are not in the overlay's folder are refused.",
		Example: "# kustomization.yaml\nresources:\n- https://example.com/more.yaml\n",
		Fixed:   "# kustomization.yaml\nresources:\n- more.yaml\n",
	}
	OverlayBuild = &Code{
		ID:      "E0682",
		Title:   "an overlay can't be applied",
		Explain: "Kustomize refused the overlay: a patch without a target, a field of the wrong type, a name that is taken. Its own message is given.",
		Example: "# a patch of a Deployment that the topology does not make\n",
		Fixed:   "# a patch of one that it makes\n",
	}
)

var overlayCodes = []*Code{OverlaySource, OverlayRemote, OverlayBuild}
