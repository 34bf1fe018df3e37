package diag

// Codes of integrations on Kubernetes: 077x.
var (
	NotOnCamel = &Code{
		ID:      "E0770",
		Title:   "something that an integration on Kubernetes can't do",
		Explain: "An integration runs on Camel K, or as a transformation of Knative's. It posts events and data by HTTP: to events, functions, microservices and services outside. What it can't do is refused rather than left out.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"lost\" {\n  bus = event_bus.main\n}\nservice_endpoint \"ledger\" {\n  urls = [\"https://ledger.example.com/entries?version=2\"]\n}\nintegration \"book\" {\n  from        = event.paid\n  to          = [service_endpoint.ledger]\n  dead_letter = event.lost\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"lost\" {\n  bus = event_bus.main\n}\nservice_endpoint \"ledger\" {\n  urls = [\"https://ledger.example.com/v2/entries\"]\n}\nintegration \"book\" {\n  from        = event.paid\n  to          = [service_endpoint.ledger]\n  dead_letter = event.lost\n}\n",
	}
	LostFlow = &Code{
		ID:      "W0771",
		Title:   "events that are lost when an integration fails",
		Explain: "A step that fails is tried again as often as retries says. What still fails goes to dead_letter; without one it is gone, and only the log of the integration tells of it.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nmicroservice \"ledger\" {\n  image = \"acme/ledger:1\"\n  user  = 1000\n}\nintegration \"book\" {\n  from = event.paid\n  to   = [microservice.ledger]\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"lost\" {\n  bus = event_bus.main\n}\nmicroservice \"ledger\" {\n  image = \"acme/ledger:1\"\n  user  = 1000\n}\nintegration \"book\" {\n  from        = event.paid\n  to          = [microservice.ledger]\n  dead_letter = event.lost\n}\n",
	}
)

var flowCodes = []*Code{NotOnCamel, LostFlow}
