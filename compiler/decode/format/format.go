// Package format parses the text forms of the language: quantities, image references, cron expressions, networks, URLs,
// routes and names. Each form is really parsed, so that its problem can be named and marked; nothing is guessed by
// pattern, and no problem ever quotes a secret.
package format

import (
	"strconv"
	"unicode/utf8"

	"espc.dev/schema/diag"
)

// Problem is what is wrong with a text. Code may be a warning's.
type Problem struct {
	Code *diag.Code
	// Summary is one sentence, Fix what to write instead.
	Summary, Fix string
	// From and To mark the stretch of the text that the problem is about, in bytes; To is 0 for the whole text.
	From, To int
}

// Check parses a text and returns its problem, or nil.
type Check func(s string) *Problem

// Of returns the check of a format of the schema's @format and @label attributes, or nil for what needs none.
func Of(name string) Check {
	switch name {
	case "aws_region":
		return AWSRegion
	case "bucket_name":
		return BucketName
	case "cidr":
		return CIDR
	case "cron":
		return Cron
	case "dns_label":
		return DNSLabel
	case "dns_subdomain":
		return DNSSubdomain
	case "env_name":
		return EnvName
	case "file", "folder", "overlay", "module_source":
		return RelativePath
	case "file_path":
		return FilePath
	case "handler":
		return Handler
	case "header_name":
		return HeaderName
	case "host":
		return Host
	case "host_port":
		return HostPort
	case "host_pattern":
		return HostPattern
	case "identifier":
		return Identifier
	case "image":
		return Image
	case "jsonata":
		return JSONata
	case "label_key":
		return LabelKey
	case "mount_path":
		return MountPath
	case "namespace":
		return Namespace
	case "origin":
		return WebOrigin
	case "plural":
		return PathName
	case "port_name":
		return PortName
	case "principal":
		return Principal
	case "registry":
		return Registry
	case "route_path":
		return RoutePath
	case "scope":
		return Scope
	case "secret_key":
		return SecretKey
	case "security_group_id":
		return SecurityGroupID
	case "service_name":
		return ServiceName
	case "stack_name":
		return StackName
	case "subnet_id":
		return SubnetID
	case "table_key":
		return TableKey
	case "timezone":
		return Timezone
	case "topology_name":
		return TopologyName
	case "url":
		return URL
	case "url_path":
		return URLPath
	case "version":
		return Version
	}
	return nil
}

// Quote returns a text as a message shows it: quoted and escaped, shortened when it is long, and not at all when it may be
// a secret.
func Quote(s string) string {
	if Secret(s) != "" {
		return "the value"
	}
	const limit = 60
	if len(s) > limit {
		cut := limit
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		return strconv.Quote(s[:cut]) + "…"
	}
	return strconv.Quote(s)
}

func bad(code *diag.Code, summary, fix string) *Problem {
	return &Problem{Code: code, Summary: summary, Fix: fix}
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isAlnum(c byte) bool { return isLower(c) || isUpper(c) || isDigit(c) }
func isHex(c byte) bool   { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// only reports whether every byte of s passes.
func only(s string, pass func(byte) bool) bool {
	for i := range len(s) {
		if !pass(s[i]) {
			return false
		}
	}
	return true
}
