package frontendtest

import (
	"context"
	"testing"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/apart"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/source"
)

// Apart returns a unit as one that is evaluated by what is sent alone, though in this process.
func Apart(tb testing.TB, unit frontend.Unit, language frontend.Language, folder *source.Folder) frontend.Unit {
	tb.Helper()
	e := evaluator{tb: tb, server: apart.NewServer([]frontend.Language{language})}
	return apart.Unit(unit, language.Name(), folder.Dir(), files(folder, language), e)
}

type evaluator struct {
	tb     testing.TB
	server *apart.Server
}

func (e evaluator) Evaluate(ctx context.Context, _ bounded.Limits, sources, question []byte) ([]byte, string, error) {
	noted := ""
	answer, _, err := e.server.Answer(ctx, sources, question, func(name string) { noted = name })
	if err != nil {
		e.tb.Errorf("no answer: %v", err)
	}
	return answer, noted, err
}
