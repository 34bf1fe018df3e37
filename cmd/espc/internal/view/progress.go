package view

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"espc.dev/backends"
)

// ProgressOptions says where progress is shown and how.
type ProgressOptions struct {
	// Title is the target.
	Title string
	W     io.Writer
	Style
	// Height is the terminal's number of lines: what happens is drawn as a tree and redrawn in place. 0 is no terminal, where
	// each event is a line.
	Height int
	// Off shows nothing.
	Off bool
	// Verbose has a line for each event, however many there are.
	Verbose bool
}

// Progress shows what happens to a target: each object with how far it is, nested stacks as branches.
type Progress struct {
	o   ProgressOptions
	now func() time.Time

	mu sync.Mutex
	progressTree
	note        string // what is told of the target as a whole
	done, total int64
	drawn       int       // lines on the screen that are redrawn
	last        time.Time // when was drawn, or a line written
	behind      bool      // something happened that is not drawn
	// said is what the last line about an object said.
	said    map[backends.ObjectAddress]string
	tenth   int64 // of the total that a line was written for
	stop    chan struct{}
	stopped sync.WaitGroup
}

// NewProgress returns a Progress. Close ends it.
func NewProgress(o ProgressOptions) *Progress {
	p := &Progress{o: o, now: time.Now, said: map[backends.ObjectAddress]string{}, stop: make(chan struct{})}
	if !o.Off && o.Height > 0 {
		p.stopped.Go(p.tick)
	}
	return p
}

// tick draws what is behind, and redraws once a second, so that the times go on while nothing happens.
func (p *Progress) tick() {
	t := time.NewTicker(drawPause)
	defer t.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-t.C:
			p.mu.Lock()
			if p.behind || p.drawn > 0 && p.now().Sub(p.last) >= time.Second {
				p.draw()
			}
			p.mu.Unlock()
		}
	}
}

// Event takes one event.
func (p *Progress) Event(e backends.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.Address.Name == "" {
		p.note = told(e)
	} else {
		p.take(e, p.now())
	}
	if e.Total > 0 && !e.Bytes {
		p.done, p.total = e.Done, e.Total
	}
	switch {
	case p.o.Off:
	case p.o.Height > 0:
		p.behind = true
		if len(p.rows) <= maxRows || p.now().Sub(p.last) >= drawPause {
			p.draw()
		}
	case e.Phase == backends.Failed && e.Address.Name != "" && p.said[e.Address] == told(e): // what a wait that ends says of what it waited for
	case told(e) != "" && p.worthALine(e): // that a short request is on its way is worth no line
		p.last = p.now()
		p.said[e.Address] = told(e)
		fmt.Fprintln(p.o.W, p.line(e))
	}
}

// Drawing a tree of thousands takes longer than most requests, so with more than maxRows it is done once in a drawPause.
const (
	maxRows   = 100
	drawPause = 100 * time.Millisecond
)

// What happens to more than maxLines objects is a line for each tenth of them, and one where linePause went by without any.
const (
	maxLines  = 50
	linePause = 10 * time.Second
)

// worthALine reports whether an event gets a line where there is no terminal: what is about the target as a whole or went wrong
// always does, and all of what is about few objects.
func (p *Progress) worthALine(e backends.Event) bool {
	if told(e) == "" { // that a short request is on its way
		return false
	}
	if p.o.Verbose || e.Address.Name == "" || e.Phase == backends.Failed || p.total <= maxLines || e.Bytes {
		return true
	}
	if tenth := p.done * 10 / p.total; e.Phase == backends.Done && tenth != p.tenth {
		p.tenth = tenth
		return true
	}
	return p.now().Sub(p.last) >= linePause
}

// Open lists what has begun and not ended.
func (p *Progress) Open() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, r := range p.rows {
		if r.phase == backends.Running || r.phase == backends.Waiting {
			where := append(slices.Clone(r.within), r.name())
			out = append(out, strings.TrimSpace(safe(strings.Join(where, " > ")+" "+r.text)))
		}
	}
	return out
}

// Close ends the display and leaves what it shows.
func (p *Progress) Close() {
	close(p.stop)
	p.stopped.Wait()
	if p.behind {
		p.draw()
	}
}

// line is an event as a line of its own.
func (p *Progress) line(e backends.Event) string {
	out := p.o.Title + ": "
	if e.Total > 0 && !e.Bytes {
		out += fmt.Sprintf("[%d/%d] ", e.Done, e.Total)
	}
	if e.Address.Name != "" {
		out += strings.Join(append(e.Within[:len(e.Within):len(e.Within)], e.Address.String()), " > ") + " "
	}
	return safe(out + told(e))
}

// told is what an event tells, in words.
func told(e backends.Event) string {
	out := e.Text
	if e.Bytes {
		out += fmt.Sprintf(", %s of %s", size(e.Done), size(e.Total))
	}
	if e.Reason != "" {
		out += ": " + e.Reason
	}
	return out
}

// size is a number of bytes in a unit that fits, of a thousand of the one before.
func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB"}
	x := float64(n)
	for len(units) > 1 && x >= 1000 {
		x, units = x/1000, units[1:]
	}
	if units[0] == "B" {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", x, units[0])
}
