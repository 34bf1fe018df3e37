package aws

import (
	"strings"
	"testing"
)

const privateData = `{"topology": {"name": "shop"}, ` + network + `,
  "secret": {"db": {"key": "db"}},
  "connector": {"main": {"type": "postgresql", "host": "db.internal", "database": "shop", "username": "shop", "password": "secret.db"}, "scratch": {"type": "memory"}},
  "model": {"order": {"connector": "connector.main"}, "note": {"connector": "connector.scratch"}},
  "microservice": {"notes": {"models": ["model.note"]}}
}`

func TestAWorkspaceJoinsTheNetworkThatItsDatabaseIsIn(t *testing.T) {
	objects := lowered(t, privateData)
	equal(t, "workspace", property(objects["ShopWorkspace"], "VpcConfig"),
		`{"SubnetIds":["subnet-0123456789abcdef0","subnet-0123456789abcdef1"],"SecurityGroupIds":["sg-0123456789abcdef0"]}`)
	role := property(objects["ShopWorkspaceRole"], "Policies")
	for _, sid := range []string{"JoinsNetwork", "LeavesNetworkToLambda"} {
		if !strings.Contains(role, sid) {
			t.Errorf("the role has no statement %s", sid)
		}
	}
	equal(t, "models in memory", property(objects["NotesMicroservice"], "VpcConfig"), "")
	if role := property(objects["NotesMicroserviceRole"], "Policies"); strings.Contains(role, "JoinsNetwork") {
		t.Error("what keeps its data in memory may join the network")
	}
}

func TestAWorkspaceStaysOutsideWhereTheEnvironmentNamesNoSubnets(t *testing.T) {
	objects := lowered(t, strings.Replace(privateData, network+",", "", 1))
	equal(t, "workspace", property(objects["ShopWorkspace"], "VpcConfig"), "")
}
