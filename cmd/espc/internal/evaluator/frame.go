package evaluator

import (
	"encoding/binary"
	"fmt"
	"io"
)

// What goes between the two processes is frames: a byte that says what it is, four with its length, and its content.
const (
	helloFrame    = 'h' // from the process: it is ready, and which version it is
	limitsFrame   = 'l' // to the process: what the evaluation may take
	sourcesFrame  = 's' // to it: the files
	questionFrame = 'q' // to it: the rest of the request, after which it evaluates
	noteFrame     = 'n' // from it: the name of the file that comes next
	answerFrame   = 'a' // from it: the answer
	overFrame     = 'o' // from it: the answer, and that it has to end
	refusedFrame  = 'r' // from it: why there is no answer
)

func writeFrame(w io.Writer, kind byte, content []byte) error {
	head := [5]byte{kind}
	binary.BigEndian.PutUint32(head[1:], uint32(len(content)))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(content)
	return err
}

// readFrame reads a frame of at most so many bytes.
func readFrame(r io.Reader, most uint64) (kind byte, content []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if uint64(size) > most {
		return 0, nil, fmt.Errorf("%w: an answer of %d MiB", errTooLong, size>>20)
	}
	content = make([]byte, size)
	_, err = io.ReadFull(r, content)
	return head[0], content, err
}
