//go:build !linux

package target

import "time"

// thisProcess is nothing where there is no /proc: then a dead holder is known by observation alone.
func thisProcess() process { return process{} }

func (p process) life() life { return lifeUnknown }

// sinceBoot is nothing where the monotonic clock is all there is.
func sinceBoot() time.Duration { return 0 }
