// Package live has the tests of espc on a real cluster: the faults that plan and apply survive, and that what they report is true.
package live
