package webhooks

import (
	"os"
	"path/filepath"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

// TestKnativeTakesWhatMicroservicesBecome with all that a revision may have of what a microservice says.
func TestKnativeTakesWhatMicroservicesBecome(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "shop.hcl"), `topology "shop" {}

environment "prod" {
  backend "kubernetes" {
    serving = "knative"
  }
}

microservice "web" {
  image    = "example.com/web:1"
  command  = ["/web"]
  args     = ["--price", "$(PRICE)"]
  port     = 3000
  user     = 1000
  group    = 1000
  replicas = 3
  calls    = [microservice.rpc]
  env = {
    PORT  = "3000"
    TOKEN = secret.token
  }
  health {
    path   = "/healthz"
    delay  = "3s"
    period = "20s"
  }
  scratch "tmp" {
    path = "/tmp"
    size = "32Mi"
  }
  file "/etc/web/web.conf" {
    inline = "a = b"
  }
  rollout {
    canary = 25
  }
}

microservice "rpc" {
  image    = "example.com/rpc:1"
  protocol = "grpc"
  scale {
    min         = 1
    max         = 9
    cpu_percent = 70
  }
}

microservice "plain" {
  image = "example.com/plain:1"
  health {
    type = "none"
  }
}

secret "token" {
  key      = "token"
  property = "token"
}
`)
	if r := espc.Run(t, dir, nil, "compile", "-e", "prod"); r.Code != 0 {
		t.Fatalf("espc compile: exit %d\n%s", r.Code, r.Stderr)
	}
	folder, err := golden.Load(dir, filepath.Join(dir, "deploy", "prod", "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	knative, seen := New(t), 0
	for _, document := range folder.Documents {
		if !knative.Knows(document.Object.GetAPIVersion()) {
			continue
		}
		seen++
		if _, err := knative.Admit(document.JSON); err != nil {
			t.Errorf("%s: %v", document, err)
		}
	}
	if seen != 3 {
		t.Errorf("%d of 3 microservices are Knative Services", seen)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
