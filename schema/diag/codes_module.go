package diag

// Codes of modules: 08xx.
var ()

var moduleCodes = []*Code{}
