package diag

// Codes of events that are sent again: 107x.
var (
	NoReplayHere = &Code{
		ID:      "E1070",
		Title:   "a bus whose events can't be replayed by espc",
		Explain: "EventBridge keeps the events of a bus in an archive and sends them again when asked. Knative's Brokers keep none: with a Broker on Kafka the events stay in its topic for as long as the bus's retention, and Kafka's own tools set a Trigger's consumer group back to a time, from which Kafka delivers again.",
		Example: "# espc events replay main -e prod --from 2h\nevent_bus \"main\" {\n  retention = \"7d\"\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    context = \"prod\"\n    kafka   = [\"kafka.kafka:9092\"]\n  }\n}\n",
		Fixed:   "event_bus \"main\" {\n  retention = \"7d\"\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {\n    stack = \"shop-prod\"\n  }\n}\n\n# espc events replay main --from 2h\n",
	}
	NothingArchived = &Code{
		ID:      "E1071",
		Title:   "a bus that keeps no events to replay",
		Explain: "What is replayed comes from the archive that a bus with a retention has. A bus without one keeps nothing, one that stands already (existing) is not the topology's to archive, one whose archive is not deployed has kept nothing yet, and events older than the retention are gone.",
		Example: "# espc events replay main -e prod --from 2h\nevent_bus \"main\" {}\n\nenvironment \"prod\" {\n  backend \"aws\" {\n    stack = \"shop-prod\"\n  }\n}\n",
		Fixed:   "# espc apply -e prod, and espc events replay main -e prod --from 2h for what came since\nevent_bus \"main\" {\n  retention = \"7d\"\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {\n    stack = \"shop-prod\"\n  }\n}\n",
	}
	ReplayFailed = &Code{
		ID:      "E1072",
		Title:   "a replay that did not come to its end",
		Explain: "EventBridge ended the replay, or somebody cancelled it. What it had sent until then was delivered; nothing was sent twice within it.",
		Example: "# somebody ran aws events cancel-replay\n",
		Fixed:   "# espc events replay again, --from the time of the last event that was sent\n",
	}
	ReplayTooFresh = &Code{
		ID:      "W1073",
		Title:   "events that may not be in the archive yet",
		Explain: "It takes some minutes until an event that was sent is in the archive, so a replay up to now may miss the latest ones. AWS's advice is to leave ten minutes.",
		Example: "# espc events replay main --from 2h\n",
		Fixed:   "# espc events replay main --from 2h --to 10m\n",
	}
	ReplayTooOld = &Code{
		ID:      "W1074",
		Title:   "events that the archive does not keep any more",
		Explain: "An archive holds what was sent since it was made, for as long as the bus's retention. A replay from before that sends what there still is.",
		Example: "event_bus \"main\" {\n  retention = \"7d\"\n}\n\n# espc events replay main --from 30d\n",
		Fixed:   "event_bus \"main\" {\n  retention = \"7d\"\n}\n\n# espc events replay main --from 7d\n",
	}
	ReplayGoesOn = &Code{
		ID:      "W1075",
		Title:   "the replay goes on in AWS",
		Explain: "The command ended before the replay did. EventBridge goes on by itself; the command named waits for it again and starts nothing twice.",
		Example: "# Ctrl-C while espc events replay waits\n",
		Fixed:   "# the same command waits for it again\n",
	}
	ReceiverMissing = &Code{
		ID:      "E1076",
		Title:   "a receiver of a replay that is not deployed",
		Explain: "A replay goes to the rules that bring the topology's subscriptions their events. One of them is in the topology and not in the stack, so it would get nothing while the others do.",
		Example: "# a subscription was added since the last espc apply\n",
		Fixed:   "# espc apply, then espc events replay\n",
	}
)

var replayCodes = []*Code{NoReplayHere, NothingArchived, ReplayFailed, ReplayTooFresh, ReplayTooOld, ReplayGoesOn, ReceiverMissing}
