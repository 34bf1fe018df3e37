package hcl

import (
	"runtime"
	"slices"
	"sync"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
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
	of         *parsed
	index      int
	start, end int
}

// parsed is what the parser made of a file, which goes by the file alone.
type parsed struct {
	file  *file // with a body for each piece; of no use where ds has errors
	cuts  []int
	count frontend.Count
	ds    diag.List
}

// parseFiles parses files and leaves out those that have errors. What the folder recalls is not parsed again.
func parseFiles(folder *source.Folder, files []*diag.File) ([]*file, diag.List) {
	results := make([]*parsed, len(files))
	fresh := make([]bool, len(files))
	lists := make([]diag.List, len(files))
	var pieces []piece
	var total frontend.Count
	tooMuch := false
	for i, f := range files {
		p, known := folder.Recall(f).(*parsed)
		if !known {
			p = &parsed{}
			p.cuts, p.count, p.ds = check(f)
		}
		if tooMuch {
			continue
		}
		// What is too much is not parsed: the parser would need too much memory.
		total.Parts += p.count.Parts
		total.Blocks += p.count.Blocks
		switch tooMuch = true; {
		case total.Blocks > frontend.MaxBlocks:
			lists[i] = append(slices.Clip(p.ds), diag.TooLarge.At(diag.Range{File: f}, "with this file, the HCL files have more than 20,000 blocks").
				WithFix("split the topology into several"))
			continue
		case total.Parts > frontend.MaxTotal:
			lists[i] = append(slices.Clip(p.ds), diag.TooDeep.At(diag.Range{File: f}, "with this file, the HCL files have more than 1,500,000 words and signs").
				WithFix("leave entities out, or make them with for_each"))
			continue
		}
		tooMuch = false
		results[i], fresh[i] = p, !known
		if fresh[i] && !p.ds.HasErrors() {
			pieces = append(pieces, p.pieces(f)...)
		}
	}
	for i, problems := range parsePieces(pieces) {
		pieces[i].of.ds = append(pieces[i].of.ds, problems...)
	}
	var good []*file
	for i, p := range results {
		if p == nil {
			continue
		}
		if fresh[i] {
			p.finish()
			folder.Keep(files[i], p)
		}
		if lists[i] = p.ds; !p.ds.HasErrors() {
			good = append(good, p.file)
		}
	}
	return good, slices.Concat(lists...)
}

// finish says what goes by the file as a whole, once it is parsed.
func (p *parsed) finish() {
	if p.file == nil {
		return
	}
	if p.ds = frontend.Misnamed(p.file.File, "HCL", p.ds); len(p.ds) == 0 && p.file.declaresNothing() {
		p.ds = diag.List{diag.EmptyFile.At(diag.Range{File: p.file.File}, "the file declares nothing").
			WithFix("declare something in it, or remove it")}
	}
}

// pieces makes room for what the parser makes of a file, and returns the calls of it.
func (p *parsed) pieces(f *diag.File) []piece {
	p.file = &file{File: f, text: string(f.Data), bodies: make([]*hclsyntax.Body, len(p.cuts)+1)}
	var out []piece
	start := 0
	for i, cut := range append(p.cuts, len(f.Data)) {
		out = append(out, piece{of: p, index: i, start: start, end: cut})
		start = cut
	}
	return out
}

// check finds what the parser should not see, and where it can work on pieces.
func check(f *diag.File) (cuts []int, n frontend.Count, ds diag.List) {
	ds = frontend.CheckText(f)
	if ds.HasErrors() {
		return nil, n, ds
	}
	cuts, n, more := frontend.Cut(f, frontend.LexisHCL, pieceSize)
	return cuts, n, append(ds, more...)
}

func parsePieces(pieces []piece) []diag.List {
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
				p.of.file.bodies[p.index], lists[i] = parsePiece(p)
			}
		})
	}
	wg.Wait()
	return lists
}

func parsePiece(p piece) (body *hclsyntax.Body, ds diag.List) {
	f := p.of.file
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
