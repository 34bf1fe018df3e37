package aws

import (
	"strconv"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// fargate is a size of a task that Fargate has: thousandths of a core times 1.024, and MiB.
type fargate struct{ cpu, memory int64 }

// fargateSizes are the sizes that an Express Mode service may have, smallest first: Fargate's pairs
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html) up to Express Mode's own bounds of
// 4096 CPU units and 8192 MiB (API_CreateExpressGatewayService).
var fargateSizes = func() []fargate {
	out := []fargate{{256, 512}}
	for _, s := range []struct{ cpu, least, most int64 }{{256, 1024, 2048}, {512, 1024, 4096}, {1024, 2048, 8192}, {2048, 4096, 8192}, {4096, 8192, 8192}} {
		for memory := s.least; memory <= s.most; memory += 1024 {
			out = append(out, fargate{s.cpu, memory})
		}
	}
	return out
}()

// Bounds of a service's size: four cores in thousandths, and 8 GiB in bytes.
const (
	maxServiceCPU    = 4000
	maxServiceMemory = 8192 << 20
)

// fargateSize returns the smallest size that has what a microservice asks for; the largest where none has.
func fargateSize(m *schema.Microservice) fargate {
	for _, s := range fargateSizes {
		if s.cpu*1000 >= int64(m.CPU.V)*1024 && s.memory<<20 >= int64(m.Memory.V) {
			return s
		}
	}
	return fargateSizes[len(fargateSizes)-1]
}

// rounded reports whether a size has more than a microservice asks for.
func (s fargate) rounded(m *schema.Microservice) bool {
	return s.cpu*1000 != int64(m.CPU.V)*1024 || s.memory<<20 != int64(m.Memory.V)
}

func (s fargate) cpuNode(m *schema.Microservice) *tree.Node {
	return derived(ruleFargate, m.CPU.Node, strconv.FormatInt(s.cpu, 10))
}

func (s fargate) memoryNode(m *schema.Microservice) *tree.Node {
	return derived(ruleFargate, m.Memory.Node, strconv.FormatInt(s.memory, 10))
}
