package schema

import (
	"strings"

	"espc.dev/schema/tree"
)

// exampleTexts are values of the formats and labels of strings, for examples.
var exampleTexts = map[string]string{
	"address": "api_endpoint.orders", "aws_region": "eu-west-1", "bucket_name": "shop-photos", "cidr": "10.0.0.0/8", "cron": "30 6 * * 1-5",
	"dns_label": "main", "dns_subdomain": "shop.example.com", "env_name": "LOG_LEVEL", "file": "./schemas/order.json", "file_path": "/etc/app/settings.json",
	"folder": "./functions/resize", "handler": "index.handler", "header_name": "X-Trace", "host": "api.example.com", "host_pattern": "*.example.com",
	"host_port": "kafka.kafka:9092", "identifier": "main", "image": "registry.example.com/shop/app:1.4.2", "jsonata": "data.total > 100", "kind_or_address": "function",
	"label_key": "team", "module_source": "./modules/audit", "mount_path": "/var/lib/app", "namespace": "shop-prod", "origin": "https://example.com",
	"overlay": "./overlays/prod", "plural": "orders", "port_name": "metrics", "principal": "authenticated", "registry": "registry.example.com/shop",
	"route_path": "/orders/{id}", "scope": "orders:read", "secret_key": "shop-db", "security_group_id": "sg-0123456789abcdef0", "service_name": "payments",
	"stack_name": "shop-prod", "subnet_id": "subnet-0123456789abcdef0", "table_key": "id:string", "timezone": "Europe/Zurich", "topology_name": "shop",
	"url": "https://payments.example.com", "url_path": "/healthz", "version": "1.0.0",
}

// fieldExample shows in HCL how a field is written, in the blocks that hold it: path is those blocks and the field, outermost
// first, kind the kind. It is the form alone: what else the kind needs is left out.
func fieldExample(kind string, path []*FieldInfo) string {
	var b strings.Builder
	open := func(depth int, name, label string) {
		b.WriteString(strings.Repeat("  ", depth) + name)
		if label != "" {
			b.WriteString(` "` + label + `"`)
		}
		b.WriteString(" {\n")
	}
	name := "main"
	if kind == "topology" {
		name = "shop"
	}
	open(0, kind, name)
	closings := []string{"}\n"}
	for i, f := range path {
		last := i == len(path)-1
		indent := strings.Repeat("  ", i+1)
		switch {
		case f.Type == TypeObjects && !last, f.Type == TypeTextMap && !last:
			// The fields of objects are written in braces, not in blocks.
			b.WriteString(indent + f.Name + " = " + inBraces(f, path[i+1:]) + "\n")
			path = nil
		case last && f.Block() == nil, last && (f.Type == TypeObjects || f.Type == TypeTextMap || f.Type == TypeRoute):
			b.WriteString(indent + f.Name + " = " + f.exampleValue() + "\n")
		case last:
			b.WriteString(indent + f.Name + f.exampleLabel() + " { … }\n")
		default:
			b.WriteString(indent + f.Name + f.exampleLabel() + " {\n")
			closings = append(closings, indent+"}\n")
		}
		if path == nil {
			break
		}
	}
	for i := len(closings) - 1; i >= 0; i-- {
		b.WriteString(closings[i])
	}
	return b.String()
}

// inBraces is the value of a field of objects that shows a field of them.
func inBraces(f *FieldInfo, path []*FieldInfo) string {
	inner := path[0].exampleValue()
	if len(path) > 1 {
		inner = inBraces(path[0], path[1:])
	}
	text := "{ " + path[0].Name + " = " + inner + " }"
	if f.Type == TypeObjects {
		return "[" + text + "]"
	}
	return "{ " + f.exampleKey() + " = " + text + " }"
}

// exampleLabel is a block's label with the space before it, "" for a block without one.
func (f *FieldInfo) exampleLabel() string {
	switch f.Type {
	case TypeBlocks, TypeSteps, TypeRoute:
		return ` "` + f.exampleKey() + `"`
	}
	return ""
}

func (f *FieldInfo) exampleKey() string {
	if f.Label == "address" && len(f.Refs) > 0 {
		return string(f.Refs[0]) + ".main"
	}
	if text := exampleTexts[f.Label]; text != "" {
		return text
	}
	return "main"
}

// exampleValue is a value that the field takes, in HCL.
func (f *FieldInfo) exampleValue() string {
	switch f.Type {
	case TypeStrings:
		return "[" + f.exampleText() + "]"
	case TypeRef, TypeRoute:
		return f.exampleRef()
	case TypeRefs:
		return "[" + f.exampleRef() + "]"
	case TypeStringMap, TypeTextMap:
		key := f.exampleKey()
		if strings.ContainsAny(key, ".-/") {
			key = `"` + key + `"`
		}
		return "{ " + key + " = " + f.exampleText() + " }"
	case TypeFilters:
		return `{ "data.total" = { gt = 100 } }`
	case TypeAnyMap:
		return "{ key = \"value\" }"
	case TypeObjects:
		return "[{ … }]"
	}
	if f.Default != nil && f.Default.Kind != tree.Null {
		return string(tree.AppendJSON(nil, f.Default, ""))
	}
	switch f.Type {
	case TypeInt:
		if f.Bounded && f.Min > 1 {
			return string(tree.AppendJSON(nil, tree.NewInt(f.Min), ""))
		}
		return "1"
	case TypeBool:
		return "true"
	case TypeMemory:
		return `"512Mi"`
	case TypeCPU:
		return `"250m"`
	case TypeDuration:
		return `"30s"`
	case TypeRate:
		return `"100/s"`
	case TypeQuota:
		return `"1000/day"`
	case TypeAny:
		return `"value"`
	}
	return f.exampleText()
}

func (f *FieldInfo) exampleText() string {
	text := exampleTexts[f.Format]
	switch {
	case len(f.Enum) > 0:
		text = f.Enum[0]
	case text == "":
		text = "text"
	}
	return `"` + text + `"`
}

func (f *FieldInfo) exampleRef() string {
	if len(f.Refs) == 0 {
		return "function.main"
	}
	return string(f.Refs[0]) + ".main"
}
