package aws

import (
	"embed"
	"io/fs"
	"path"

	"espc.dev/backends/aws/archive"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// gatekeeperCode is the authorizer that stands before a gateway's routes: Node, with what comes with Lambda's runtime alone.
//
//go:embed gatekeeper/*.js
var gatekeeperCode embed.FS

// packKeepers packs the code of each gateway's gatekeeper with its policy, so that a change of either is another file.
func (r *render) packKeepers() {
	var c archive.Compressor
	for _, d := range r.doors {
		if r.keeperReason(d) == nil {
			continue
		}
		out := &code{}
		r.code[d.g.Address] = out
		files, err := keeperFiles()
		files = append(files, schema.SourceFile{Path: "policy.json", Data: append(tree.AppendJSON(nil, r.keeperPolicy(d), "  "), '\n')})
		var part archive.Part
		if err == nil {
			part, err = c.Compress(files)
		}
		if err == nil {
			out.zip, err = archive.Pack(part)
		}
		out.err = err
	}
}

func keeperFiles() ([]schema.SourceFile, error) {
	names, err := fs.Glob(gatekeeperCode, "gatekeeper/*.js")
	var out []schema.SourceFile
	for _, name := range names {
		var data []byte
		if data, err = fs.ReadFile(gatekeeperCode, name); err != nil {
			break
		}
		out = append(out, schema.SourceFile{Path: path.Base(name), Data: data})
	}
	return out, err
}
