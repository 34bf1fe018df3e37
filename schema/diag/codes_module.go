package diag

// Codes of modules: 08xx.
var (
	ModuleSource = &Code{
		ID:      "E0801",
		Title:   "a module can't be found",
		Explain: "A module's source is a folder inside the topology's folder (./dir) or a module that comes with espc (std/NAME; docs/modules.md lists them).",
		Example: "module \"audit\" {\n  source = \"../elsewhere\"\n}\n",
		Fixed:   "-- shop.hcl --\nmodule \"audit\" {\n  source = \"./modules/audit\"\n}\n-- modules/audit/audit.hcl --\njob \"log\" {\n  image = \"acme/audit:1\"\n}\n",
	}
	ModuleCycle = &Code{
		ID:      "E0802",
		Title:   "modules contain each other",
		Explain: "A module uses itself, directly or through others, so it would never end. The whole path is shown.",
		Example: "-- shop.hcl --\nmodule \"a\" {\n  source = \"./modules/a\"\n}\n-- modules/a/a.hcl --\nmodule \"again\" {\n  source = \"../a\"\n}\n",
		Fixed:   "-- shop.hcl --\nmodule \"a\" {\n  source = \"./modules/a\"\n}\n-- modules/a/a.hcl --\nmodule \"part\" {\n  source = \"../b\"\n}\n-- modules/b/b.hcl --\njob \"log\" {\n  image = \"acme/audit:1\"\n}\n",
	}
	ModuleContent = &Code{
		ID:      "E0803",
		Title:   "a kind that no module holds",
		Explain: "A module brings entities; the topology block and environments belong to the topology that uses it.",
		Example: "-- shop.hcl --\nmodule \"audit\" {\n  source = \"./modules/audit\"\n}\n-- modules/audit/audit.hcl --\nenvironment \"prod\" {}\n",
		Fixed:   "-- shop.hcl --\nmodule \"audit\" {\n  source = \"./modules/audit\"\n}\nenvironment \"prod\" {}\n-- modules/audit/audit.hcl --\njob \"log\" {\n  image = \"acme/audit:1\"\n}\n",
	}
	ModuleVariable = &Code{
		ID:      "E0804",
		Title:   "a variable that the module does not have",
		Explain: "Every field of a module block but source sets one of the module's variables.",
		Example: "-- shop.hcl --\nmodule \"audit\" {\n  source = \"./modules/audit\"\n  tagg   = \"1.0\"\n}\n-- modules/audit/audit.hcl --\nvariable \"tag\" {\n  default = \"0.9\"\n}\njob \"log\" {\n  image = \"acme/audit:${var.tag}\"\n}\n",
		Fixed:   "-- shop.hcl --\nmodule \"audit\" {\n  source = \"./modules/audit\"\n  tag    = \"1.0\"\n}\n-- modules/audit/audit.hcl --\nvariable \"tag\" {\n  default = \"0.9\"\n}\njob \"log\" {\n  image = \"acme/audit:${var.tag}\"\n}\n",
	}
	ModuleOutput = &Code{
		ID:      "E0805",
		Title:   "an output that the module does not have",
		Explain: "module.NAME.X stands for the output X of the module NAME.",
		Example: "-- shop.hcl --\nmodule \"audit\" {\n  source = \"./modules/audit\"\n}\nfunction \"f\" {\n  image = \"acme/f:1\"\n  calls = [module.audit.logg]\n}\n-- modules/audit/audit.hcl --\nmicroservice \"log\" {\n  image = \"acme/audit:1\"\n}\noutput \"log\" {\n  value = microservice.log\n}\n",
		Fixed:   "-- shop.hcl --\nmodule \"audit\" {\n  source = \"./modules/audit\"\n}\nfunction \"f\" {\n  image = \"acme/f:1\"\n  calls = [module.audit.log]\n}\n-- modules/audit/audit.hcl --\nmicroservice \"log\" {\n  image = \"acme/audit:1\"\n}\noutput \"log\" {\n  value = microservice.log\n}\n",
	}
)

var moduleCodes = []*Code{ModuleSource, ModuleCycle, ModuleContent, ModuleVariable, ModuleOutput}
