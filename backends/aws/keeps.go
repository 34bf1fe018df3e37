package aws

import "espc.dev/backends"

// Keeps says that what holds data stays when its stack lets go of it.
func (Backend) Keeps(o backends.Object) string {
	switch o.Tree.Get("DeletionPolicy").Str() {
	case "Retain", "RetainExceptOnCreate":
		return "the resource itself stays in the account, with its data, and belongs to no stack any more"
	case "Snapshot":
		return "a snapshot of its data stays in the account"
	}
	return ""
}
