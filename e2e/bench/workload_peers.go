package main

import (
	_ "embed"
	"fmt"
)

// The same services as a person would write them for each peer: one list of values, one template.

var (
	//go:embed peers/helm.yaml
	helmTemplate string
	//go:embed peers/template.cue
	cueTemplate string
	//go:embed peers/main.jsonnet
	jsonnetTemplate string
)

func helmFiles() map[string]writer {
	return map[string]writer{
		"Chart.yaml":         text("apiVersion: v2\nname: bench\nversion: 0.1.0\n"),
		"templates/all.yaml": text(helmTemplate),
		"values.yaml":        each("services:\n", "", "", func(s service) string { return "- " + peerJSON(s) + "\n" }),
	}
}

func cueFiles() map[string]writer {
	return map[string]writer{
		"cue.mod/module.cue": text("module: \"example.com/bench@v0\"\nlanguage: version: \"v0.12.0\"\n"),
		"template.cue":       text(cueTemplate),
		"services.cue": each("package bench\n\nservices: {\n", "", "}\n", func(s service) string {
			return fmt.Sprintf("\t%q: {image: %q, env: %s}\n", s.Name, s.Image, toJSON(s.peerEnv()))
		}),
	}
}

func jsonnetFiles() map[string]writer {
	return map[string]writer{
		"main.jsonnet":  text(jsonnetTemplate),
		"services.json": each("[", ",\n", "]\n", peerJSON),
	}
}
