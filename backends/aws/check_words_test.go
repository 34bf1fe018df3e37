package aws

import (
	"strings"
	"testing"
)

func TestADurationOutOfRangeIsSaidInDays(t *testing.T) {
	document := `{"topology": {"name": "shop"}, "environment": {"dev": {"backend": {"aws": {"region": "eu-west-1"}}}}, "event_bus": {"b": {}}, "event": {"e": {"bus": "event_bus.b"}},
"queue": {"dead": {}}, "function": {"f": {"runtime": "nodejs24", "source": "s", "on": {"e": {"event": "event.e", "max_age": "99d", "dead_letter": "queue.dead"}}}}}`
	for _, d := range (Backend{}).Check(request(t, document, nil)) {
		if strings.Contains(d.Summary, "99d is not a whole number of seconds from 1m to 14d") && d.Fix == `write "14d", say` {
			return
		}
	}
	t.Error("nobody says that 99d is more than 14d")
}
