// Package played names the roles of pods. No container runs in the cluster: what becomes of a pod is played, and it is to run and be
// ready at once unless it asks for a role. It does so by having the role's name as a part of the image of one of its containers, or in the value
// of a variable PLAY of one.
package played

const (
	// NeverReady runs, and its probe never says that it is ready.
	NeverReady = "never-ready"
	// Slow becomes ready after SlowMilliseconds.
	Slow = "slow-ready"
	// Crashes is in CrashLoopBackOff. A pod of a Job fails.
	Crashes = "crashes"
	// NoImage waits in ImagePullBackOff.
	NoImage = "no-image"
)

// SlowMilliseconds is how long a Slow pod takes to become ready.
const SlowMilliseconds = 2000

// Variable is the name of the variable that may name a role.
const Variable = "PLAY"

// StorageClass is the class of volumes that claims without a class get. Volumes are played too: a claim is bound at once.
const StorageClass = "standard"
