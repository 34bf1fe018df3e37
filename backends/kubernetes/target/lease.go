package target

import (
	"encoding/json"
	"errors"
	"maps"
	"time"

	"espc.dev/backends/kubernetes/target/internal/set"
)

// annotationProcess has which process holds the lock, annotationVerb what it is doing.
const (
	annotationProcess = "espc.dev/holder-process"
	annotationVerb    = "espc.dev/holder-command"
)

// lease is the Lease that is the lock, as far as it concerns us.
type lease struct {
	APIVersion string        `json:"apiVersion"`
	Kind       string        `json:"kind"`
	Metadata   leaseMetadata `json:"metadata"`
	Spec       leaseSpec     `json:"spec"`
}

type leaseMetadata struct {
	Name            string            `json:"name"`
	Namespace       string            `json:"namespace"`
	UID             string            `json:"uid,omitempty"`
	ResourceVersion string            `json:"resourceVersion,omitempty"`
	Labels          map[string]string `json:"labels,omitempty"`
	Annotations     map[string]string `json:"annotations,omitempty"`
	Finalizers      json.RawMessage   `json:"finalizers,omitempty"`
	OwnerReferences json.RawMessage   `json:"ownerReferences,omitempty"`
}

type leaseSpec struct {
	// HolderIdentity is "" for a lock that nobody holds.
	HolderIdentity       string `json:"holderIdentity,omitempty"`
	LeaseDurationSeconds int    `json:"leaseDurationSeconds,omitempty"`
	// AcquireTime and RenewTime are by the holder's clock, so they are only shown, and compared for being different.
	AcquireTime      string `json:"acquireTime,omitempty"`
	RenewTime        string `json:"renewTime,omitempty"`
	LeaseTransitions int    `json:"leaseTransitions,omitempty"`
}

// microTime is the format of a Lease's times.
const microTime = "2006-01-02T15:04:05.000000Z07:00"

func readLease(data []byte) (*lease, error) {
	l := &lease{}
	if json.Unmarshal(data, l) != nil || l.Metadata.UID == "" {
		return nil, errors.New("the answer is no Lease")
	}
	return l, nil
}

// JSON is the Lease, for creation or update.
func (l *lease) JSON() []byte {
	l.APIVersion, l.Kind = "coordination.k8s.io/v1", "Lease"
	out, _ := json.Marshal(l) // strings, numbers, and JSON that was read
	return out
}

// duration is how long the holder's word is good for without a renewal. It is within bounds whatever the Lease says.
func (l *lease) duration() time.Duration {
	return min(max(time.Duration(l.Spec.LeaseDurationSeconds)*time.Second, lockDuration), 4*lockDuration)
}

// alike reports whether the holder did nothing between two readings.
func (l *lease) alike(m *lease) bool { return l.Metadata.UID == m.Metadata.UID && l.Spec == m.Spec }

// take makes the Lease say that it is held.
func (l *lease) take(t *Target, h *holder, now time.Time) {
	l.Metadata.Name, l.Metadata.Namespace = t.name, t.Namespace
	l.Metadata.Labels = merged(l.Metadata.Labels, map[string]string{set.LabelManagedBy: set.Tool, set.LabelTopology: t.Topology})
	l.Metadata.Annotations = merged(l.Metadata.Annotations, map[string]string{annotationProcess: h.process.String(), annotationVerb: h.verb})
	if l.Spec.HolderIdentity != "" || l.Metadata.UID != "" {
		l.Spec.LeaseTransitions++
	}
	l.Spec.HolderIdentity, l.Spec.LeaseDurationSeconds = h.identity, int(lockDuration/time.Second)
	l.Spec.AcquireTime = now.UTC().Format(microTime)
	l.Spec.RenewTime = l.Spec.AcquireTime
}

// free makes the Lease say that nobody holds it.
func (l *lease) free() {
	l.Spec.HolderIdentity, l.Spec.AcquireTime, l.Spec.RenewTime = "", "", ""
	l.Metadata.Annotations = maps.Clone(l.Metadata.Annotations)
	delete(l.Metadata.Annotations, annotationProcess)
	delete(l.Metadata.Annotations, annotationVerb)
}

func merged(a, b map[string]string) map[string]string {
	out := make(map[string]string, len(a)+len(b))
	maps.Copy(out, a)
	maps.Copy(out, b)
	return out
}
