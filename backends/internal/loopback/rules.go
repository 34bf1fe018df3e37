package loopback

// Rules of derivation: `why` prints them as links of a field's chain of origins.
const (
	RuleModel  = "loopback-model"
	RuleSource = "loopback-datasources"
	RuleConfig = "loopback-model-config"
)

// What each rule says, for the backends' lists of rules.
const (
	RuleModelDoc  = "A model is a LoopBack model under its PascalCase name, with its plural, foreign keys and access rules written out."
	RuleSourceDoc = "A connector is a data source of each process whose models use it; its secrets are variables."
	RuleConfigDoc = "Every model is served from its connector's data source; a process with access rules or a login has LoopBack's own models for them, and data sources with migrate are brought up to date at start."
)
