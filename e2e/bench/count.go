package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// kinds are the five objects of a service.
var kinds = []string{"ServiceAccount", "Deployment", "Service", "HorizontalPodAutoscaler", "NetworkPolicy"}

// count reads a tool's output and adds its top-level objects by kind. Prefix is what stands at the
// start of a line before such an object's kind; deeper kinds are indented further.
func count(objects map[string]int, r io.Reader, prefix string) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 64<<10), 16<<20)
	for scanner.Scan() {
		if kind, ok := strings.CutPrefix(scanner.Text(), prefix); ok {
			objects[strings.TrimRight(kind, `",`)]++
		}
	}
	return scanner.Err()
}

// complete says whether each service has its objects. More is fine: espc writes policies and
// budgets of its own accord, and is not credited for them.
func complete(objects map[string]int, kinds []string, services int) error {
	for _, kind := range kinds {
		if objects[kind] < services {
			return fmt.Errorf("%d of %d objects of kind %s", objects[kind], services, kind)
		}
	}
	return nil
}

func total(objects map[string]int) int {
	sum := 0
	for _, n := range objects {
		sum += n
	}
	return sum
}
