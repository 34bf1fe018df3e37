package hcl

import (
	"runtime"
	"slices"
	"sync"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// pieceSize is from how many bytes on a file is cut into pieces that are parsed at once. Small ones need less memory too, since the
// parser keeps its tokens for no longer than a piece.
const pieceSize = 4 << 10

// file is a parsed file: a body for each piece, in order.
type file struct {
	*diag.File
	text   string // the file's bytes, for texts that are a part of them
	bodies []*hclsyntax.Body
}

// at turns a range of the parser into one of the file.
func (f *file) at(r hcl.Range) diag.Range {
	return diag.Range{File: f.File, Start: int32(r.Start.Byte), End: int32(r.End.Byte)}
}

// declaresNothing reports whether there are but comments in a file.
func (f *file) declaresNothing() bool {
	return !slices.ContainsFunc(f.bodies, func(b *hclsyntax.Body) bool { return b != nil && len(b.Blocks)+len(b.Attributes) > 0 })
}

// piece is one call of the parser.
type piece struct {
	file, index int
	start, end  int
}

// parseFiles parses files and leaves out those that have errors.
func parseFiles(files []*diag.File) ([]*file, diag.List) {
	parsed := make([]*file, len(files))
	lists := make([]diag.List, len(files))
	var pieces []piece
	total := 0
	for i, f := range files {
		cuts, parts, ds := check(f)
		if total += parts; total > frontend.MaxTotal {
			at := diag.Range{File: f}
			ds = append(ds, diag.TooDeep.At(at, "with this file, the HCL files have more than 1,500,000 words and signs").
				WithFix("leave entities out, or make them with for_each"))
		}
		if lists[i] = ds; ds.HasErrors() {
			continue
		}
		parsed[i] = &file{File: f, text: string(f.Data), bodies: make([]*hclsyntax.Body, len(cuts)+1)}
		start := 0
		for j, cut := range append(cuts, len(f.Data)) {
			pieces = append(pieces, piece{file: i, index: j, start: start, end: cut})
			start = cut
		}
	}
	problems := parsePieces(parsed, pieces)
	for i, p := range pieces {
		lists[p.file] = append(lists[p.file], problems[i]...)
	}
	var good []*file
	var ds diag.List
	for i, f := range parsed {
		if f != nil {
			lists[i] = frontend.Misnamed(f.File, "HCL", lists[i])
		}
		if f != nil && !lists[i].HasErrors() {
			good = append(good, f)
			if f.declaresNothing() && len(lists[i]) == 0 {
				lists[i] = diag.List{diag.EmptyFile.At(diag.Range{File: f.File}, "the file declares nothing").
					WithFix("declare something in it, or remove it")}
			}
		}
		ds = append(ds, lists[i]...)
	}
	return good, ds
}

// check finds what the parser should not see, and where it can work on pieces.
func check(f *diag.File) (cuts []int, parts int, ds diag.List) {
	ds = frontend.CheckText(f)
	if ds.HasErrors() {
		return nil, 0, ds
	}
	cuts, parts, more := frontend.Cut(f, frontend.LexisHCL, pieceSize)
	return cuts, parts, append(ds, more...)
}

func parsePieces(files []*file, pieces []piece) []diag.List {
	lists := make([]diag.List, len(pieces))
	queue := make(chan int, len(pieces))
	for i := range pieces {
		queue <- i
	}
	close(queue)
	var wg sync.WaitGroup
	for range min(len(pieces), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range queue {
				p := pieces[i]
				files[p.file].bodies[p.index], lists[i] = parsePiece(files[p.file], p)
			}
		})
	}
	wg.Wait()
	return lists
}

func parsePiece(f *file, p piece) (body *hclsyntax.Body, ds diag.List) {
	// A fault of the parser is no reason to lose the diagnostics of everything else.
	defer func() {
		if recover() != nil {
			at := diag.Range{File: f.File, Start: int32(p.start), End: int32(p.start)}
			body, ds = nil, diag.List{diag.Syntax.At(at, "the HCL parser can't cope with the blocks from here on").WithFix("correct their syntax")}
		}
	}()
	result, problems := hclsyntax.ParseConfig(f.Data[p.start:p.end:p.end], f.Name, hcl.Pos{Line: 1, Column: 1, Byte: p.start})
	body, _ = result.Body.(*hclsyntax.Body)
	if problems.HasErrors() {
		return body, f.syntax(body, problems)
	}
	return body, nil
}
