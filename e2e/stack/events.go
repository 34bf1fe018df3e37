package stack

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"espc.dev/e2e/cloudformation"
)

// defaultBus is there in every account.
const defaultBus = "default"

var eventBus = &kind{
	typ:      "AWS::Events::EventBus",
	compared: []string{"Name"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		list, err := a.events.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{})
		if err != nil {
			return nil, err
		}
		for _, b := range list.EventBuses {
			if name := aws.ToString(b.Name); name != defaultBus {
				out[name] = fields(b, "Name")
			}
		}
		return out, nil
	},
}

var archive = &kind{
	typ:      "AWS::Events::Archive",
	compared: []string{"RetentionDays", "SourceArn"},
	id:       func(r *cloudformation.Resource) (string, error) { return r.Text("SourceArn") },
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		list, err := a.events.ListArchives(ctx, &eventbridge.ListArchivesInput{})
		if err != nil {
			return nil, err
		}
		for _, b := range list.Archives {
			got := fields(b, "RetentionDays")
			got["SourceArn"] = aws.ToString(b.EventSourceArn)
			out[aws.ToString(b.EventSourceArn)] = got
		}
		return out, nil
	},
}

var rule = &kind{
	typ:      "AWS::Events::Rule",
	compared: []string{"EventBusName", "EventPattern", "Name", "State", "Targets"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		buses, err := a.events.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{})
		if err != nil {
			return nil, err
		}
		for _, bus := range buses.EventBuses {
			rules, err := a.events.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: bus.Name})
			if err != nil {
				return nil, err
			}
			for _, r := range rules.Rules {
				if aws.ToString(r.ManagedBy) != "" {
					continue // an archive's own
				}
				got := fields(r, "EventBusName", "Name", "State")
				if got["EventPattern"], err = document(aws.ToString(r.EventPattern)); err != nil {
					return nil, err
				}
				targets, err := a.events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: r.Name, EventBusName: bus.Name})
				if err != nil {
					return nil, err
				}
				got["Targets"] = plain(targets.Targets)
				id := aws.ToString(r.Name)
				if name := aws.ToString(bus.Name); name != defaultBus {
					id = name + "|" + id
				}
				out[id] = got
			}
		}
		return out, nil
	},
}
