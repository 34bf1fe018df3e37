package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// keep says how much it is worth that a resource stays in the first template, less from one to the next. What moves is made
// anew, and what the old one held is gone.
type keep int

const (
	// keepRoutes is what a gateway has besides its API: an API takes no route twice, not even while one moves.
	keepRoutes keep = iota + 1
	// keepFailures are queues of failed events, and the policies that let events in.
	keepFailures
	// keepLogs are functions' logs.
	keepLogs
	// keepDeliveries are queues that events wait in for a function, and the rules that lead to them.
	keepDeliveries
)

// moves reports whether what is worth so much goes with its function.
func (r *render) moves(worth keep) bool { return worth == 0 || r.moved != 0 && worth >= r.moved }

// keepMost keeps in the first template what is worth it, as far as that has room: of each worth all or nothing, so that one
// function more does not move what another one holds, but for the one function with which the room ends.
func (s *splitter) keepMost() {
	left := room{resources: splitResources - s.stacks(), bytes: splitBytes}
	needs := map[keep]room{}
	for i := range s.resources {
		res := &s.resources[i]
		if res.unit.Kind == schema.KindGateway {
			res.keep = keepRoutes
		}
		if res.root {
			left = left.without(s, i)
		} else {
			n := needs[res.keep]
			needs[res.keep] = room{n.resources + 1, n.bytes + s.sizes[i]}
		}
	}
	for worth := keepRoutes; worth <= keepDeliveries; worth++ {
		after := room{left.resources - needs[worth].resources, left.bytes - needs[worth].bytes}
		switch {
		case after.resources >= 0 && after.bytes >= 0:
			left = after
		case worth == keepRoutes: // there is room for the rest without them
			continue
		default:
			s.moved = worth
			return
		}
		for i := range s.resources {
			if s.resources[i].keep == worth {
				s.resources[i].root = true
			}
		}
	}
}

// hasName reports whether a reference from another stack is made of a resource's name: it is known before the resource is
// there, so that no stack waits for another.
func (s *splitter) hasName(id, attribute string) bool {
	_, ok := s.byName(id, attribute)
	return ok
}

// byName returns that reference.
func (s *splitter) byName(id, attribute string) (reference, bool) {
	i, ok := s.at[id]
	if !ok {
		return reference{}, false
	}
	properties := s.resources[i].Tree.Get("Properties")
	switch typ := s.resources[i].Address.Type; {
	case typ == "AWS::Lambda::Function" && attribute == "Arn":
		return reference{text: arnText("lambda", "function:"+properties.Get("FunctionName").Str())}, true
	case typ == "AWS::Logs::LogGroup" && attribute == "Arn":
		return reference{text: arnText("logs", "log-group:"+properties.Get("LogGroupName").Str()+":*")}, true
	case typ == "AWS::Logs::LogGroup" && attribute == "":
		return reference{literal: properties.Get("LogGroupName").Str()}, true
	case typ == "AWS::Events::Rule" && attribute == "Arn":
		return reference{text: arnText("events", "rule/"+s.ruleBus(properties.Get("EventBusName"))+properties.Get("Name").Str())}, true
	}
	return reference{}, false
}

// ruleBus returns the part of a rule's ARN that is its bus, which is nothing for the account's own.
func (s *splitter) ruleBus(bus *tree.Node) string {
	name := bus.Str()
	if get := bus.Get(fnGetAtt); get != nil {
		name = s.resources[s.at[get.Items[0].Str()]].Tree.Get("Properties").Get("Name").Str()
	}
	if name == "" || name == "default" {
		return ""
	}
	return subText(name) + "/"
}
