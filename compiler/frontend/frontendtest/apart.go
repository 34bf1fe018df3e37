package frontendtest

import (
	"context"
	"sync"
	"testing"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/apart"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/source"
)

// Apart returns a unit as one that is evaluated by what is sent alone, though in this process.
func Apart(tb testing.TB, unit frontend.Unit, language frontend.Language, folder *source.Folder) frontend.Unit {
	tb.Helper()
	return apart.Unit(unit, language.Name(), folder.Dir(), files(folder, language), NewEvaluator(tb, language))
}

// Evaluator is a bounded.Evaluator that is given no more than a process would be.
type Evaluator struct {
	tb     testing.TB
	mu     sync.Mutex
	server *apart.Server
	// Asked is how many evaluations there were.
	Asked int
}

// NewEvaluator returns an Evaluator of languages.
func NewEvaluator(tb testing.TB, languages ...frontend.Language) *Evaluator {
	return &Evaluator{tb: tb, server: apart.NewServer(languages)}
}

// Evaluate implements bounded.Evaluator.
func (e *Evaluator) Evaluate(ctx context.Context, _ bounded.Limits, sources, question []byte) ([]byte, string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.Asked++
	noted := ""
	answer, _, err := e.server.Answer(ctx, sources, question, func(name string) { noted = name })
	if err != nil {
		e.tb.Errorf("no answer: %v", err)
	}
	return answer, noted, err
}
