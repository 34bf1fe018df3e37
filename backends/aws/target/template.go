package target

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// stackType is a nested stack's type. Its TemplateURL is the path of a template beside it, as for aws cloudformation
// package, and becomes the address of that template in the bucket.
const stackType = "AWS::CloudFormation::Stack"

// templatesFolder is where templates are in the bucket: templates/<SHA-256>/<path>.
const templatesFolder = "templates/"

// file is one file of a release as it is deployed.
type file struct {
	path, key string
	data      []byte
	digest    string // SHA-256 of data in lower-case hexadecimal
}

// release is what is deployed: templates as JSON that refer to one another through the bucket, and code.
type release struct {
	entry file
	// files are all others: nested templates and code, sorted by path.
	files []file
	// trees are the templates as they were given, by path.
	trees map[string]*tree.Node
}

// encoder makes a release of artifacts.
type encoder struct {
	*Target
	ctx      context.Context
	trees    map[string]*tree.Node
	encoded  map[string]*file
	visiting map[string]bool
}

// encode lays a release out.
func (t *Target) encode(ctx context.Context, artifacts []backends.Artifact) (*release, error) {
	e := &encoder{Target: t, ctx: ctx, trees: map[string]*tree.Node{}, encoded: map[string]*file{}, visiting: map[string]bool{}}
	r := &release{trees: e.trees}
	for _, a := range artifacts {
		if !isTemplate(a.Path) {
			r.files = append(r.files, file{path: a.Path, key: a.Path, data: a.Data, digest: digest(a.Data)})
			continue
		}
		docs := a.Docs
		if a.Data != nil {
			var err error
			if docs, err = t.parse(a.Path, a.Data); err != nil {
				return nil, err
			}
		}
		if len(docs) != 1 {
			return nil, t.fault(diag.ForeignTemplate, "%s holds %d documents where a template is one", a.Path, len(docs)).withFix("compile again")
		}
		e.trees[a.Path] = docs[0]
	}
	entry := t.Backend.Info().Entry
	if e.trees[entry].Get("Resources") == nil {
		return nil, t.fault(diag.TemplateLimit, "the topology gives no resources, and a stack has at least one").
			withFix("run %s to remove the stack", t.command("destroy"))
	}
	for name := range e.trees {
		f, err := e.template(name)
		if err != nil {
			return nil, err
		}
		if name == entry {
			r.entry = *f
		} else {
			r.files = append(r.files, *f)
		}
	}
	slices.SortFunc(r.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return r, nil
}

func isTemplate(name string) bool { return path.Ext(name) == ".yaml" }

func (t *Target) parse(name string, content []byte) ([]*tree.Node, error) {
	docs, ds := t.Parse(name, content)
	for _, d := range ds {
		if d.Severity == diag.Error {
			return nil, t.fault(diag.ForeignTemplate, "%s can't be read: %s", name, d.Summary).withFix("compile again")
		}
	}
	return docs, nil
}

// template encodes one template, those that it refers to first.
func (e *encoder) template(name string) (*file, error) {
	if f := e.encoded[name]; f != nil {
		return f, nil
	}
	if e.visiting[name] {
		return nil, e.fault(diag.TemplateLimit, "the nested stack %s holds itself", name).withFix("remove the overlay that makes it so")
	}
	e.visiting[name] = true
	var failed error
	n := mapTemplateURLs(e.trees[name], func(url string) string {
		if e.trees[url] == nil || failed != nil {
			return url
		}
		inner, err := e.template(url)
		if err != nil {
			failed = err
			return url
		}
		if url, err = e.objectURL(e.ctx, inner.key); err != nil {
			failed = err
		}
		return url
	})
	if failed != nil {
		return nil, failed
	}
	f := &file{path: name, data: tree.AppendJSON(nil, n, "")}
	f.digest = digest(f.data)
	f.key = templatesFolder + f.digest + "/" + name
	// 1 MB: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
	if len(f.data) > 1<<20 {
		return nil, e.fault(diag.TemplateLimit, "%s has %d bytes, and CloudFormation takes at most 1 MB", name, len(f.data)).
			withFix("place a part of the topology in another environment")
	}
	e.encoded[name] = f
	return f, nil
}

// objectURL is the address by which CloudFormation reads an object of the bucket.
func (t *Target) objectURL(ctx context.Context, key string) (string, error) {
	if t.Bucket == "" {
		return "", t.needBucket("the topology needs nested stacks")
	}
	o := t.s3.Options()
	e, err := o.EndpointResolverV2.ResolveEndpoint(ctx, s3.EndpointParameters{
		Bucket: aws.String(t.Bucket), Region: aws.String(t.region), Endpoint: o.BaseEndpoint, ForcePathStyle: aws.Bool(o.UsePathStyle),
	})
	if err != nil {
		return "", t.explain(ctx, "plan", "the bucket "+t.Bucket+" has no address", err)
	}
	return strings.TrimSuffix(e.URI.String(), "/") + "/" + key, nil
}

// decode reads a deployed template back: JSON, or YAML where somebody else deployed it.
func (t *Target) decode(name, body string) (*tree.Node, error) {
	n := &tree.Node{}
	if n.UnmarshalJSON([]byte(body)) != nil {
		docs, err := t.parse(name, []byte(body))
		if err != nil {
			return nil, err
		}
		if len(docs) != 1 {
			return nil, t.fault(diag.ForeignTemplate, "the deployed %s is no template", name).withFix("name another stack")
		}
		n = docs[0]
	}
	return mapTemplateURLs(n, templatePath), nil
}

// templatePath returns the path of the template that an address in the bucket stands for; any other address stays.
func templatePath(url string) string {
	if i := strings.LastIndex(url, "/"+templatesFolder); i >= 0 {
		if sum, name, ok := strings.Cut(url[i+1+len(templatesFolder):], "/"); ok && len(sum) == sha256.Size*2 {
			return name
		}
	}
	return url
}

// mapTemplateURLs replaces the address of each nested stack's template.
func mapTemplateURLs(n *tree.Node, replace func(string) string) *tree.Node {
	return edit(n, "Resources", func(resources *tree.Node) *tree.Node {
		for _, f := range resources.Fields {
			if f.Value.Get("Type").Str() != stackType {
				continue
			}
			resources = edit(resources, f.Key, func(r *tree.Node) *tree.Node {
				return edit(r, "Properties", func(p *tree.Node) *tree.Node {
					return edit(p, "TemplateURL", func(u *tree.Node) *tree.Node {
						if u.Kind != tree.String {
							return u
						}
						return &tree.Node{Kind: tree.String, Text: replace(u.Text), Origin: u.Origin}
					})
				})
			})
		}
		return resources
	})
}

// edit returns a map with the value of one key changed; what is no map, or has no such key, stays.
func edit(n *tree.Node, key string, change func(*tree.Node) *tree.Node) *tree.Node {
	if n == nil || n.Kind != tree.Map {
		return n
	}
	for i, f := range n.Fields {
		if f.Key == key && f.Value != nil {
			c := *n
			c.Fields = slices.Clone(n.Fields)
			c.Fields[i].Value = change(f.Value)
			return &c
		}
	}
	return n
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
