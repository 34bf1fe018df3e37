// Package kills ends espc by SIGKILL at every request that it sends to a cluster, and sees that the same command, run again, gets
// there: nothing lost, nothing made twice, nothing of others touched, and a history that is true.
package kills
