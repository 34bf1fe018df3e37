package loopback

import (
	"strings"
	"testing"

	"espc.dev/backends/backendtest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// files returns the project of all models as texts by their paths.
func files(t *testing.T, document string) map[string]string {
	t.Helper()
	topology := backendtest.Topology(t, document)
	p := New(topology, topology.Models, topology.Info.Node)
	out := map[string]string{}
	for _, f := range p.Files {
		out[f.Path] = f.Text.Text
		if f.Text.Origin.Place().IsZero() {
			t.Errorf("%s does not say where it comes from", f.Path)
		}
	}
	return out
}

func same(t *testing.T, name, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
	}
}

func TestModelBecomesALoopBackModel(t *testing.T) {
	got := files(t, `{
  "topology": {"name": "canvas"},
  "connector": {"main": {"type": "postgresql", "host": "db", "database": "canvas"}},
  "model": {
    "coffee-shop": {
      "connector": "connector.main",
      "property": {
        "seats": {"type": "integer", "default": 4},
        "name": {"type": "string", "required": true, "unique": true},
        "rating": {"type": "number", "index": true, "description": "1 to 5"}
      },
      "relation": {
        "reviews": {"type": "hasMany", "model": "model.review"},
        "tags": {"type": "hasAndBelongsToMany", "model": "model.tag"}
      }
    },
    "review": {
      "connector": "connector.main", "readonly": true, "strict": false,
      "property": {"code": {"type": "string", "id": true}},
      "relation": {
        "shop": {"type": "belongsTo", "model": "model.coffee-shop"},
        "answers": {"type": "hasMany", "model": "model.review", "foreign_key": "parentId"}
      }
    },
    "tag": {"connector": "connector.main", "public": false, "plural": "labels"}
  }
}`)
	same(t, "coffee-shop.json", got["common/models/coffee-shop.json"], `{
  "name": "CoffeeShop",
  "plural": "coffee-shops",
  "base": "PersistedModel",
  "strict": true,
  "properties": {
    "name": {
      "type": "string",
      "required": true,
      "index": {
        "unique": true
      }
    },
    "rating": {
      "type": "number",
      "index": true,
      "description": "1 to 5",
      "postgresql": {
        "dataType": "double precision"
      }
    },
    "seats": {
      "type": "number",
      "integer": true,
      "default": 4
    }
  },
  "relations": {
    "reviews": {
      "type": "hasMany",
      "model": "Review",
      "foreignKey": "coffeeShopId"
    },
    "tags": {
      "type": "hasAndBelongsToMany",
      "model": "Tag",
      "foreignKey": "coffeeShopId"
    }
  },
  "acls": []
}`)
	same(t, "review.json", got["common/models/review.json"], `{
  "name": "Review",
  "plural": "reviews",
  "base": "PersistedModel",
  "strict": false,
  "readonly": true,
  "properties": {
    "code": {
      "type": "string",
      "id": true,
      "generated": false,
      "required": true
    }
  },
  "relations": {
    "answers": {
      "type": "hasMany",
      "model": "Review",
      "foreignKey": "parentId"
    },
    "shop": {
      "type": "belongsTo",
      "model": "CoffeeShop",
      "foreignKey": "coffeeShopId"
    }
  },
  "acls": []
}`)
	// Nobody asked for access control, so none of LoopBack's own models is there.
	same(t, "model-config.json", got["model-config.json"], `{
  "CoffeeShop": {
    "dataSource": "main",
    "public": true
  },
  "Review": {
    "dataSource": "main",
    "public": true
  },
  "Tag": {
    "dataSource": "main",
    "public": false
  }
}`)
	if _, found := got["workspace.json"]; found {
		t.Error("workspace.json is there though nothing migrates")
	}
}

const membersTopology = `{
  "topology": {"name": "club"},
  "secret": {"db": {"key": "db", "property": "password"}, "cache": {"key": "cache", "property": "url"}},
  "connector": {
    "main": {"type": "mysql", "host": "db", "port": 3307, "database": "club", "username": "club", "password": "secret.db", "migrate": true,
             "options": {"connectionLimit": 5}},
    "cache": {"type": "redis", "url": "secret.cache"},
    "unused": {"type": "memory"}
  },
  "model": {
    "member": {"connector": "connector.main", "base": "User"},
    "note": {
      "connector": "connector.cache",
      "relation": {"author": {"type": "belongsTo", "model": "model.member"}},
      "access": {
        "own": {"principal": "owner", "allow": true},
        "closed": {"principal": "everyone", "operation": "write", "allow": false},
        "edit": {"principal": "editor", "operation": "execute", "method": "create", "allow": true},
        "read": {"principal": "authenticated", "operation": "read", "allow": true}
      }
    }
  }
}`

func TestAccessRulesAreWrittenInTheOrderOfTheirLabels(t *testing.T) {
	got := files(t, membersTopology)["common/models/note.json"]
	_, got, _ = strings.Cut(got, `"acls": `)
	same(t, "acls", strings.TrimSuffix(strings.TrimSpace(got), "}"), `[
    {
      "principalType": "ROLE",
      "principalId": "$everyone",
      "accessType": "WRITE",
      "permission": "DENY"
    },
    {
      "principalType": "ROLE",
      "principalId": "editor",
      "accessType": "EXECUTE",
      "property": "create",
      "permission": "ALLOW"
    },
    {
      "principalType": "ROLE",
      "principalId": "$owner",
      "accessType": "*",
      "permission": "ALLOW"
    },
    {
      "principalType": "ROLE",
      "principalId": "$authenticated",
      "accessType": "READ",
      "permission": "ALLOW"
    }
  ]`)
}

func TestAModelWithAnOwnerRuleLooksForItsOwnerAlongBelongsTo(t *testing.T) {
	if got := files(t, membersTopology)["common/models/note.json"]; !strings.Contains(got, `"ownerRelations": true`) {
		t.Errorf("ownerRelations is missing:\n%s", got)
	}
}

func TestAModelToLogInWithBringsLoopBacksOwnModelsToItsConnector(t *testing.T) {
	got := files(t, membersTopology)
	same(t, "model-config.json", got["model-config.json"], `{
  "ACL": {
    "dataSource": "main",
    "public": false
  },
  "AccessToken": {
    "dataSource": "main",
    "public": false,
    "relations": {
      "user": {
        "type": "belongsTo",
        "model": "Member",
        "foreignKey": "userId"
      }
    }
  },
  "Member": {
    "dataSource": "main",
    "public": true
  },
  "Note": {
    "dataSource": "cache",
    "public": true
  },
  "Role": {
    "dataSource": "main",
    "public": false
  },
  "RoleMapping": {
    "dataSource": "main",
    "public": false
  }
}`)
	if !strings.Contains(got["common/models/member.json"], `"accessTokens"`) {
		t.Error("the user has no access tokens")
	}
}

func TestDataSourcesNameVariablesAndNoSecret(t *testing.T) {
	topology := backendtest.Topology(t, membersTopology)
	p := New(topology, topology.Models, topology.Info.Node)
	got := files(t, membersTopology)
	same(t, "datasources.json", got["datasources.json"], `{
  "cache": {
    "name": "cache",
    "connector": "redis",
    "url": "${ESPC_CONNECTOR_CACHE_URL}"
  },
  "main": {
    "name": "main",
    "connector": "mysql",
    "host": "db",
    "port": 3307,
    "database": "club",
    "user": "club",
    "password": "${ESPC_CONNECTOR_MAIN_PASSWORD}",
    "connectionLimit": 5
  }
}`)
	same(t, "workspace.json", got["workspace.json"], `{
  "autoupdate": [
    "main"
  ]
}`)
	var names []string
	for _, s := range p.Secrets {
		names = append(names, s.Name+"="+s.Secret.V.String())
	}
	same(t, "variables", strings.Join(names, "\n"), "ESPC_CONNECTOR_CACHE_URL=secret.cache\nESPC_CONNECTOR_MAIN_PASSWORD=secret.db")

}

func TestRulesWithoutALoginAreKeptInMemory(t *testing.T) {
	got := files(t, `{
  "topology": {"name": "shop"},
  "connector": {"ora": {"type": "oracle", "host": "db", "database": "XE"}, "files": {"type": "storage", "bucket": "pics", "username": "id"}},
  "model": {
    "review": {"connector": "connector.ora", "access": {"closed": {"principal": "everyone", "allow": false}}},
    "photo": {"connector": "connector.files"}
  }
}`)
	same(t, "datasources.json", got["datasources.json"], `{
  "_auth": {
    "name": "_auth",
    "connector": "memory"
  },
  "files": {
    "name": "files",
    "connector": "loopback-component-storage",
    "bucket": "pics",
    "keyId": "id",
    "provider": "amazon"
  },
  "ora": {
    "name": "ora",
    "connector": "oracle",
    "connectString": "db:1521/XE"
  }
}`)
	if !strings.Contains(got["common/models/photo.json"], `"base": "Model"`) {
		t.Error("a model of files is persisted")
	}
}

func TestARelationThroughAModelHasAKeyForEachSide(t *testing.T) {
	document := `{
  "topology": {"name": "wiki"},
  "connector": {"main": {"type": "memory"}},
  "model": {
    "page": {
      "connector": "connector.main",
      "relation": {
        "links": {"type": "hasMany", "model": "model.page", "through": "model.link"},
        "authors": {"type": "hasMany", "model": "model.person", "through": "model.edit"}
      }
    },
    "person": {"connector": "connector.main"},
    "edit": {"connector": "connector.main"},
    "link": {"connector": "connector.main", "relation": {
      "source": {"type": "belongsTo", "model": "model.page"},
      "target": {"type": "belongsTo", "model": "model.page", "foreign_key": "targetId"}
    }}
  }
}`
	got := files(t, document)["common/models/page.json"]
	for _, want := range []string{
		`"through": "Edit",
      "foreignKey": "pageId",
      "keyThrough": "personId"`,
		`"through": "Link",
      "foreignKey": "pageId",
      "keyThrough": "targetId"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page.json lacks\n%s\nit is\n%s", want, got)
		}
	}
	without := strings.Replace(document, `"foreign_key": "targetId"`, `"foreign_key": "pageId"`, 1)
	expect(t, loopbackDiagnostics(t, without), "E0737")
}

func loopbackDiagnostics(t *testing.T, document string) diag.List {
	t.Helper()
	topology := backendtest.Topology(t, document)
	return Check(topology, topology.Models)
}

// expect compares the codes of diagnostics, and wants of each a place, a sentence and a fix.
func expect(t *testing.T, ds diag.List, codes ...string) {
	t.Helper()
	var got []string
	for _, d := range ds.Sorted() {
		got = append(got, d.Code)
		if d.Place() == "" || d.Fix == "" || d.Address == "" {
			t.Errorf("%s at %q of %q has the fix %q", d.Code, d.Place(), d.Address, d.Fix)
		}
	}
	if strings.Join(got, " ") != strings.Join(codes, " ") {
		t.Errorf("got %q, want %q: %v", got, codes, ds)
	}
}

func TestWhatLoopBackCannotDoIsReported(t *testing.T) {
	const head = `{"topology": {"name": "shop"}, "connector": {
  "mem": {"type": "memory"}, "rd": {"type": "redis", "host": "r"}, "files": {"type": "storage", "bucket": "b"}}, "model": {`
	for name, c := range map[string]struct {
		models string
		codes  []string
	}{
		"a model of LoopBack's own":      {`"role-mapping": {"connector": "connector.mem"}`, []string{"E0730"}},
		"id that is not the id":          {`"a": {"connector": "connector.mem", "property": {"id": {"type": "string"}}}`, []string{"E0731"}},
		"a user's own property":          {`"a": {"connector": "connector.mem", "base": "User", "property": {"email": {"type": "string"}}}`, []string{"E0731"}},
		"files with properties":          {`"a": {"connector": "connector.files", "property": {"x": {"type": "string"}}, "readonly": true}`, []string{"E0732", "E0732"}},
		"an id in redis":                 {`"a": {"connector": "connector.rd", "property": {"x": {"type": "string", "id": true}}}`, []string{"E0732"}},
		"a login in redis":               {`"a": {"connector": "connector.rd", "base": "User"}`, []string{"E0732"}},
		"two logins":                     {`"a": {"connector": "connector.mem", "base": "User"}, "b": {"connector": "connector.mem", "base": "User"}`, []string{"E0733"}},
		"an owner without a user":        {`"a": {"connector": "connector.mem", "access": {"x": {"principal": "owner", "allow": true}}}`, []string{"E0734"}},
		"a role without a login":         {`"a": {"connector": "connector.mem", "access": {"x": {"principal": "editor", "allow": true}}}`, []string{"W0738"}},
		"a method that is none":          {`"a": {"connector": "connector.mem", "access": {"x": {"principal": "everyone", "method": "insert", "allow": true}}}`, []string{"W0739"}},
		"methods of relations and files": {`"a": {"connector": "connector.mem", "relation": {"bs": {"type": "hasMany", "model": "model.b"}}, "access": {"x": {"principal": "everyone", "method": "__create__bs", "allow": true}}}, "b": {"connector": "connector.files", "access": {"x": {"principal": "everyone", "method": "upload", "allow": true}}}`, nil},
	} {
		t.Run(name, func(t *testing.T) { expect(t, loopbackDiagnostics(t, head+c.models+"}}"), c.codes...) })
	}
}

func TestSettingsThatLoopBackWouldMisreadAreReported(t *testing.T) {
	for name, c := range map[string]struct{ connector, code string }{
		"a text it would replace": {`{"type": "memory", "options": {"a": {"b": ["x${HOME}"]}}}`, "E0735"},
		"an option with a field":  {`{"type": "mysql", "host": "h", "database": "d", "options": {"user": "x"}}`, "E0736"},
		"a database of redis":     {`{"type": "redis", "host": "h", "database": "cache"}`, "E0732"},
		"a login of rest":         {`{"type": "rest", "base_url": "http://x", "username": "x"}`, "E0732"},
		"a host of storage":       {`{"type": "storage", "bucket": "b", "host": "x"}`, "E0732"},
		"a user of redis":         {`{"type": "redis", "host": "h", "username": "x"}`, "E0732"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, loopbackDiagnostics(t, `{"topology": {"name": "s"}, "connector": {"c": `+c.connector+`}, "model": {"a": {"connector": "connector.c"}}}`), c.code)
		})
	}
}

func TestAnUnusedConnectorIsNoBusinessOfThePod(t *testing.T) {
	topology := backendtest.Topology(t, membersTopology)
	p := New(topology, topology.Models, topology.Info.Node)
	for _, c := range p.Connectors {
		if c.Address == (schema.Address{Kind: schema.KindConnector, Name: "unused"}) {
			t.Error("the project has a connector that no model uses")
		}
	}
}
