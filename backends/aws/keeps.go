package aws

import "espc.dev/backends"

// Keeps says that what holds data stays when its stack lets go of it. A bus holds none itself: its archive does, and is one of
// that bus.
func (Backend) Keeps(o backends.Object) string {
	switch o.Tree.Get("DeletionPolicy").Str() {
	case "Retain", "RetainExceptOnCreate":
		if o.Address.Type == "AWS::Events::EventBus" {
			return "it stays in the account, for its archive, and belongs to no stack any more"
		}
		return "it stays in the account, with its data, and belongs to no stack any more"
	case "Snapshot":
		return "a snapshot of its data stays in the account"
	}
	return ""
}
