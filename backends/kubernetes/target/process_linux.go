package target

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// thisProcess is the running process, or nothing where /proc does not tell.
func thisProcess() process {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	namespace, nsErr := os.Readlink("/proc/self/ns/pid")
	start, _, ok := stat(os.Getpid())
	p := process{strings.TrimSpace(string(boot)), namespace, os.Getpid(), start}
	if err != nil || nsErr != nil || !ok || len(strings.Fields(p.String())) != 4 {
		return process{}
	}
	return p
}

// life tells whether the process runs, if it is one of this boot and this pid namespace.
func (p process) life() life {
	self := thisProcess()
	if self == (process{}) || p.pid <= 0 || p.boot != self.boot || p.namespace != self.namespace {
		return lifeUnknown
	}
	// The signal first: where /proc hides the processes of others, it still tells that there is one.
	if err := syscall.Kill(p.pid, 0); errors.Is(err, syscall.ESRCH) {
		return lifeEnded
	} else if err != nil && !errors.Is(err, syscall.EPERM) {
		return lifeUnknown
	}
	switch start, state, ok := stat(p.pid); {
	case !ok:
		return lifeUnknown
	case start != p.start, state == "Z", state == "X":
		return lifeEnded
	}
	return lifeRunning
}

// stat reads when a process started, and its state (proc_pid_stat(5), fields 22 and 3).
func stat(pid int) (start, state string, ok bool) {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return "", "", false
	}
	// The second field is the command's name in parentheses, and may hold spaces and parentheses.
	f := strings.Fields(string(data)[strings.LastIndexByte(string(data), ')')+1:])
	if len(f) < 20 {
		return "", "", false
	}
	return f[19], f[0], true
}

// sinceBoot is the time since the machine was started, sleep included (CLOCK_BOOTTIME).
func sinceBoot() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts) != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}
