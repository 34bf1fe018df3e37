package documents

// Rules of derivation: `why` prints them as links of a field's chain of origins.
const (
	RuleOpenAPI  = "openapi"
	RuleAsyncAPI = "asyncapi"
	RuleModel    = "model-json-schema"
)

// What each rule says, for the lists of rules of the backends whose objects hold documents.
const (
	RuleOpenAPIDoc  = "A gateway's OpenAPI document has its endpoints as operations, what their models say as schemas, and its logins as security."
	RuleAsyncAPIDoc = "The topology's AsyncAPI document has a channel for each bus, a message for each event, and who sends and receives them."
	RuleModelDoc    = "A model's JSON Schema has its properties, and those that its base and its relations bring."
)
