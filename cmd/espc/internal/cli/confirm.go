package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema/diag"
)

// allowed checks the limits that a person set.
func (a *app) allowed(pl *planned, f applyFlags) error {
	s := pl.document.Summary
	switch gone := s.Delete + s.Replace; {
	case f.maxDeletes >= 0 && gone > f.maxDeletes:
		return failf("the plan deletes or replaces %d objects and --max-deletes allows %d; nothing was changed", gone, f.maxDeletes)
	case s.Delete > 0 && s.Create+s.Update+s.Replace+s.Adopt+s.Unchanged == 0 && !f.allowEmpty:
		return refused{diag.EmptyOutput.At(diag.Range{}, "the topology gives no objects, so all %d would be deleted", s.Delete).
			WithFix("run with --allow-empty if this is meant")}
	}
	return nil
}

// confirm asks once, unless there is nothing to do or the flags answer.
func (a *app) confirm(ctx context.Context, pl *planned, f applyFlags) error {
	d := pl.document
	harmless := f.approve == "broadening" && len(d.Permissions.Widened) == 0 && d.Summary.Delete+d.Summary.Replace == 0
	if d.Pending() == 0 || f.autoApprove || harmless && a.io.Interactive {
		return nil
	}
	if a.output == "json" && a.io.Interactive { // the JSON comes when all is done
		if err := view.Plan(a.io.Err, d.Shown(dialectOf), view.PlanOptions{Style: a.style(a.io.ErrTerminal), Concise: a.concise, Verbose: a.verbose}); err != nil {
			return err
		}
	}
	var targets []string
	for _, t := range d.Targets {
		targets = append(targets, t.Target)
	}
	return a.ask(ctx, "Apply this to "+d.Environment+" ("+view.Line(strings.Join(targets, "; "))+")?")
}

// ask asks a question that only "yes" answers. Without a terminal the answer is no.
func (a *app) ask(ctx context.Context, question string) error {
	if !a.io.Interactive {
		return failf("there is no terminal to ask on; use --auto-approve or a saved plan. Nothing was changed")
	}
	fmt.Fprintf(a.io.Err, "\n%s Only 'yes' does: ", question)
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(a.io.In).ReadString('\n') // an answer cut short is no yes
		answer <- line
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.io.Err)
		return context.Cause(ctx)
	case line := <-answer:
		if strings.TrimSpace(line) != "yes" {
			return failf("not confirmed; nothing was changed")
		}
	}
	return nil
}
