package folder

import (
	"os"
	"sync"
	"testing"
)

func TestASweepTakesWhatIsAbandonedAndNothingElse(t *testing.T) {
	root := t.TempDir()
	abandoned, err := New(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := abandoned.lock.Close(); err != nil { // as the system does for a process that was killed
		t.Fatal(err)
	}
	var all sync.WaitGroup
	kept := make([]*Folder, 16)
	for i := range kept {
		all.Go(func() {
			f, err := New(root)
			if err != nil {
				t.Error(err)
				return
			}
			kept[i] = f
		})
	}
	all.Wait()
	if _, err := os.Stat(abandoned.Path); !os.IsNotExist(err) {
		t.Errorf("what was abandoned is still there: %v", err)
	}
	for _, f := range kept {
		if f == nil {
			continue
		}
		if !isAt(f.lock, lockOf(f.Path)) {
			t.Errorf("%s was taken away", f.Path)
		}
		if err := f.Remove(); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(root); err != nil || len(left) > 0 {
		t.Errorf("%d folders are left, %v", len(left), err)
	}
}
