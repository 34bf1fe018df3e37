package workspaces

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// What a project has its data sources and its models' places in.
const (
	dataSources = "datasources.json"
	modelConfig = "model-config.json"
)

// keepInMemory changes the data sources of a project on disk: what keeps records elsewhere keeps them in memory under the same name.
// Those with models that the table has instances of begin with these, which LoopBack's memory connector reads from a file.
func keepInMemory(project, stores string, before map[string][]map[string]any) error {
	var sources map[string]map[string]any
	var places map[string]struct{ DataSource string }
	if err := readJSON(filepath.Join(project, dataSources), &sources); err != nil {
		return err
	}
	if err := readJSON(filepath.Join(project, modelConfig), &places); err != nil {
		return err
	}
	begin := map[string]*store{}
	for class, instances := range before {
		place, here := places[class]
		if !here {
			continue // in another workspace
		}
		s := begin[place.DataSource]
		if s == nil {
			s = &store{IDs: map[string]int{}, Models: map[string]map[string]string{}}
			begin[place.DataSource] = s
		}
		if err := s.add(class, instances); err != nil {
			return err
		}
	}
	for class, place := range places {
		// The file is all that the store has: a class that it does not know cannot be asked for.
		s := begin[place.DataSource]
		if s == nil {
			continue
		}
		between, err := pairs(project, class)
		if err != nil {
			return err
		}
		for _, other := range append(between, class) {
			if s.Models[other] == nil {
				if err := s.add(other, nil); err != nil {
					return err
				}
			}
		}
	}
	if err := os.MkdirAll(stores, 0o755); err != nil {
		return err
	}
	for name, source := range sources {
		if source["name"] != name {
			return fmt.Errorf("the data source %s calls itself %v", name, source["name"])
		}
		sources[name] = map[string]any{"name": name, "connector": "memory"}
		if s := begin[name]; s != nil {
			file := filepath.Join(stores, name+".json")
			if err := writeJSON(file, s); err != nil {
				return err
			}
			sources[name]["file"] = file
		}
	}
	return writeJSON(filepath.Join(project, dataSources), sources)
}

// pairs are the names that LoopBack may give the classes between a model and those that it has and belongs to many of.
func pairs(project, class string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(project, "common/models/*.json"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, file := range files {
		var model struct {
			Name      string
			Relations map[string]struct{ Type, Model string }
		}
		if err := readJSON(file, &model); err != nil {
			return nil, err
		}
		for _, r := range model.Relations {
			if model.Name == class && r.Type == "hasAndBelongsToMany" {
				out = append(out, class+r.Model, r.Model+class)
			}
		}
	}
	return out, nil
}

// store is a file of LoopBack's memory connector: the next ids, and instances as texts of JSON by their ids.
type store struct {
	IDs    map[string]int               `json:"ids"`
	Models map[string]map[string]string `json:"models"`
}

// add adds a class and its instances.
func (s *store) add(class string, instances []map[string]any) error {
	s.IDs[class] = len(instances) + 1
	s.Models[class] = map[string]string{}
	for i, instance := range instances {
		number := strconv.Itoa(i + 1)
		instance["id"] = i + 1
		text, err := json.Marshal(instance)
		if err != nil {
			return err
		}
		s.Models[class][number] = string(text)
	}
	return nil
}

func readJSON(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func writeJSON(file string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}
