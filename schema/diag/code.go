package diag

import (
	"cmp"
	"slices"
)

// Code is one kind of diagnostic. Its ID starts with E, W or N by its severity and never changes its meaning; the
// hundreds group codes by subject, one file of this package each.
type Code struct {
	ID string
	// Title names the mistake in a few words.
	Title string
	// Explain says in full sentences what is wrong, why it is refused, and what to do.
	Explain string
	// Example is a small topology (HCL) that shows the mistake; Fixed is the same, right.
	Example, Fixed string
}

// Severity returns the severity that the code's first letter stands for.
func (c *Code) Severity() Severity {
	switch c.ID[0] {
	case 'W':
		return Warning
	case 'N':
		return Note
	default:
		return Error
	}
}

// At returns a diagnostic of this code at a place, with its one-sentence summary. That is one line, whatever the names in it hold.
func (c *Code) At(r Range, format string, args ...any) Diagnostic {
	return Diagnostic{Severity: c.Severity(), Code: c.ID, Subject: r, Summary: line(sprintf(format, args))}
}

// Codes returns every code, sorted by its ID's digits.
func Codes() []*Code {
	all := slices.Concat(
		syntaxCodes,
		textCodes,
		hclCodes,
		variableCodes,
		languageCodes,
		fileCodes,
		sizeCodes,
		valueCodes,
		nameCodes,
		graphCodes,
		routeCodes,
		environmentCodes,
		environmentCheckCodes,
		kubernetesCodes,
		knativeCodes,
		loopbackCodes,
		gatewayCodes,
		gatewayAPICodes,
		planCodes,
		moduleCodes,
		overlayCodes,
		backendCodes,
		cloudFormationCodes,
		clusterCodes,
		awsCodes,
		awsModelCodes,
		placementCodes,
		awsServiceCodes,
		registryCodes,
		eventCodes,
		replayCodes,
		awsFlowCodes,
		flowCodes,
		formatCodes,
	)
	slices.SortFunc(all, func(a, b *Code) int { return cmp.Compare(a.ID[1:], b.ID[1:]) })
	return all
}

// Lookup returns the code with an ID, or nil.
func Lookup(id string) *Code {
	for _, c := range Codes() {
		if c.ID == id {
			return c
		}
	}
	return nil
}
