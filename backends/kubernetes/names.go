package kubernetes

import (
	"crypto/sha256"
	"encoding/hex"

	"k8s.io/apimachinery/pkg/util/validation"
)

// maxName is the longest name of a workload: that of a CronJob, which leaves room for what controllers append to it.
const maxName = 52

// workloadName returns the name of a workload's objects: TOPOLOGY-COMPONENT-NAME, shortened to maxName.
func workloadName(topology, component, name string) string {
	return shorten(topology + "-" + component + "-" + name)
}

// shorten returns a name of at most maxName characters: a longer one becomes its first 45, a hyphen, and the first six
// hexadecimal digits of its SHA-256.
func shorten(full string) string {
	if len(full) <= maxName {
		return full
	}
	return full[:45] + "-" + digest(full)[:6]
}

// digest returns the SHA-256 of a text in lower-case hexadecimal.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// variable returns the name of an environment variable that espc sets: ESPC_<KIND>_<NAME>_<PART>.
func variable(kind, name, part string) string {
	b := make([]byte, 0, len("ESPC___")+len(kind)+len(name)+len(part))
	b = append(b, "ESPC_"...)
	for _, s := range [...]string{kind, name, part} {
		for i := range len(s) {
			c := s[i]
			switch {
			case c == '-':
				c = '_'
			case 'a' <= c && c <= 'z':
				c -= 'a' - 'A'
			}
			b = append(b, c)
		}
		b = append(b, '_')
	}
	return string(b[:len(b)-1])
}

// dnsLabel reports whether s is a DNS-1123 label.
func dnsLabel(s string) bool { return len(validation.IsDNS1123Label(s)) == 0 }

// serviceName reports whether s is a DNS-1035 label, the form of a Service's name: it starts with a letter.
func serviceName(s string) bool { return len(validation.IsDNS1035Label(s)) == 0 }

// dnsSubdomain reports whether s is a DNS-1123 subdomain, the form of most objects' names.
func dnsSubdomain(s string) bool { return len(validation.IsDNS1123Subdomain(s)) == 0 }

// labelValue reports whether s is a label's value.
func labelValue(s string) bool { return len(validation.IsValidLabelValue(s)) == 0 }

// labelKey reports whether s is a label's key.
func labelKey(s string) bool { return len(validation.IsQualifiedName(s)) == 0 }

// dataKey reports whether s is a key of a ConfigMap or Secret.
func dataKey(s string) bool { return len(validation.IsConfigMapKey(s)) == 0 }
