package schema

// EventType returns an event's CloudEvents type: as written, else <topology>.<name>.
func (t *Topology) EventType(e *Event) Value[string] {
	return written(e.Type, "event.type", t.Name+"."+e.Address.Name, e.Node)
}

// EventSource returns an event's CloudEvents source: as written, else /<topology>.
func (t *Topology) EventSource(e *Event) Value[string] {
	return written(e.Source, "event.source", "/"+t.Name, e.Node)
}

// ScheduleType returns the CloudEvents type of what a schedule sends: <topology>.schedule.<name>.
func (t *Topology) ScheduleType(s *Schedule) string { return t.Name + ".schedule." + s.Address.Name }
