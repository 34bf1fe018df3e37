package main

import "fmt"

// The workload as a topology: a microservice with bounds of scale (so that it has an
// HorizontalPodAutoscaler) and a call to the next (so that its NetworkPolicy follows from an edge).

func espcHCL() map[string]writer {
	return map[string]writer{"shop.hcl": each("topology \"shop\" {}\n", "", "", func(s service) string {
		calls := ""
		if s.Next != "" {
			calls = fmt.Sprintf("  calls  = [microservice.%s]\n", s.Next)
		}
		return fmt.Sprintf(`
microservice %q {
  image  = %q
  port   = %d
  memory = %q
  cpu    = %q
%s  env = {
    INDEX     = %q
    LOG_LEVEL = %q
  }
  scale {
    min = %d
    max = %d
  }
}
`, s.Name, s.Image, s.Port, s.Memory, s.CPU, calls, s.Env["INDEX"], s.Env["LOG_LEVEL"], s.Min, s.Max)
	})}
}

func espcCUE() map[string]writer {
	return map[string]writer{"shop.cue": each("package shop\n\ntopology: name: \"shop\"\n\nmicroservice: {\n", "", "}\n",
		func(s service) string { return fmt.Sprintf("\t%q: %s\n", s.Name, entity(s)) })}
}

func espcJsonnet() map[string]writer {
	return map[string]writer{"shop.jsonnet": each("{\n  topology: { name: 'shop' },\n  microservice: {\n", "", "  },\n}\n",
		func(s service) string { return fmt.Sprintf("    %q: %s,\n", s.Name, entity(s)) })}
}

// entity is the microservice's fields as JSON, which CUE and Jsonnet read as it is.
func entity(s service) string {
	fields := map[string]any{
		"image": s.Image, "port": s.Port, "memory": s.Memory, "cpu": s.CPU,
		"env": s.Env, "scale": map[string]int{"min": s.Min, "max": s.Max},
	}
	if s.Next != "" {
		fields["calls"] = []string{"microservice." + s.Next}
	}
	return toJSON(fields)
}
