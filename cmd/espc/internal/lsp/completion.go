package lsp

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"espc.dev/cmd/espc/internal/assist"
	"espc.dev/schema"
)

// completionList is what completion answers.
type completionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []completionItem `json:"items"`
}

type completionItem struct {
	Label            string         `json:"label"`
	Kind             int            `json:"kind"`
	Detail           string         `json:"detail,omitempty"`
	Documentation    *MarkupContent `json:"documentation,omitempty"`
	SortText         string         `json:"sortText"`
	FilterText       string         `json:"filterText"`
	InsertTextFormat int            `json:"insertTextFormat"`
	TextEdit         TextEdit       `json:"textEdit"`
	Data             *itemData      `json:"data,omitempty"`
}

// itemData says what an item's documentation is about, which is only made when a person looks at it.
type itemData struct {
	URI  string `json:"uri"`
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// itemKinds are the protocol's numbers for kinds of items.
var itemKinds = map[assist.ItemKind]int{
	assist.KindItem: 7, assist.FieldItem: 5, assist.BlockItem: 22, assist.ValueItem: 12, assist.ReferenceItem: 18, assist.AttributeItem: 10,
	assist.VariableItem: 6, assist.FunctionItem: 3, assist.ModuleItem: 9, assist.FolderItem: 19, assist.FileItem: 17,
}

// stops finds a snippet's tab stops.
var stops = regexp.MustCompile(`\$(?:\d+|\{\d+(?::([^}]*)|\|([^,|}]*)[^}]*\|)?\})`)

func (s *Server) completion(_ context.Context, p TextDocumentPositionParams) (completionList, error) {
	out := completionList{Items: []completionItem{}}
	at, w := s.at(p)
	if at == nil {
		return out, nil
	}
	c := w.Complete(at.Name, at.Offset)
	replaced := s.rangeAt(at, c.Start, c.End)
	for i, item := range c.Items {
		v := completionItem{
			Label: item.Label, Kind: itemKinds[item.Kind], Detail: item.Detail, FilterText: item.Label,
			SortText: fmt.Sprintf("%d%04d", item.Rank, i), InsertTextFormat: 1, TextEdit: TextEdit{Range: replaced, NewText: item.Text},
		}
		if item.Doc != "" {
			doc := s.markup(item.Doc, s.client.TextDocument.Completion.CompletionItem.DocumentationFormat)
			v.Documentation = &doc
		}
		if item.Address.Name != "" {
			v.Data = &itemData{URI: p.TextDocument.URI, Kind: string(item.Address.Kind), Name: item.Address.Name}
		}
		switch {
		case !stops.MatchString(item.Text):
		case s.client.TextDocument.Completion.CompletionItem.SnippetSupport:
			v.InsertTextFormat = 2
		default:
			v.TextEdit.NewText = stops.ReplaceAllString(item.Text, "$1$2")
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}

// resolveCompletion adds the documentation of a reference.
func (s *Server) resolveCompletion(_ context.Context, item completionItem) (completionItem, error) {
	if item.Data == nil {
		return item, nil
	}
	at, w := s.at(TextDocumentPositionParams{TextDocument: TextDocumentIdentifier{URI: item.Data.URI}})
	if at == nil {
		return item, nil
	}
	text := w.Summary(at.Name, schema.Address{Kind: schema.Kind(item.Data.Kind), Name: item.Data.Name})
	doc := s.markup(text, s.client.TextDocument.Completion.CompletionItem.DocumentationFormat)
	item.Documentation = &doc
	return item, nil
}

// markup is a text in Markdown for a client that can show it, else as plain text.
func (s *Server) markup(text string, formats []string) MarkupContent {
	for _, f := range formats {
		if f == "markdown" {
			return MarkupContent{Kind: "markdown", Value: text}
		}
	}
	return MarkupContent{Kind: "plaintext", Value: strings.NewReplacer("**", "", "`", "").Replace(text)}
}
