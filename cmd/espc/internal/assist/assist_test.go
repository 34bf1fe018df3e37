package assist_test

import (
	"context"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/cmd/espc/internal/assist"
	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/compiler"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/stdlib"
)

// cursor marks a place in a text.
const cursor = "⌷"

// scene is a folder with the cursor in one of its files.
type scene struct {
	*assist.World
	file       string
	offset     int
	texts      map[string]string // without the cursor
	topologies []*schema.Topology
	problems   diag.List
}

// open makes a scene of texts by their names, in one of which the cursor stands. What was compiled are the texts in compiled, or the
// same where it is nil.
func open(t *testing.T, texts, compiled map[string]string) *scene {
	t.Helper()
	s := &scene{texts: map[string]string{}}
	files := fstest.MapFS{}
	for name, text := range texts {
		if before, after, found := strings.Cut(text, cursor); found {
			s.file, s.offset, text = name, len(before), before+after
		}
		s.texts[name] = text
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	was := fs.FS(files)
	if compiled != nil {
		m := fstest.MapFS{}
		for name, text := range compiled {
			m[name] = &fstest.MapFile{Data: []byte(text)}
		}
		was = m
	}
	s.compile(t, files, was)
	return s
}

// openFolder makes a scene of a folder, with the cursor before the nth place of a text in a file.
func openFolder(t *testing.T, dir, file, text string, nth int) *scene {
	t.Helper()
	s := &scene{file: file}
	data, err := os.ReadFile(path.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	for range nth + 1 {
		i := strings.Index(string(data[s.offset:]), text)
		if i < 0 {
			t.Fatalf("%s has no %q", file, text)
		}
		s.offset += i + 1
	}
	s.compile(t, os.DirFS(dir), os.DirFS(dir))
	return s
}

func (s *scene) compile(t *testing.T, now, was fs.FS) {
	t.Helper()
	folder := source.New(was).WithLibrary(stdlib.Modules())
	s.World = &assist.World{Folder: source.New(now).WithLibrary(stdlib.Modules())}
	project, ds := compiler.Open(folder)
	s.problems = ds
	if project != nil {
		names, _ := project.Environments(context.Background(), nil)
		if len(names) == 0 {
			names = []string{""}
		}
		for _, env := range names {
			c, more := project.CompileAll(context.Background(), env, nil)
			s.problems = append(s.problems, more...)
			if s.Compiled == nil {
				s.Compiled = c
			}
			if c.Topology != nil {
				s.topologies = append(s.topologies, c.Topology)
			}
		}
		s.Variables = project.Variables()
	}
	seen := map[string]bool{}
	add := func(name string) {
		if l, ok := outline.LanguageOf(name); ok && !seen[name] {
			seen[name] = true
			if f, err := s.Folder.Read(name); err == nil {
				s.Files = append(s.Files, &assist.File{Name: name, File: outline.Read(l, string(f.Data))})
			}
		}
	}
	names, err := s.Folder.Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		add(name)
	}
	for _, f := range folder.Inputs() {
		if strings.HasSuffix(f.Name, ".hcl") || strings.HasSuffix(f.Name, ".cue") {
			add(f.Name)
		}
	}
}

// shop is a small topology of two languages that compiles.
func shop() map[string]string {
	return map[string]string{
		"shop.hcl": `topology "shop" {}

variable "tag" {
  type        = string
  description = "Of the images"
  default     = "1.0"
}

locals {
  size = "1Gi"
}

connector "main" {
  type = "memory"
}

model "car" {
  connector = connector.main
}

secret "token" {
  key = "shop-token"
}

microservice "web" {
  image  = "web:${var.tag}"
  memory = local.size
  calls  = [model.car, function.resize]
}
`,
		"functions.cue": `package shop

function: resize: {
	image: "resize:1.0"
	calls: ["model.car"]
	env: TOKEN: "secret.token"
}
`,
	}
}

// with returns texts with one replaced.
func with(texts map[string]string, name, text string) map[string]string {
	texts[name] = text
	return texts
}
