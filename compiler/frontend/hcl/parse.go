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

// file is a piece of a file, parsed. Its syntax has places from the start of the piece, so that it stays what it is when the text before
// it changes.
type file struct {
	*diag.File
	text       string // the whole file's bytes, for texts that are a part of them
	start, end int    // of the piece
	body       *hclsyntax.Body
	sound      bool // the piece has no errors
}

// at turns a range of the parser into one of the file.
func (f *file) at(r hcl.Range) diag.Range {
	return diag.Range{File: f.File, Start: int32(f.start + r.Start.Byte), End: int32(f.start + r.End.Byte)}
}

// parsed is what the parser made of a file, which goes by the file alone.
type parsed struct {
	pieces []*file // of no use where ds has errors
	cuts   []int
	count  frontend.Count
	ds     diag.List
}

// piece is one call of the parser.
type piece struct {
	*file
	of *parsed
}

// parseFiles parses files and leaves out those that have errors. What the folder recalls is not parsed again: files that are the same,
// and the pieces that stayed of those that are not.
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
		if known {
			continue
		}
		before, _ := folder.RecallBefore(f).(*parsed)
		if !p.ds.HasErrors() {
			pieces = append(pieces, p.cut(f, before)...)
		} else if before != nil {
			p.pieces = before.pieces // for when it can be cut again
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
			p.judge(files[i])
			folder.Keep(files[i], p)
		}
		if lists[i] = p.ds; !p.ds.HasErrors() {
			good = append(good, p.pieces...)
		}
	}
	return good, slices.Concat(lists...)
}

// judge says of a file that could not be parsed that it is in another language, if it is, and of one with comments alone that it
// declares nothing.
func (p *parsed) judge(f *diag.File) {
	if p.ds = frontend.Misnamed(f, "HCL", p.ds); len(p.ds) == 0 && p.declaresNothing() {
		p.ds = diag.List{diag.EmptyFile.At(diag.Range{File: f}, "the file declares nothing").WithFix("declare something in it, or remove it")}
	}
}

// declaresNothing reports whether there are but comments in a file.
func (p *parsed) declaresNothing() bool {
	return !slices.ContainsFunc(p.pieces, func(f *file) bool { return f.body != nil && len(f.body.Blocks)+len(f.body.Attributes) > 0 })
}

// cut cuts a file into its pieces and returns those that are to be parsed: the others were in the file before it changed.
func (p *parsed) cut(f *diag.File, before *parsed) []piece {
	known := before.bodies()
	var out []piece
	text, start := string(f.Data), 0
	for _, end := range append(p.cuts, len(f.Data)) {
		part := &file{File: f, text: text, start: start, end: end, body: known[text[start:end]]}
		if part.sound = part.body != nil; !part.sound {
			out = append(out, piece{file: part, of: p})
		}
		p.pieces = append(p.pieces, part)
		start = end
	}
	return out
}

// bodies returns what is known of pieces, by their text.
func (p *parsed) bodies() map[string]*hclsyntax.Body {
	if p == nil {
		return nil
	}
	out := make(map[string]*hclsyntax.Body, len(p.pieces))
	for _, part := range p.pieces {
		if part.sound {
			out[part.text[part.start:part.end]] = part.body
		}
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
				lists[i] = pieces[i].parse()
			}
		})
	}
	wg.Wait()
	return lists
}

// parse parses the piece and returns what is wrong with it.
func (f *file) parse() (ds diag.List) {
	// A fault of the parser is no reason to lose the diagnostics of everything else.
	defer func() {
		if recover() != nil {
			at := diag.Range{File: f.File, Start: int32(f.start), End: int32(f.start)}
			ds = diag.List{diag.Syntax.At(at, "the HCL parser can't cope with the blocks from here on").WithFix("correct their syntax")}
		}
	}()
	var problems hcl.Diagnostics
	if f.body, problems = f.parseFrom(0); !problems.HasErrors() {
		f.sound = true
		return nil
	}
	// What is wrong is told by places in the whole file.
	body, problems := f.parseFrom(f.start)
	whole := &file{File: f.File, text: f.text, end: len(f.text)}
	return whole.syntax(body, problems)
}

// parseFrom parses the piece, with a number for the place of its first byte.
func (f *file) parseFrom(first int) (*hclsyntax.Body, hcl.Diagnostics) {
	result, problems := hclsyntax.ParseConfig(f.Data[f.start:f.end:f.end], f.Name, hcl.Pos{Line: 1, Column: 1, Byte: first})
	body, _ := result.Body.(*hclsyntax.Body)
	return body, problems
}
