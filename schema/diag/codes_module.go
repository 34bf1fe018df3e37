package diag

// Codes of modules: 08xx.
var (
	ModuleSource = &Code{
		ID:      "E0801",
		Title:   "a module can't be found",
		Explain: "A module's source is a folder inside the topology's folder (./dir) or a module that comes with espc (std/NAME; docs/modules.md lists them).",
		Example: "module \"audit\" {\n  source = \"../elsewhere\"\n}\n",
		Fixed:   "module \"audit\" {\n  source = \"./modules/audit\"\n}\n",
	}
	ModuleCycle = &Code{
		ID:      "E0802",
		Title:   "modules contain each other",
		Explain: "A module uses itself, directly or through others, so it would never end. The whole path is shown.",
		Example: "# in ./modules/a\nmodule \"again\" {\n  source = \"../a\"\n}\n",
		Fixed:   "# in ./modules/a\nmodule \"part\" {\n  source = \"../b\"\n}\n",
	}
	ModuleContent = &Code{
		ID:      "E0803",
		Title:   "a kind that no module holds",
		Explain: "A module brings entities; the topology block and environments belong to the topology that uses it.",
		Example: "# in ./modules/audit\nenvironment \"prod\" {}\n",
		Fixed:   "# in the topology's own folder\nenvironment \"prod\" {}\n",
	}
	ModuleVariable = &Code{
		ID:      "E0804",
		Title:   "a variable that the module does not have",
		Explain: "Every field of a module block but source sets one of the module's variables.",
		Example: "module \"audit\" {\n  source = \"./modules/audit\"\n  tagg   = \"1.0\"\n}\n",
		Fixed:   "module \"audit\" {\n  source = \"./modules/audit\"\n  tag    = \"1.0\"\n}\n",
	}
	ModuleOutput = &Code{
		ID:      "E0805",
		Title:   "an output that the module does not have",
		Explain: "module.NAME.X stands for the output X of the module NAME.",
		Example: "function \"f\" {\n  image = \"acme/f:1\"\n  calls = [module.audit.logg]\n}\n",
		Fixed:   "function \"f\" {\n  image = \"acme/f:1\"\n  calls = [module.audit.log]\n}\n",
	}
)

var moduleCodes = []*Code{ModuleSource, ModuleCycle, ModuleContent, ModuleVariable, ModuleOutput}
