package diag

// Codes of plan, apply and files: 09xx.
var ()

var planCodes = []*Code{}
