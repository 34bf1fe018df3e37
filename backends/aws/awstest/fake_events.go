package awstest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Archive is an archive of a bus.
type Archive struct {
	Name, Bus string
	Created   time.Time
	Days      int
	Events    int
}

// FakeReplay is a replay that was asked for.
type FakeReplay struct {
	From, To time.Time
	Rules    []string
	states   []string
}

const fakeARN = "arn:aws:events:eu-west-1:123456789012:"

// events answers one call of EventBridge.
func (f *Fake) events(w http.ResponseWriter, action string, body []byte) {
	f.calls = append(f.calls, action)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	result, code := f.eventsAnswer(action, body)
	if code != "" {
		w.WriteHeader(http.StatusBadRequest)
		result = map[string]any{"__type": code, "message": action + " was refused."}
	}
	_ = json.NewEncoder(w).Encode(result)
}

func (f *Fake) eventsAnswer(action string, body []byte) (result map[string]any, code string) {
	var in struct {
		ArchiveName, Name, EventBusName, ReplayName, NamePrefix, EventSourceArn string
		EventStartTime, EventEndTime                                            float64
		Destination                                                             struct{ FilterArns []string }
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, "SerializationException"
	}
	replay := f.Replays[in.ReplayName]
	switch action {
	case "DescribeArchive":
		if f.Archive == nil || f.Archive.Name != in.ArchiveName {
			return nil, "ResourceNotFoundException"
		}
		a := f.Archive
		return map[string]any{"ArchiveName": a.Name, "ArchiveArn": fakeARN + "archive/" + a.Name, "EventSourceArn": fakeARN + "event-bus/" + a.Bus,
			"State": "ENABLED", "RetentionDays": a.Days, "EventCount": a.Events, "CreationTime": a.Created.Unix()}, ""
	case "DescribeEventBus":
		return map[string]any{"Name": in.Name, "Arn": fakeARN + "event-bus/" + in.Name}, ""
	case "ListArchives":
		list := []any{}
		for _, a := range append(slices.Clone(f.Others), f.Archive) {
			if a != nil && fakeARN+"event-bus/"+a.Bus == in.EventSourceArn {
				list = append(list, map[string]any{"ArchiveName": a.Name, "EventSourceArn": in.EventSourceArn})
			}
		}
		return map[string]any{"Archives": list}, ""
	case "DescribeRule":
		return map[string]any{"Name": in.Name, "Arn": fakeARN + "rule/" + in.EventBusName + "/" + in.Name, "State": "ENABLED"}, ""
	case "ListReplays":
		list := []any{}
		for name, r := range f.Replays {
			if strings.HasPrefix(name, in.NamePrefix) {
				list = append(list, map[string]any{"ReplayName": name, "State": r.states[0]})
			}
		}
		return map[string]any{"Replays": list}, ""
	case "StartReplay":
		if replay != nil {
			return nil, "ResourceAlreadyExistsException"
		}
		if f.Replays == nil {
			f.Replays = map[string]*FakeReplay{}
		}
		f.Replays[in.ReplayName] = &FakeReplay{time.Unix(int64(in.EventStartTime), 0).UTC(), time.Unix(int64(in.EventEndTime), 0).UTC(), in.Destination.FilterArns, append([]string{"STARTING"}, f.Replayed...)}
		return map[string]any{"State": "STARTING"}, ""
	case "DescribeReplay":
		if replay == nil {
			return nil, "ResourceNotFoundException"
		}
		now := replay.states[0]
		replay.states = replay.states[min(1, len(replay.states)-1):]
		out := map[string]any{"ReplayName": in.ReplayName, "State": now}
		if now != "STARTING" {
			out["EventLastReplayedTime"] = replay.From.Add(time.Minute).Unix()
		}
		if now == "FAILED" {
			out["StateReason"] = "the bus is gone."
		}
		return out, ""
	}
	return nil, "UnknownOperationException"
}

// Goes makes a replay go through states from now on, one a look, and stay in the last.
func (r *FakeReplay) Goes(states ...string) { r.states = states }
