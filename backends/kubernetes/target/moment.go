package target

import "time"

// moment is a point in time of which only the distance to now is asked. It stands in two clocks: the monotonic one, which no
// change of the date moves, stands still on Linux while the machine sleeps; the one of the boot does not.
type moment struct {
	at   time.Time
	boot time.Duration
}

func now() moment { return moment{time.Now(), sinceBoot()} }

// since is how long ago it was, by the clock that says more.
func (m moment) since() time.Duration {
	return max(time.Since(m.at), sinceBoot()-m.boot)
}
