package fields

// chunk is how many values an arena takes from the heap at once.
const chunk = 512

// arena hands out values that are all given back at once.
type arena[T any] struct {
	chunks [][]T
	next   int // the chunk that is handed out from
	used   int // of that
}

func (a *arena[T]) reset() { a.next, a.used = 0, 0 }

// some returns n values that may hold what they held before.
func (a *arena[T]) some(n int) []T {
	if n > chunk {
		return make([]T, n)
	}
	if len(a.chunks) > 0 && a.used+n > chunk {
		a.next, a.used = a.next+1, 0
	}
	if a.next == len(a.chunks) {
		a.chunks = append(a.chunks, make([]T, chunk))
	}
	out := a.chunks[a.next][a.used : a.used+n : a.used+n]
	a.used += n
	return out
}

func (a *arena[T]) one() *T { return &a.some(1)[0] }

func (a *arena[T]) copy(from []T) []T {
	if len(from) == 0 {
		return nil
	}
	out := a.some(len(from))
	copy(out, from)
	return out
}
