package target

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// holder is who holds a lock.
type holder struct {
	// identity is the Lease's: alice@build-7, pid 4242, 1f2e3d4c5b6a7988. It is of this one lock alone.
	identity string
	// verb is the command that holds it.
	verb    string
	process process
}

// newHolder is this process as the holder of a lock.
func (t *Target) newHolder(verb string) *holder {
	var id [8]byte
	_, _ = rand.Read(id[:]) // it never fails
	host, _ := os.Hostname()
	who := cmp.Or(t.Getenv("USER"), t.Getenv("LOGNAME"), t.api.User(), "somebody") + "@" + cmp.Or(host, "somewhere")
	return &holder{
		identity: fmt.Sprintf("%s, pid %d, %s", who, os.Getpid(), hex.EncodeToString(id[:])),
		verb:     verb, process: thisProcess(),
	}
}

// named is the holder for people: its identity without the random part.
func (l *lease) named() string {
	s := l.Spec.HolderIdentity
	if i := strings.LastIndex(s, ", "); i > 0 {
		s = s[:i]
	}
	return s
}

// process is one process of one boot of one machine. The zero value is a process of which nothing is known.
type process struct {
	// boot is the id of the machine's boot, namespace that of the pid namespace.
	boot, namespace string
	pid             int
	// start is when the process started, in ticks after the boot: a pid is used again, this is not.
	start string
}

// String is the annotation's form: "BOOT NAMESPACE PID START", "" for nothing.
func (p process) String() string {
	if p == (process{}) {
		return ""
	}
	return p.boot + " " + p.namespace + " " + strconv.Itoa(p.pid) + " " + p.start
}

// parseProcess reads the annotation. What is no process is none.
func parseProcess(s string) process {
	f := strings.Fields(s)
	if len(f) != 4 {
		return process{}
	}
	pid, err := strconv.Atoi(f[2])
	if err != nil || pid <= 0 {
		return process{}
	}
	return process{f[0], f[1], pid, f[3]}
}

// life is what is known of a process.
type life int

const (
	lifeUnknown life = iota // on another machine, or hidden
	lifeRunning
	lifeEnded
)
