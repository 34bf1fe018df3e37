package stack

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"espc.dev/e2e/cluster"
)

// emulator is the address of the moto_server that the tests of this package share, "" where it is not on PATH.
var emulator string

func TestMain(m *testing.M) {
	stop := startEmulator()
	code := cluster.Main(m)
	stop()
	os.Exit(code)
}

// startEmulator starts moto_server on a free port of loopback.
func startEmulator() (stop func()) {
	program, err := exec.LookPath("moto_server")
	if err != nil {
		return func() {}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return func() {}
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	command := exec.Command(program, "-H", "127.0.0.1", "-p", fmt.Sprint(port))
	command.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "moto_server does not start:", err)
		return func() {}
	}
	exited := make(chan struct{})
	go func() { _ = command.Wait(); close(exited) }()
	// It tells the templates of nested stacks by "localhost" in their address.
	url := fmt.Sprintf("http://localhost:%d", port)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(url + "/moto-api/data.json")
		if err == nil {
			response.Body.Close()
			emulator = url
			break
		}
	}
	return func() {
		_ = command.Process.Kill()
		<-exited
	}
}

// emulated says plainly where a test ran without the emulator, and empties the account where there is one.
func emulated(t *testing.T) bool {
	t.Helper()
	if emulator == "" {
		t.Log("moto_server is not on PATH: this test ran without it and checked nothing against an account")
		return false
	}
	response, err := http.Post(emulator+"/moto-api/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return true
}
