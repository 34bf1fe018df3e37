package diag

// Codes of plan, apply and files: 09xx.
var (
	ForeignFile = &Code{
		ID:      "E0901",
		Title:   "a file of somebody else is in the way",
		Explain: "A compiled folder holds .espc-manifest, the list of files that espc wrote. A file that is not in it was not written by espc and is never overwritten, unless --force says so.",
		Example: "# deploy/dev/kubernetes/kustomization.yaml was written by hand\n",
		Fixed:   "# move the file away, or run with --force\n",
	}
	EditedFile = &Code{
		ID:      "E0902",
		Title:   "a compiled file was edited by hand",
		Explain: "The file's digest is not the one in .espc-manifest, so writing it would lose somebody's edit. Make the change in the topology or in an overlay instead.",
		Example: "# deploy/dev/kubernetes/function-resize.yaml was edited\n",
		Fixed:   "# revert the edit, or run with --force to lose it\n",
	}
	EditedSince = &Code{
		ID:      "W0910",
		Title:   "a compiled file was edited by hand",
		Explain: "A plan compares with the files as they are, edits included. Applying it would lose the edit, so apply refuses; the same is E0902 there.",
		Example: "# deploy/dev/kubernetes/function-resize.yaml was edited\n",
		Fixed:   "# make the change in the topology or an overlay, and revert the edit\n",
	}
	BadManifest = &Code{
		ID:      "E0903",
		Title:   ".espc-manifest can't be read",
		Explain: "The list of files that espc wrote is damaged, so it can't be told what may be replaced.",
		Example: "# .espc-manifest was truncated\n",
		Fixed:   "# restore the file from version control, or remove the folder and compile again\n",
	}
	UnreadableOutput = &Code{
		ID:      "E0904",
		Title:   "an output folder can't be used",
		Explain: "The folder is a link, is not a folder, or may not be read or written. Nothing was changed.",
		Example: "# deploy/dev/kubernetes is a link to another folder\n",
		Fixed:   "# make it a folder of its own, or choose another with --out\n",
	}
	PlanIntegrity = &Code{
		ID:      "E0905",
		Title:   "a saved plan is damaged",
		Explain: "The file is no plan, was cut off or was changed since it was written: its content does not match its digest.",
		Example: "# half of a plan file\n",
		Fixed:   "# make the plan again with espc plan --out FILE\n",
	}
	PlanVersion = &Code{
		ID:      "E0906",
		Title:   "a saved plan of another version",
		Explain: "The plan was written in a format that this version does not apply.",
		Example: "# a plan file of a newer espc\n",
		Fixed:   "# make the plan again with this version\n",
	}
	PlanStale = &Code{
		ID:      "E0907",
		Title:   "a saved plan is stale",
		Explain: "What the plan was made from is not what is there now: the topology's files, the target, or what the target holds have changed since. Applying it could undo somebody's work.",
		Example: "# shop.hcl was edited after espc plan --out FILE\n",
		Fixed:   "# make the plan again with espc plan --out FILE\n",
	}
	UnreadableManifest = &Code{
		ID:      "E0908",
		Title:   "a compiled file is no longer valid",
		Explain: "A file in the compiled folder does not parse, so what it holds can't be compared.",
		Example: "# deploy/dev/kubernetes/function-resize.yaml holds a merge conflict\n",
		Fixed:   "# restore the file, or run espc compile --force\n",
	}
	EmptyOutput = &Code{
		ID:      "E0909",
		Title:   "everything would be deleted",
		Explain: "The topology gives no objects at all while the target holds some: more often a wrong folder or a missing import than a wish.",
		Example: "topology \"shop\" {}\n",
		Fixed:   "# run with --allow-empty if this is meant\n",
	}
)

var planCodes = []*Code{ForeignFile, EditedFile, EditedSince, BadManifest, UnreadableOutput, PlanIntegrity, PlanVersion, PlanStale, UnreadableManifest, EmptyOutput}
