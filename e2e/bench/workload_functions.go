package main

import "fmt"

// The workload of the two backends: functions that both take, each with a source of its own, a call to the next and a
// variable, the first behind a gateway. It has an environment for each backend.

const functionsHead = `topology "shop" {}

gateway "edge" {}

api_endpoint "first" {
  gateway = gateway.edge
  paths   = ["/"]
  to      = function.svc-00000
}

environment "cluster" {
  backend "kubernetes" {}
}

environment "cloud" {
  backend "aws" {}
}
`

func functionsHCL() map[string]writer {
	return map[string]writer{"shop.hcl": each(functionsHead, "", "", func(s service) string {
		calls := ""
		if s.Next != "" {
			calls = fmt.Sprintf("  calls   = [function.%s]\n", s.Next)
		}
		return fmt.Sprintf(`
function %q {
  runtime = "nodejs24"
  source  = "./src/%s"
  memory  = %q
%s  env = {
    INDEX     = %q
    LOG_LEVEL = %q
  }
}
`, s.Name, s.Name, s.Memory, calls, s.Env["INDEX"], s.Env["LOG_LEVEL"])
	})}
}

// functionSource is the source of one of the functions, by its path.
func functionSource(s service) (name, content string) {
	return "src/" + s.Name + "/index.js", fmt.Sprintf("exports.handler = (req, res) => {\n  res.json({ index: %s });\n};\n", s.Env["INDEX"])
}

// backendTools compile the functions to each backend, into a folder that does not stand yet. The first is the one that
// ratios relate to.
func backendTools(o Options) []tool {
	compile := func(name, environment, kind string, objects ...string) tool {
		return tool{
			Name: name, Binary: o.Espc, Version: []string{"version"}, Args: []string{"compile", "-e", environment, "--out", folderOf("")},
			Files: functionsHCL(), Each: functionSource, Kind: kind, Objects: objects, Folder: true,
		}
	}
	return []tool{
		compile(toKubernetes, "cluster", "kind: ", "ServiceAccount", "Deployment", "Service", "ConfigMap", "NetworkPolicy"),
		compile(toAWS, "cloud", "    Type: ", "AWS::Lambda::Function", "AWS::IAM::Role", "AWS::Logs::LogGroup"),
	}
}

// Names of the two in the report.
const (
	toKubernetes = "espc compile, to Kubernetes"
	toAWS        = "espc compile, to AWS"
)
