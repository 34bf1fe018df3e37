package evaluator

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"math"
	"runtime/debug"
	"time"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/apart"
	"espc.dev/compiler/frontend/bounded"
)

// maxStack is how large a goroutine's stack may get, in bytes. The evaluators' own bounds on depth come long before.
const maxStack = 256 << 20

// Serve is what the process does: it answers requests until there are no more of them, which ends it too while it evaluates. exit
// ends the process at once.
func Serve(in io.Reader, out io.Writer, version string, languages []frontend.Language, exit func(int)) error {
	debug.SetMaxStack(maxStack)
	w := bufio.NewWriter(out)
	send := func(kind byte, content []byte) error {
		if err := writeFrame(w, kind, content); err != nil {
			return err
		}
		return w.Flush()
	}
	if err := send(helloFrame, []byte(version)); err != nil {
		return err
	}
	server := apart.NewServer(languages)
	var sources []byte
	for frame := range frames(in, exit) {
		switch frame.kind {
		case limitsFrame:
			restrict(decodeLimits(frame.content))
		case sourcesFrame:
			sources = frame.content
		case questionFrame:
			answer, over, err := server.Answer(context.Background(), sources, frame.content, func(name string) { _ = send(noteFrame, []byte(name)) })
			kind := byte(answerFrame)
			switch {
			case err != nil:
				kind, answer = refusedFrame, []byte(err.Error())
			case over:
				kind = overFrame
			}
			if err := send(kind, answer); err != nil {
				return err
			}
			if over {
				exit(0)
			}
		}
	}
	return nil
}

type frame struct {
	kind    byte
	content []byte
}

// frames reads frames, also while one is worked on: when the other process is gone this one has nothing to live for.
func frames(in io.Reader, exit func(int)) <-chan frame {
	c := make(chan frame)
	go func() {
		r := bufio.NewReader(in)
		for {
			kind, content, err := readFrame(r, math.MaxUint32)
			if err != nil {
				exit(0)
				close(c)
				return
			}
			c <- frame{kind, content}
		}
	}()
	return c
}

func encodeLimits(l bounded.Limits) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(l.Time))
	return binary.BigEndian.AppendUint64(b, l.Heap)
}

func decodeLimits(b []byte) bounded.Limits {
	if len(b) != 16 {
		return bounded.For(0)
	}
	return bounded.Limits{Time: time.Duration(binary.BigEndian.Uint64(b)), Heap: binary.BigEndian.Uint64(b[8:])}
}

// restrict has the process keep to limits also where the evaluator does not: the collector works harder near them, and beyond them
// the system refuses memory.
func restrict(l bounded.Limits) {
	debug.SetMemoryLimit(int64(l.Heap + l.Heap/2))
	limitMemory(2 * l.Heap)
}
