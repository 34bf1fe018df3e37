package diag

// Codes of integrations on AWS: 108x.
var (
	NotInFlow = &Code{
		ID:      "E1080",
		Title:   "something that an integration on AWS can't do",
		Explain: "An integration on AWS is a rule of EventBridge, or a state machine of Step Functions. That calls functions, publishes events, sends to queues, and posts to public https addresses, one URL of a service_endpoint, with a header as the credential. It does not reach what is in a private network, and a rule has no FIFO queue for what it can't deliver.",
		Example: "event_bus \"main\" {}\n\nevent \"placed\" {\n  bus = event_bus.main\n}\n\nintegration \"bill\" {\n  from = event.placed\n  to   = [service_endpoint.ledger]\n}\n\nservice_endpoint \"ledger\" {\n  urls = [\"http://ledger.example.com/entries\"]\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
		Fixed:   "event_bus \"main\" {}\n\nevent \"placed\" {\n  bus = event_bus.main\n}\n\nintegration \"bill\" {\n  from = event.placed\n  to   = [service_endpoint.ledger]\n}\n\nservice_endpoint \"ledger\" {\n  urls = [\"https://ledger.example.com/entries\"]\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
	}
)

var awsFlowCodes = []*Code{NotInFlow}
