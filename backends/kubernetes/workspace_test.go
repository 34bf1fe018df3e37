package kubernetes

import (
	"strings"
	"testing"

	"espc.dev/backends/backendtest"
	"espc.dev/backends/internal/loopback"
)

func TestAProjectIsMountedWithEachFileInItsPlace(t *testing.T) {
	topology := backendtest.Topology(t, `{
  "topology": {"name": "shop"},
  "connector": {"main": {"type": "memory"}},
  "model": {"zebra": {"connector": "connector.main"}, "ant": {"connector": "connector.main"}}
}`)
	c := projectConfig(loopback.New(topology, topology.Models, topology.Info.Node))
	var got []string
	for _, item := range c.items.Items {
		key := item.Get("key").Str()
		if c.data.Get(key).Str() == "" {
			t.Errorf("%s is mounted and is not there", key)
		}
		got = append(got, key+" "+item.Get("path").Str())
	}
	same(t, "the volume", strings.Join(got, "\n"), `
datasources.json datasources.json
model-config.json model-config.json
models.ant.json common/models/ant.json
models.zebra.json common/models/zebra.json`)
}
