package diag

// Codes of routes, schedules and schemas: 05xx.
var ()

var routeCodes = []*Code{}
