package schema

import (
	"strconv"
	"strings"

	"espc.dev/schema/tree"
)

// Takes says in a few words what a field takes: "a reference to a secret", "an amount of memory, such as 256Mi".
func (f *FieldInfo) Takes() string {
	switch f.Type {
	case TypeString:
		return f.text(false)
	case TypeInt:
		if f.Bounded {
			return "an integer from " + strconv.FormatInt(f.Min, 10) + " to " + strconv.FormatInt(f.Max, 10)
		}
		return "an integer"
	case TypeBool:
		return "true or false"
	case TypeMemory:
		return "an amount of memory, such as 256Mi"
	case TypeCPU:
		return "an amount of CPU, such as 100m or 2"
	case TypeDuration:
		return "a duration, such as 30s or 7d"
	case TypeRate:
		return "a rate, such as 100/s or 10/2m"
	case TypeQuota:
		return "a quota, such as 1000/day"
	case TypeRef:
		return "a reference to " + orList(f.Refs)
	case TypeStrings:
		return "a list of " + f.text(true)
	case TypeRefs:
		return "a list of references to " + orList(f.Refs)
	case TypeStringMap:
		return "a map of " + f.text(true) + f.keys()
	case TypeAnyMap:
		return "a map of anything" + f.keys()
	case TypeTextMap:
		if f.BlockName != "" {
			return "a map of strings, secrets and endpoint values" + f.keys()
		}
		return "a map of strings and secrets" + f.keys()
	case TypeFilters:
		return "a map of conditions by attribute"
	case TypeBlock:
		return "a block"
	case TypeBlocks:
		return "blocks" + f.keys()
	case TypeObjects:
		return "a list of objects"
	case TypeRoute:
		return "a reference to " + orList(f.Refs) + ", or blocks by name for a split"
	case TypeSteps:
		return "blocks by name, in order, or a list named steps"
	}
	return "anything"
}

// DefaultText returns a field's default as written in HCL, or what it depends on, or "".
func (f *FieldInfo) DefaultText() string {
	if f.Default == nil {
		return f.DefaultDoc
	}
	return string(tree.AppendJSON(nil, f.Default, ""))
}

func (f *FieldInfo) text(plural bool) string {
	what := formats[f.Format]
	switch {
	case len(f.Enum) > 0:
		what = [2]string{"one of " + strings.Join(f.Enum, ", "), strings.Join(f.Enum, ", ")}
	case what[0] == "":
		what = [2]string{"a string", "strings"}
	}
	if plural {
		return what[1]
	}
	return what[0]
}

// formats are what strings are parsed as: one, and several.
var formats = map[string][2]string{
	"aws_region":        {"an AWS region, such as eu-west-1", "AWS regions"},
	"bucket_name":       {"the name of an S3 bucket", "names of S3 buckets"},
	"cidr":              {"a network, such as 10.0.0.0/8", "networks, such as 10.0.0.0/8"},
	"cron":              {"a cron expression of five fields, such as 30 6 * * 1-5", "cron expressions"},
	"dns_subdomain":     {"a DNS name", "DNS names"},
	"file":              {"the path of a file, from the folder of the file that says it", "paths of files"},
	"folder":            {"the path of a folder, from the folder of the file that says it", "paths of folders"},
	"handler":           {"file.export", "file.export"},
	"header_name":       {"a header's name", "headers' names"},
	"host":              {"a host name", "host names"},
	"host_port":         {"a host and a port", "hosts with their ports"},
	"host_pattern":      {"a DNS name, *, or *. and a DNS name", "DNS names, *, or *. and a DNS name"},
	"identifier":        {"an identifier (letters, digits, _ and -)", "identifiers"},
	"image":             {"a container image, with a tag or digest", "container images"},
	"jsonata":           {"a JSONata expression", "JSONata expressions"},
	"module_source":     {"./dir or std/NAME", "module sources"},
	"mount_path":        {"an absolute path", "absolute paths"},
	"namespace":         {"a namespace's name", "names of namespaces"},
	"origin":            {"an origin, such as https://example.com, or *", "origins, such as https://example.com, or *"},
	"overlay":           {"the path of an overlay", "paths of overlays, from the folder of the file that says them"},
	"plural":            {"a name in URLs", "names in URLs"},
	"principal":         {"everyone, authenticated, owner or a role", "principals"},
	"registry":          {"a registry, with a path", "registries"},
	"route_path":        {"a path, such as /cars/{id} or /files/*", "paths, such as /cars/{id} or /files/*"},
	"scope":             {"a scope", "scopes"},
	"secret_key":        {"a name in the store", "names in the store"},
	"security_group_id": {"the id of a security group, such as sg-0123456789abcdef0", "ids of security groups, such as sg-0123456789abcdef0"},
	"service_name":      {"a Service name", "Service names"},
	"stack_name":        {"the name of a CloudFormation stack", "names of CloudFormation stacks"},
	"subnet_id":         {"the id of a subnet, such as subnet-0123456789abcdef0", "ids of subnets, such as subnet-0123456789abcdef0"},
	"table_key":         {"name:string, name:number or name:binary", "table keys"},
	"timezone":          {"a time zone, such as Europe/Zurich", "time zones"},
	"topology_name":     {"a DNS-1123 label of at most 40 characters that starts with a letter", "names"},
	"url":               {"a URL (http or https)", "URLs (http or https)"},
	"url_path":          {"a path that starts with /", "paths that start with /"},
	"version":           {"a version, such as 1.0.0", "versions"},
}

// keys says what the keys of a map or the labels of blocks are.
func (f *FieldInfo) keys() string {
	switch f.Label {
	case "":
		return ""
	case "address":
		if len(f.Refs) > 0 {
			return " by the address of " + orList(f.Refs)
		}
		return " by address"
	case "env_name":
		return " by environment variable"
	case "file_path":
		return " by absolute path"
	case "header_name":
		return " by header"
	case "kind_or_address":
		return " by kind or address"
	case "label_key":
		return " by label"
	}
	return " by name"
}

// orList joins kinds: "a function, a model or an event".
func orList(kinds []Kind) string {
	var b strings.Builder
	for i, k := range kinds {
		switch {
		case i == 0:
		case i == len(kinds)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		if strings.ContainsRune("aeiou", rune(k[0])) {
			b.WriteString("an ")
		} else {
			b.WriteString("a ")
		}
		b.WriteString(string(k))
	}
	return b.String()
}
