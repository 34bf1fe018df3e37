package kubernetes

import (
	"strings"
	"testing"
	"time"

	"espc.dev/backends"
)

func TestIntervalsThatCronCanExpress(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		time.Minute:      "* * * * *",
		5 * time.Minute:  "*/5 * * * *",
		30 * time.Minute: "*/30 * * * *",
		time.Hour:        "0 * * * *",
		6 * time.Hour:    "0 */6 * * *",
		day:              "0 0 * * *",
		7 * day:          "0 0 * * 0",
	} {
		if got, ok := intervalCron(d); !ok || got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
	// Every 7 minutes would be every 7 but for the last 4 of an hour, and so on.
	for _, d := range []time.Duration{30 * time.Second, 90 * time.Second, 7 * time.Minute, 90 * time.Minute, 5 * time.Hour, 36 * time.Hour, 2 * day, 14 * day} {
		if got, ok := intervalCron(d); ok {
			t.Errorf("%s is no cron expression, and became %q", d, got)
		}
	}
}

func TestSundayIsZero(t *testing.T) {
	for field, want := range map[string]string{
		"*": "*", "1-5": "1-5", "0": "0", "7": "0", "1,7": "1,0", "5-7": "0,5-6", "6,7": "6,0", "1-7/2": "1,3,5,0", "7-7": "0", "*/2": "*/2",
		"mon-7/3": "1,4,0", "0-7": "0,0-6",
	} {
		equal(t, field, weekdays(field), want)
	}
}

const scheduleTopology = `{
  "topology": {"name": "shop"},
  "function": {"sweep": {"image": "acme/sweep:1", "timeout": "45s"}},
  "microservice": {"web": {"image": "acme/web:1"}},
  "job": {"reindex": {"image": "acme/reindex:1", "retries": 1}},
  "schedule": {
    "sweep": {"every": "15m", "to": "function.sweep", "input": {"older": "$(NOW)", "n": 1}, "retries": 4},
    "ping": {"cron": "0 6 * * 7", "timezone": "Europe/Berlin", "to": "microservice.web", "enabled": false},
    "reindex": {"cron": "30 3 * * *", "to": "job.reindex"}
  }
}`

func TestAScheduleIsACronJobThatPostsAnEvent(t *testing.T) {
	o := lowered(t, scheduleTopology, nil)
	sweep := o["CronJob/shop-schedule-sweep"]
	equal(t, "schedule", at(sweep, "spec/schedule")+at(sweep, "spec/timeZone")+at(sweep, "spec/suspend"), `"*/15 * * * *""UTC"`)
	equal(t, "retries", at(sweep, "spec/jobTemplate/spec/backoffLimit"), "4")
	const c = "spec/jobTemplate/spec/template/spec/containers/0"
	equal(t, "command", at(sweep, c+"/command"), `["node","/app/post-event.js"]`)
	equal(t, "environment", env(sweep, c), strings.Join([]string{
		`CE_DATA={"older":"$$(NOW)","n":1}`,
		`CE_ID={"fieldRef":{"fieldPath":"metadata.labels['batch.kubernetes.io/job-name']"}}`,
		"CE_SOURCE=/shop",
		"CE_TYPE=shop.schedule.sweep",
		"TARGET_URL=http://shop-function-sweep",
		"TIMEOUT_SECONDS=45",
	}, "\n"))

	ping := o["CronJob/shop-schedule-ping"]
	equal(t, "schedule", at(ping, "spec/schedule")+at(ping, "spec/timeZone")+at(ping, "spec/suspend"), `"0 6 * * 0""Europe/Berlin"true`)
}

func TestAScheduledJobRunsOnlyThen(t *testing.T) {
	o := lowered(t, scheduleTopology, nil)
	for address := range o {
		if strings.HasPrefix(address, "Job/") {
			t.Errorf("%s runs at apply", address)
		}
	}
	cron := o["CronJob/shop-schedule-reindex"]
	equal(t, "the job's own retries", at(cron, "spec/jobTemplate/spec/backoffLimit"), "1")
	equal(t, "the job's own image", at(cron, "spec/jobTemplate/spec/template/spec/containers/0/image"), `"acme/reindex:1"`)
	equal(t, "the job's own account", at(cron, "spec/jobTemplate/spec/template/spec/serviceAccountName"), `"shop-job-reindex"`)
	equal(t, "the schedule's file", cron.File, "schedule-reindex.yaml")
}

func TestAScheduleOfAnEventIsAPingSourceWhereKnativeServes(t *testing.T) {
	const document = `{"topology": {"name": "shop"}, "event_bus": {"main": {}}, "event": {"tick": {"bus": "event_bus.main"}},
	  "function": {"f": {"runtime": "nodejs24", "source": "f"}},
	  "schedule": {
	    "tick": {"cron": "0 6 * * 7", "timezone": "Europe/Berlin", "to": "event.tick", "input": {"a": [1]}},
	    "bare": {"every": "1h", "to": "event.tick"},
	    "tries": {"every": "1h", "to": "event.tick", "retries": 5},
	    "off": {"every": "1h", "to": "event.tick", "enabled": false},
	    "call": {"every": "1h", "to": "function.f"}
	  }%s}`
	serving := lowered(t, strings.Replace(document, "%s", `, "environment": {"x": {"backend": {"kubernetes": {"serving": "knative"}}}}`, 1), oneSource)
	equal(t, "what is sent", at(serving["PingSource/shop-schedule-tick"], "spec"), `{"schedule":"0 6 * * 0","timezone":"Europe/Berlin","contentType":"application/json","data":"{\"a\":[1]}",`+
		`"sink":{"ref":{"apiVersion":"eventing.knative.dev/v1alpha1","kind":"EventTransform","name":"shop-schedule-tick"}}}`)
	equal(t, "what it becomes", at(serving["EventTransform/shop-schedule-tick"], "spec"), `{"jsonata":{"expression":"$merge([$, { \"type\": \"shop.tick\", \"source\": \"/shop\" }])"},`+
		`"sink":{"ref":{"apiVersion":"eventing.knative.dev/v1","kind":"Broker","name":"shop-event-bus-main"}},"reply":{"discard":true}}`)
	equal(t, "no input", at(serving["PingSource/shop-schedule-bare"], "spec/data"), `"{}"`)
	plain := lowered(t, strings.Replace(document, "%s", "", 1), oneSource)
	for name, want := range map[string][2]string{"tick": {"PingSource", "CronJob"}, "bare": {"PingSource", "CronJob"}, "tries": {"CronJob", "CronJob"}, "off": {"", "CronJob"}, "call": {"CronJob", "CronJob"}} {
		for i, objects := range []map[string]backends.Object{serving, plain} {
			for _, kind := range []string{"PingSource", "CronJob"} {
				if _, is := objects[kind+"/shop-schedule-"+name]; is != (kind == want[i]) {
					t.Errorf("%s is a %s: %v (%d)", name, kind, is, i)
				}
			}
		}
	}
}
