package kubernetes

import (
	"strings"
	"testing"

	"espc.dev/backends"
)

func jobIn(t *testing.T, objects map[string]backends.Object) backends.Object {
	t.Helper()
	var found []backends.Object
	for address, o := range objects {
		if strings.HasPrefix(address, "Job/") {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d jobs", len(found))
	}
	return found[0]
}

func TestAChangedJobIsAnotherJob(t *testing.T) {
	name := func(fields string, files map[string]string) string {
		return jobIn(t, lowered(t, `{"topology": {"name": "shop"}, "job": {"seed": {`+fields+`}}}`, files)).Address.Name
	}
	first := name(`"image": "acme/seed:1"`, nil)
	if !strings.HasPrefix(first, "shop-job-seed-") || len(first) != len("shop-job-seed-")+8 {
		t.Errorf("the name ends in eight digits: %s", first)
	}
	if again := name(`"image": "acme/seed:1"`, nil); again != first {
		t.Errorf("an unchanged job got another name: %s, %s", first, again)
	}
	for _, fields := range []string{`"image": "acme/seed:2"`, `"image": "acme/seed:1", "env": {"A": "b"}`, `"image": "acme/seed:1", "retries": 1`} {
		if name(fields, nil) == first {
			t.Errorf("%s kept the name", fields)
		}
	}
	source := `"runtime": "python3.13", "source": "seed"`
	if name(source, map[string]string{"seed/main.py": "1"}) == name(source, map[string]string{"seed/main.py": "2"}) {
		t.Error("another source kept the name")
	}
}

func TestAJobRunsOnceAndForSoLong(t *testing.T) {
	job := jobIn(t, lowered(t, `{"topology": {"name": "shop"}, "job": {"seed": {
	  "image": "acme/seed:1", "retries": 5, "timeout": "90s", "user": 100, "command": ["sh", "-c"], "args": ["echo $(A) $B"], "scratch": {"tmp": {"path": "/tmp"}}
	}}}`, nil))
	equal(t, "tries", at(job, "spec/backoffLimit"), "5")
	equal(t, "each try", at(job, "spec/template/spec/activeDeadlineSeconds")+at(job, "spec/template/spec/restartPolicy"), `90"Never"`)
	equal(t, "arguments as written", at(job, container+"/args"), `["echo $$(A) $B"]`)
	equal(t, "nothing is probed or spread", at(job, container+"/livenessProbe")+at(job, "spec/template/spec/topologySpreadConstraints"), "")
	equal(t, "read-only", at(job, container+"/securityContext/readOnlyRootFilesystem"), "true")
}

func TestASourceWithoutACommandIsRunByItsRuntime(t *testing.T) {
	for runtime, want := range map[string]string{"nodejs24": `["node","."]`, "python3.13": `["python3","main.py"]`} {
		job := jobIn(t, lowered(t, `{"topology": {"name": "shop"}, "job": {"seed": {"runtime": "`+runtime+`", "source": "seed"}}}`, map[string]string{"seed/main.py": ""}))
		equal(t, runtime, at(job, container+"/command")+at(job, container+"/workingDir"), want+`"/app/function"`)
	}
}

func TestWhatAJobStandsBeforeNamesIt(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"},
	  "function": {"api": {"image": "acme/api:1"}, "other": {"image": "acme/api:1"}},
	  "microservice": {"db": {"image": "acme/db:1", "volume": {"d": {"size": "1Gi", "path": "/d"}}}},
	  "job": {"migrate": {"image": "acme/migrate:1", "before": ["function.api", "microservice.db"]}, "seed": {"image": "acme/seed:1", "before": ["function.api"]}},
	  "schedule": {"nightly": {"cron": "0 1 * * *", "to": "job.migrate"}}
	}`, nil)
	var migrate, seed string
	for address := range o {
		if name, ok := strings.CutPrefix(address, "Job/"); ok {
			if strings.Contains(name, "migrate") {
				migrate = name
			} else {
				seed = name
			}
		}
	}
	const annotation = "metadata/annotations/espc.dev~after"
	equal(t, "both jobs", at(o["Deployment/shop-function-api"], annotation), `"`+migrate+","+seed+`"`)
	equal(t, "a StatefulSet", at(o["StatefulSet/shop-microservice-db"], annotation), `"`+migrate+`"`)
	equal(t, "nothing else", at(o["Deployment/shop-function-other"], "metadata/annotations"), "")
	equal(t, "another run does not roll the pods", at(o["Deployment/shop-function-api"], "spec/template/metadata/annotations"), "")
}
