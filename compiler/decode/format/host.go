package format

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
)

// Host checks the name of a server: a DNS name or an IP address.
func Host(s string) *Problem {
	if _, err := netip.ParseAddr(s); err == nil {
		return nil
	}
	return dnsName(s, s)
}

// HostPort checks the address of a server with its port: host:port, an IPv6 address in brackets.
func HostPort(s string) *Problem {
	host, port, err := net.SplitHostPort(s)
	if n, wrong := strconv.ParseUint(port, 10, 16); err != nil || wrong != nil || n == 0 {
		return bad(diag.BadText, Quote(s)+" is no host and port", "write HOST:PORT, such as kafka.example.com:9092")
	}
	return Host(host)
}

// HostPattern checks a host that a gateway answers for: a DNS name, "*", or "*." and a DNS name.
func HostPattern(s string) *Problem {
	if s == "*" {
		return nil
	}
	if _, err := netip.ParseAddr(s); err == nil {
		return bad(diag.BadText, Quote(s)+" is an address, and routes go by DNS names", `write a DNS name, or "*" for any host`)
	}
	return dnsName(s, strings.TrimPrefix(s, "*."))
}

// DNSSubdomain checks a DNS-1123 subdomain, as most Kubernetes objects are named.
func DNSSubdomain(s string) *Problem { return dnsName(s, s) }

// Namespace checks the name of a Kubernetes namespace: a DNS label. kube- names are the cluster's own.
func Namespace(s string) *Problem {
	if p := DNSLabel(s); p != nil {
		return p
	}
	if strings.HasPrefix(s, "kube-") {
		return bad(diag.ReservedName, fmt.Sprintf("the namespace %s is reserved: kube- names belong to the cluster", s), "choose a namespace of your own")
	}
	return nil
}

// dnsName checks name, a part of the text whole.
func dnsName(whole, name string) *Problem {
	fail := func(why, fix string) *Problem {
		return bad(diag.BadText, Quote(whole)+" is no DNS name: "+why, fix)
	}
	switch {
	case name == "":
		return fail("it is empty", "write a name such as example.com")
	case strings.Contains(name, "://"):
		return fail("a URL is more than a name", "leave out the scheme and the path")
	case strings.Contains(name, "*"):
		return fail("* stands alone or as the whole first label", "write *.example.com")
	case strings.HasSuffix(name, "."):
		return fail("it ends with a dot", suggestText(strings.TrimRight(name, ".")))
	case len(name) > 253:
		return fail("it has more than 253 characters", "shorten it")
	}
	if p := confusable(name); p != nil {
		return fail(p.Summary[strings.Index(p.Summary, "holds "):], "write it in ASCII, an international name in its xn-- form")
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if why := dnsLabelProblem(label); why != "" {
			return fail(why, suggestText(strings.ToLower(name)))
		}
	}
	if last := labels[len(labels)-1]; len(labels) > 1 && only(last, isDigit) {
		return fail("its last label is a number, and it is no IP address", "write a DNS name, or an address such as 10.0.0.12")
	}
	return nil
}

func dnsLabelProblem(label string) string {
	switch {
	case label == "":
		return "a label is empty"
	case len(label) > 63:
		return "a label has more than 63 characters"
	case strings.Contains(label, ":"):
		return "a port is no part of it"
	case strings.ContainsFunc(label, func(r rune) bool { return r >= 'A' && r <= 'Z' }):
		return "it is written in lower case"
	case strings.ContainsFunc(label, func(r rune) bool { return r >= 0x80 }):
		return "an international name is written in its xn-- form"
	case !isDNSLabel(label):
		return "a label holds letters, digits and hyphens, with a letter or digit at both ends"
	}
	return ""
}

// suggestText suggests a DNS name if the text is one, and else says what one is.
func suggestText(s string) string {
	for label := range strings.SplitSeq(s, ".") {
		if !isDNSLabel(label) {
			return "write a DNS name such as example.com"
		}
	}
	return fmt.Sprintf("write %q", s)
}
