package diag

// Codes of events on Kubernetes: 076x.
var (
	NoEventing = &Code{
		ID:      "E0760",
		Title:   "events where nothing carries them",
		Explain: "The environment says eventing = \"none\": its cluster has no Knative Eventing. A bus, and all that publishes to it or subscribes to its events, needs one.",
		Example: "event_bus \"main\" {}\n\nenvironment \"edge\" {\n  backend \"kubernetes\" {\n    eventing = \"none\"\n  }\n}\n",
		Fixed:   "event_bus \"main\" {}\n\nenvironment \"edge\" {\n  backend \"kubernetes\" {\n    eventing = \"knative\"\n  }\n}\n",
	}
	NoKafka = &Code{
		ID:      "E0761",
		Title:   "a bus that keeps events or their order, without Kafka",
		Explain: "Knative's own Broker forgets an event when it is delivered, and delivers in any order. A Broker in Kafka keeps both: name the Kafka brokers that the cluster's Knative uses.",
		Example: "event_bus \"main\" {\n  ordered = true\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {}\n}\n",
		Fixed:   "event_bus \"main\" {\n  ordered = true\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    kafka = [\"events-kafka-bootstrap.kafka:9092\"]\n  }\n}\n",
	}
	NotOnKnative = &Code{
		ID:      "E0762",
		Title:   "something that Knative Eventing can't do",
		Explain: "A Trigger delivers one event at a time by HTTP, sends what fails to an addressable object, and filters by attributes of CloudEvents: names of letters and digits that start with a letter, whole numbers of 32 bits. What it can't do is refused rather than left out.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nfunction \"receipt\" {\n  runtime = \"nodejs24\"\n  source  = \"./receipt\"\n  on \"paid\" {\n    event = event.paid\n    batch {\n      size = 10\n    }\n  }\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"unpaid\" {\n  bus = event_bus.main\n}\nfunction \"receipt\" {\n  runtime = \"nodejs24\"\n  source  = \"./receipt\"\n  on \"paid\" {\n    event       = event.paid\n    dead_letter = event.unpaid\n  }\n}\n",
	}
	DataFilter = &Code{
		ID:      "E0763",
		Title:   "a filter on data for an image",
		Explain: "Knative's filters see the attributes of an event and not its data. The runtime of a function from source looks at the data itself, before it calls the function; an image has no such runtime. An integration with a filter step can stand between.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nmicroservice \"ledger\" {\n  image = \"acme/ledger:1\"\n  user  = 1000\n  on \"large\" {\n    event  = event.paid\n    filter = { \"data.amount\" = { gt = 1000 } }\n  }\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nmicroservice \"ledger\" {\n  image = \"acme/ledger:1\"\n  user  = 1000\n}\nintegration \"large\" {\n  from = event.paid\n  step \"large\" {\n    filter {\n      when = \"data.amount > 1000\"\n    }\n  }\n  to = [microservice.ledger]\n}\n",
	}
	LostEvents = &Code{
		ID:      "W0764",
		Title:   "events that are lost when they fail",
		Explain: "Knative tries an event again as often as retries says. What still fails goes to dead_letter; without one it is gone, and only Knative's own log tells of it.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nfunction \"receipt\" {\n  runtime = \"nodejs24\"\n  source  = \"./receipt\"\n  on \"paid\" {\n    event = event.paid\n  }\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"receipt-failed\" {\n  bus = event_bus.main\n}\nfunction \"receipt\" {\n  runtime = \"nodejs24\"\n  source  = \"./receipt\"\n  on \"paid\" {\n    event       = event.paid\n    dead_letter = event.receipt-failed\n  }\n}\n",
	}
	RetryAge = &Code{
		ID:      "N0765",
		Title:   "max_age bounds the retries alone on Knative",
		Explain: "All tries of one event are made within max_age. Knative does not look at how old an event is when it is first delivered: one that has waited in a bus for longer is delivered all the same.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"late\" {\n  bus = event_bus.main\n}\nfunction \"receipt\" {\n  runtime = \"nodejs24\"\n  source  = \"./receipt\"\n  on \"paid\" {\n    event       = event.paid\n    max_age     = \"10m\"\n    dead_letter = event.late\n  }\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"late\" {\n  bus = event_bus.main\n}\nfunction \"receipt\" {\n  runtime = \"nodejs24\"\n  source  = \"./receipt\"\n  on \"paid\" {\n    event       = event.paid\n    dead_letter = event.late\n  }\n}\n",
	}
)

var eventCodes = []*Code{NoEventing, NoKafka, NotOnKnative, DataFilter, LostEvents, RetryAge}
