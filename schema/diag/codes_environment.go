package diag

// Codes of environments, variables and overlays: 06xx.
var ()

var environmentCodes = []*Code{}
