package cluster_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"espc.dev/e2e/cluster"
)

// asParent is a variable that makes TestAsParent what its name says.
const asParent = "E2E_CLUSTER_PARENT"

// TestAsParent is not a test: TestNothingOutlivesAKilledTest runs it as a process, and kills it.
func TestAsParent(t *testing.T) {
	if os.Getenv(asParent) == "" {
		return
	}
	c := cluster.New(t)
	fmt.Println("ready", filepath.Dir(c.Kubeconfig))
	select {}
}

func TestNothingOutlivesAKilledTest(t *testing.T) {
	parent := exec.Command(os.Args[0], "-test.run=^TestAsParent$")
	parent.Env = append(os.Environ(), asParent+"=1")
	folder := startProcess(t, parent)
	if err := running(folder); err == nil {
		t.Fatal("no component runs")
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	cluster.Eventually(t, soon, func() error { return gone(folder) })
}

func TestTheProgramEndsWithAllThatItStarted(t *testing.T) {
	kubeconfig := filepath.Join(t.TempDir(), "below", "kubeconfig")
	program := exec.Command(cluster.Program(t), "-attached", "-kubeconfig", kubeconfig, "-contexts", "one,two")
	if _, err := program.StdinPipe(); err != nil { // which stays open
		t.Fatal(err)
	}
	folder := startProcess(t, program)
	settings(t, kubeconfig)
	if second := exec.Command(cluster.Program(t), "-kubeconfig", kubeconfig); second.Run() == nil {
		t.Error("a second cluster took the kubeconfig of the first")
	}
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := program.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if err := gone(folder); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(kubeconfig); !os.IsNotExist(err) {
		t.Errorf("the kubeconfig is still there: %v", err)
	}
}

// TestAKilledProgramLeavesNoProcessAndTheNextOneCleansUp is of a kill -9 of the supervisor, which cannot do anything about it.
func TestAKilledProgramLeavesNoProcessAndTheNextOneCleansUp(t *testing.T) {
	first := exec.Command(cluster.Program(t), "-attached")
	if _, err := first.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	folder := startProcess(t, first)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	cluster.Eventually(t, soon, func() error { return running(folder) })

	second := exec.Command(cluster.Program(t), "-attached")
	leash, err := second.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	next := startProcess(t, second)
	if err := gone(folder); err != nil {
		t.Error(err)
	}
	_ = leash.Close()
	_ = second.Wait()
	if err := gone(next); err != nil {
		t.Error(err)
	}
}

// startProcess starts a process and returns the folder that it says it is ready with.
func startProcess(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() }) // where the test did not get that far
	line, err := bufio.NewReader(output).ReadString('\n')
	folder, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if !ready {
		t.Fatalf("it said %q, %v", line, err)
	}
	return folder
}

// gone says what of a cluster is still there.
func gone(folder string) error {
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		return fmt.Errorf("%s is still there", folder)
	}
	return running(folder)
}

// running says which processes of a cluster run: each has a file of its folder among its arguments.
func running(folder string) error {
	out, err := exec.Command("ps", "-A", "-o", "args").Output()
	if err != nil {
		return err
	}
	for _, line := range strings.Split(string(out), "\n") {
		if strings.Contains(line, folder+"/") {
			return fmt.Errorf("a process runs: %.100s", line)
		}
	}
	return nil
}
