package diag

// Codes of what LoopBack, which runs models, can't do: 073x and 074x.
var (
	LoopbackName = &Code{
		ID:      "E0730",
		Title:   "model name that LoopBack can't have",
		Explain: "A model runs in LoopBack under its PascalCase name, which is none of LoopBack's own models (ACL, AccessToken, Role, RoleMapping, User and others).",
		Example: "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"role\" {\n  connector = connector.db\n}\n",
		Fixed:   "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"job-role\" {\n  connector = connector.db\n}\n",
	}
	LoopbackProperty = &Code{
		ID:      "E0731",
		Title:   "property or relation name that LoopBack can't have",
		Explain: "A property named id is the model's id and says so, and a model of base User has email, password, username, realm, emailVerified, verificationToken and accessTokens already.",
		Example: "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"customer\" {\n  connector = connector.db\n  base      = \"User\"\n  property \"email\" {\n    type = \"string\"\n  }\n}\n",
		Fixed:   "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"customer\" {\n  connector = connector.db\n  base      = \"User\"\n}\n",
	}
	LoopbackConnector = &Code{
		ID:      "E0732",
		Title:   "not with this type of connector",
		Explain: "Some data sources can't do what a field asks for: storage and soap keep no records, so their models have no properties, relations or login; redis numbers its records and its databases; rest and soap have no login of their own.",
		Example: "secret \"redis\" {\n  key      = \"redis\"\n  property = \"url\"\n}\nconnector \"cache\" {\n  type = \"redis\"\n  url  = secret.redis\n}\nmodel \"session\" {\n  connector = connector.cache\n  property \"token\" {\n    type = \"string\"\n    id   = true\n  }\n}\n",
		Fixed:   "secret \"redis\" {\n  key      = \"redis\"\n  property = \"url\"\n}\nconnector \"cache\" {\n  type = \"redis\"\n  url  = secret.redis\n}\nmodel \"session\" {\n  connector = connector.cache\n  property \"token\" {\n    type  = \"string\"\n    index = true\n  }\n}\n",
	}
	LoopbackUsers = &Code{
		ID:      "E0733",
		Title:   "two models to log in with",
		Explain: "An access token belongs to a user of one model, so a pod has at most one model of base User. Kinds of users are told apart by roles, or run in a microservice of their own.",
		Example: "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"customer\" {\n  connector = connector.db\n  base      = \"User\"\n}\nmodel \"employee\" {\n  connector = connector.db\n  base      = \"User\"\n}\n",
		Fixed:   "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"person\" {\n  connector = connector.db\n  base      = \"User\"\n}\n",
	}
	LoopbackOwner = &Code{
		ID:      "E0734",
		Title:   "a model without an owner",
		Explain: "The owner of an instance is the user that a belongsTo relation of the model leads to. Without one, a rule about the owner is never met.",
		Example: "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"note\" {\n  connector = connector.db\n  access \"own\" {\n    principal = \"owner\"\n    allow     = true\n  }\n}\n",
		Fixed:   "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"person\" {\n  connector = connector.db\n  base      = \"User\"\n}\nmodel \"note\" {\n  connector = connector.db\n  relation \"author\" {\n    type  = \"belongsTo\"\n    model = model.person\n  }\n  access \"own\" {\n    principal = \"owner\"\n    allow     = true\n  }\n}\n",
	}
	LoopbackLiteral = &Code{
		ID:      "E0735",
		Title:   "text that LoopBack would replace",
		Explain: "In the settings of a data source LoopBack replaces a text that ends in ${NAME} by an environment variable, and there is no way to write such a text.",
		Example: "connector \"db\" {\n  type    = \"memory\"\n  options = { file = \"${\"$\"}{HOME}\" }\n}\nmodel \"note\" {\n  connector = connector.db\n}\n",
		Fixed:   "connector \"db\" {\n  type    = \"memory\"\n  options = { file = \"/tmp/data.json\" }\n}\nmodel \"note\" {\n  connector = connector.db\n}\n",
	}
	LoopbackOption = &Code{
		ID:      "E0736",
		Title:   "option that has a field",
		Explain: "options holds settings that the language has no field for. What a field says stands in the field, where it is checked, and a secret is never literal.",
		Example: "connector \"db\" {\n  type     = \"postgresql\"\n  host     = \"postgres.example.com\"\n  database = \"shop\"\n  options  = { user = \"shop\" }\n}\nmodel \"note\" {\n  connector = connector.db\n}\n",
		Fixed:   "connector \"db\" {\n  type     = \"postgresql\"\n  host     = \"postgres.example.com\"\n  database = \"shop\"\n  username = \"shop\"\n}\nmodel \"note\" {\n  connector = connector.db\n}\n",
	}
	LoopbackKeys = &Code{
		ID:      "E0737",
		Title:   "one key for both sides of a relation",
		Explain: "A relation through a model needs two properties of that model: one for each side. Between a model and itself both would have the same name; a belongsTo relation of the model between them, with a foreign_key of its own, tells them apart.",
		Example: "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"page\" {\n  connector = connector.db\n  relation \"links\" {\n    type    = \"hasMany\"\n    model   = model.page\n    through = model.link\n  }\n}\nmodel \"link\" {\n  connector = connector.db\n}\n",
		Fixed:   "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"page\" {\n  connector = connector.db\n  relation \"links\" {\n    type    = \"hasMany\"\n    model   = model.page\n    through = model.link\n  }\n}\nmodel \"link\" {\n  connector = connector.db\n  relation \"target\" {\n    type        = \"belongsTo\"\n    model       = model.page\n    foreign_key = \"targetId\"\n  }\n}\n",
	}
	LoopbackLogin = &Code{
		ID:      "W0738",
		Title:   "access rule that nobody meets",
		Explain: "The rule is about people who are logged in, but no model of the same pod has the base User, so nobody can log in there.",
		Example: "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"note\" {\n  connector = connector.db\n  access \"edit\" {\n    principal = \"editor\"\n    operation = \"write\"\n    allow     = true\n  }\n}\n",
		Fixed:   "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"person\" {\n  connector = connector.db\n  base      = \"User\"\n}\nmodel \"note\" {\n  connector = connector.db\n  access \"edit\" {\n    principal = \"editor\"\n    operation = \"write\"\n    allow     = true\n  }\n}\n",
	}
	LoopbackMethod = &Code{
		ID:      "W0739",
		Title:   "access rule about an unknown method",
		Explain: "The model has no method of this name, so the rule is never applied. Methods are create, find, findById and so on, and __get__NAME, __create__NAME and so on for a relation NAME.",
		Example: "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"note\" {\n  connector = connector.db\n  access \"add\" {\n    principal = \"everyone\"\n    method    = \"insert\"\n    allow     = false\n  }\n}\n",
		Fixed:   "connector \"db\" {\n  type = \"memory\"\n}\nmodel \"note\" {\n  connector = connector.db\n  access \"add\" {\n    principal = \"everyone\"\n    method    = \"create\"\n    allow     = false\n  }\n}\n",
	}
)

var loopbackCodes = []*Code{
	LoopbackName, LoopbackProperty, LoopbackConnector, LoopbackUsers, LoopbackOwner, LoopbackLiteral, LoopbackOption, LoopbackKeys,
	LoopbackLogin, LoopbackMethod,
}
