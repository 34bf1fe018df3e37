package cli

import "testing"

func TestAVersionRisesNumberByNumber(t *testing.T) {
	for _, c := range []struct {
		old, now string
		want     bool
	}{
		{"1.0.0", "1.0.0", false}, {"1.0.0", "0.9.0", false}, {"1.9.0", "1.10.0", true}, {"1.0.0", "2.0.0", true}, {"", "1.0.0", true},
	} {
		if risen(c.old, c.now) != c.want {
			t.Errorf("%q to %q: want %v", c.old, c.now, c.want)
		}
	}
}
