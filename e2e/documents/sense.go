package documents

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Senseless lists what an official schema can't see in a document.
func Senseless(d Document) []string {
	problems := dangling(d.Document, d.Document, "#")
	if strings.HasPrefix(d.Kind, "openapi") {
		problems = append(problems, operations(d.Document)...)
	}
	return problems
}

// dangling lists references that lead nowhere in the document.
func dangling(root map[string]any, n any, at string) []string {
	var out []string
	switch v := n.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok && strings.HasPrefix(ref, "#/") && follow(root, ref) == nil {
			out = append(out, fmt.Sprintf("%s: %s leads nowhere", at, ref))
		}
		for k, child := range v {
			out = append(out, dangling(root, child, at+"/"+k)...)
		}
	case []any:
		for i, child := range v {
			out = append(out, dangling(root, child, at+"/"+strconv.Itoa(i))...)
		}
	}
	return out
}

func follow(n any, ref string) any {
	for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		m, ok := n.(map[string]any)
		if !ok {
			return nil
		}
		n = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)]
	}
	return n
}

var parameter = regexp.MustCompile(`\{([^}]*)\}`)

// operations lists paths that match the same requests, parameters that are not declared or not in the path, operations of one name,
// and security schemes that there are not.
func operations(document map[string]any) []string {
	var out []string
	shapes, ids := map[string]string{}, map[string]string{}
	schemes, _ := follow(document, "#/components/securitySchemes").(map[string]any)
	paths, _ := document["paths"].(map[string]any)
	for path, item := range paths {
		shape := parameter.ReplaceAllString(path, "{}")
		if other, taken := shapes[shape]; taken {
			out = append(out, fmt.Sprintf("%s and %s match the same requests", path, other))
		}
		shapes[shape] = path
		fields, _ := item.(map[string]any)
		var declared, needed []string
		parameters, _ := fields["parameters"].([]any)
		for _, p := range parameters {
			declared = append(declared, p.(map[string]any)["name"].(string))
		}
		for _, match := range parameter.FindAllStringSubmatch(path, -1) {
			needed = append(needed, match[1])
		}
		if !slices.Equal(declared, needed) {
			out = append(out, fmt.Sprintf("%s declares the parameters %q", path, declared))
		}
		for method, o := range fields {
			operation, ok := o.(map[string]any)
			if !ok {
				continue
			}
			id, _ := operation["operationId"].(string)
			if other, taken := ids[id]; taken || id == "" {
				out = append(out, fmt.Sprintf("%s %s and %s are both called %q", method, path, other, id))
			}
			ids[id] = method + " " + path
			security, _ := operation["security"].([]any)
			for _, s := range security {
				for name := range s.(map[string]any) {
					if schemes[name] == nil {
						out = append(out, fmt.Sprintf("%s %s needs %s, which is not declared", method, path, name))
					}
				}
			}
		}
	}
	return out
}
