package awstest

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// StartMoto starts moto_server on a free port of loopback and returns its address; "" where it is not on PATH or does not
// start, which it then says on standard error.
func StartMoto() (url string, stop func()) {
	none := func() {}
	path, err := exec.LookPath("moto_server")
	if err != nil {
		return "", none
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", none
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	cmd := exec.Command(path, "-H", "127.0.0.1", "-p", fmt.Sprint(port))
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "moto_server does not start:", err)
		return "", none
	}
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	stop = func() {
		_ = cmd.Process.Kill()
		<-exited
	}
	// moto tells nested stacks' templates by "localhost" in their address.
	url = fmt.Sprintf("http://localhost:%d", port)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if response, err := http.Get(url + "/moto-api/data.json"); err == nil {
			response.Body.Close()
			return url, stop
		}
	}
	fmt.Fprintln(os.Stderr, "moto_server does not answer")
	stop()
	return "", none
}

// Environ is what the SDK reads to find an endpoint, and nothing of the machine's own, as NAME=value.
func Environ(endpoint string) []string {
	return []string{
		"AWS_ENDPOINT_URL=" + endpoint, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_SESSION_TOKEN=", "AWS_PROFILE=",
		"AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=", "AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}
