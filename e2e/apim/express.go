package apim

import (
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/pods"
	"espc.dev/e2e/runtimes"
)

// gatewayImage is the runtime that gateways of class express are.
const gatewayImage = "gateway-express"

// Express is the gateways of one environment as the processes that its pods would be, each with its Redis.
type Express struct {
	manifests *pods.Manifests
	services  *services
	image     string // the folder
	node      string
	redisEnv  []string
	folder    string
	gateways  []*expressGateway
	// ports are those of the functions that run, by the names of their Services.
	ports map[string]int
}

// expressGateway is one gateway.
type expressGateway struct {
	name  string // of its Deployment
	hosts []string
	port  int
	redis int // the port; 0 for a gateway without a store
	data  string
	// ingress says that an Ingress stands before it, and adds the client's address.
	ingress bool
}

// NewExpress starts the gateways of a compiled folder, which end with the test.
func NewExpress(t testing.TB, folder golden.Folder, secrets map[string]map[string]string, keys map[string]*rsa.PrivateKey) *Express {
	t.Helper()
	m, err := pods.Read(folder, secrets)
	if err != nil {
		t.Fatal(err)
	}
	s, err := startServices(keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	x := &Express{
		manifests: m, services: s, image: runtimes.Image(t, gatewayImage), node: runtimes.Node(t, gatewayImage),
		redisEnv: runtimes.Redis(t), folder: t.TempDir(), ports: map[string]int{},
	}
	if err := x.startDeciders(t); err != nil {
		t.Fatal(err)
	}
	for _, d := range folder.Documents {
		if d.Object.GetKind() != "Deployment" || !strings.HasPrefix(d.Object.GetLabels()[pods.EntityLabel], "gateway.") {
			continue
		}
		g, err := x.newGateway(t, d.Object.GetName(), folder)
		if err != nil {
			t.Fatal(err)
		}
		x.gateways = append(x.gateways, g)
	}
	if len(x.gateways) == 0 {
		t.Fatalf("%s has no gateway", folder.Path)
	}
	return x
}

// newGateway starts a gateway: its store, what fills it, then its pod.
func (x *Express) newGateway(t testing.TB, name string, folder golden.Folder) (*expressGateway, error) {
	g := &expressGateway{name: name, hosts: []string{"*"}}
	for _, d := range folder.Documents {
		if d.Object.GetKind() == "Ingress" && d.Object.GetName() == name {
			g.ingress = true
		}
	}
	container, err := x.manifests.Container(x.manifests.Deployments[name].Spec.Template.Spec)
	if err != nil {
		return nil, err
	}
	// One that is not for the public takes every host.
	if routes := x.manifests.Configs[name].Annotations["espc.dev/public-routes"]; routes != "" {
		if g.hosts, err = hostsOf(routes); err != nil {
			return nil, err
		}
	}
	store := strings.Replace(name, "-gateway-", "-redis-", 1)
	if _, has := x.manifests.Services[store]; has {
		if err := x.startRedis(t, g); err != nil {
			return nil, err
		}
		if _, err := x.bootstrap(g); err != nil {
			return nil, err
		}
	}
	if g.port, err = pods.FreePort(); err != nil {
		return nil, err
	}
	root := filepath.Join(x.folder, name)
	change := []string{"/app/", root + "/app/", "port: 8080\n", fmt.Sprintf("port: %d\n", g.port)}
	if !g.ingress {
		change = append(change, `"`+office, `"`+officeHere) // in allowFrom
	}
	if err := container.Lay(root, strings.NewReplacer(change...)); err != nil {
		return nil, err
	}
	env, err := x.environ(g, container.Env, map[string]string{"CONFIG_DIR": filepath.Join(root, "app/config")})
	if err != nil {
		return nil, err
	}
	p, err := pods.Start(x.image, env, g.port, x.node, "--no-deprecation", "server.js")
	if err != nil {
		return nil, err
	}
	t.Cleanup(p.Stop)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s printed:\n%s", name, pods.Tail(p.Log.String()))
		}
	})
	return g, nil
}

// startRedis starts a gateway's store on a port that is free.
func (x *Express) startRedis(t testing.TB, g *expressGateway) error {
	port, err := pods.FreePort()
	if err != nil {
		return err
	}
	g.data = t.TempDir()
	return x.startRedisAt(t, g, port)
}

// startRedisAt starts a gateway's store, on what it had before, with what the compiled StatefulSet says but its folder and port.
func (x *Express) startRedisAt(t testing.TB, g *expressGateway, port int) error {
	p, err := pods.Start(g.data, pods.Environ(x.redisEnv), port, x.redisProgram("redis-server"), "--port", strconv.Itoa(port), "--bind", "127.0.0.1",
		"--dir", g.data, "--save", "", "--appendonly", "yes", "--maxmemory", "96mb", "--maxmemory-policy", "volatile-ttl")
	if err != nil {
		return err
	}
	t.Cleanup(p.Stop)
	g.redis = port
	return nil
}

// redisProgram is a program of Redis' as Debian brings it, or as it is on PATH.
func (x *Express) redisProgram(name string) string {
	for _, v := range x.redisEnv {
		if path, ok := strings.CutPrefix(v, "PATH="); ok {
			return filepath.Join(filepath.SplitList(path)[0], name)
		}
	}
	return name
}

// bootstrap runs the job that brings a gateway's consumers into its store, and returns what it printed.
func (x *Express) bootstrap(g *expressGateway) (string, error) {
	prefix := strings.Replace(g.name, "-gateway-", "-consumers-", 1)
	for _, job := range x.manifests.Jobs {
		if job.Labels["app.kubernetes.io/name"] != prefix {
			continue
		}
		container, err := x.manifests.Container(job.Spec.Template.Spec)
		if err != nil {
			return "", err
		}
		root := filepath.Join(x.folder, job.Name)
		if err := container.Lay(root, strings.NewReplacer()); err != nil {
			return "", err
		}
		env, err := x.environ(g, container.Env, map[string]string{"CONSUMERS_FILE": filepath.Join(root, "app/consumers/consumers.json")})
		if err != nil {
			return "", err
		}
		if container.Command[0] != "node" {
			return "", fmt.Errorf("%s runs %q", job.Name, container.Command)
		}
		return pods.RunOnce(x.image, env, x.node, container.Command[1:]...)
	}
	return "", fmt.Errorf("no job brings the consumers of %s in", g.name)
}

// environ is a container's environment, with where the names that it asks for lead.
func (x *Express) environ(g *expressGateway, lists ...map[string]string) ([]string, error) {
	routes := map[string]int{}
	for name, s := range x.manifests.Services {
		to := portOf(x.services.plain.URL)
		if name == strings.Replace(g.name, "-gateway-", "-redis-", 1) {
			to = g.redis
		} else if x.ports[name] != 0 {
			to = x.ports[name]
		}
		for _, known := range x.manifests.Names(name) {
			for _, port := range s.Ports {
				routes[fmt.Sprintf("%s:%d", known, port)] = to
			}
		}
	}
	out, err := x.services.environ(x.folder, routes)
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		for name, value := range list {
			out = append(out, name+"="+value)
		}
	}
	return out, nil
}

// hostsOf are the hosts of a gateway's public routes.
func hostsOf(routes string) ([]string, error) {
	var list []struct{ Host string }
	if err := json.Unmarshal([]byte(routes), &list); err != nil {
		return nil, fmt.Errorf("public routes: %w", err)
	}
	var out []string
	for _, r := range list {
		if !slices.Contains(out, r.Host) {
			out = append(out, r.Host)
		}
	}
	return out, nil
}

// gateway finds the one that a host leads to; where there is one alone it is asked for hosts that it does not have, too.
func (x *Express) gateway(host string) (*expressGateway, error) {
	if len(x.gateways) == 1 {
		return x.gateways[0], nil
	}
	for _, exact := range []bool{true, false} {
		for _, g := range x.gateways {
			if slices.Contains(g.hosts, host) || !exact && slices.Contains(g.hosts, "*") {
				return g, nil
			}
		}
	}
	return nil, fmt.Errorf("no gateway has the host %s", host)
}

// Send sends one request, as the Ingress before the gateway hands it on.
func (x *Express) Send(c Call) (Answer, error) {
	g, err := x.gateway(c.Host)
	if err != nil {
		return Answer{}, err
	}
	request, err := http.NewRequest(c.Method, fmt.Sprintf("http://127.0.0.1:%d", g.port), strings.NewReader(c.Body))
	if err != nil {
		return Answer{}, err
	}
	request.URL.Opaque = c.Path // as it is written
	request.Host = c.Host
	for name, values := range c.Header {
		request.Header[name] = values
	}
	if g.ingress {
		request.Header.Add("X-Forwarded-For", c.Client)
		request.Header.Set("X-Forwarded-Proto", "https")
	}
	response, err := g.transport(c.Client).RoundTrip(request)
	if err != nil {
		return Answer{}, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return Answer{}, err
	}
	return x.answer(response, body)
}

// The private addresses of clients that come to a gateway without an Ingress, and those of loopback that stand for them: a connection
// can't be made from an address that the machine does not have.
const office, officeHere = "10.", "127."

// direct follows no redirect and adds nothing.
var direct = &http.Transport{DisableCompression: true}

// transport is what a client's requests come by.
func (g *expressGateway) transport(client string) *http.Transport {
	rest, private := strings.CutPrefix(client, office)
	if g.ingress || !private {
		return direct
	}
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(officeHere + rest)}}
	return &http.Transport{DisableCompression: true, DisableKeepAlives: true, DialContext: from.DialContext}
}

func (x *Express) answer(response *http.Response, body []byte) (Answer, error) {
	out := Answer{Status: response.StatusCode, Header: response.Header, Body: string(body)}
	var told echo
	if response.Header.Get("Content-Type") != "application/json" || json.Unmarshal(body, &told) != nil {
		return out, nil
	}
	out.From, out.Method, out.Path, out.Heard = x.manifests.Entity(told.Host), told.Method, told.URL, told.Header
	return out, nil
}

// Pass waits.
func (x *Express) Pass(d time.Duration) { time.Sleep(d) }

// Use sets what the quotas in each store have counted.
func (x *Express) Use(calls int) error {
	for _, g := range x.gateways {
		if g.redis == 0 {
			continue
		}
		keys, err := x.redis(g, "KEYS", "*-limit:quota:*")
		if err != nil {
			return err
		}
		for _, key := range bytes.Fields([]byte(keys)) {
			if _, err := x.redis(g, "SET", string(key), strconv.Itoa(calls), "KEEPTTL"); err != nil {
				return err
			}
		}
	}
	return nil
}

// redis runs a command of a gateway's store.
func (x *Express) redis(g *expressGateway, command ...string) (string, error) {
	return pods.RunOnce(x.folder, pods.Environ(x.redisEnv), x.redisProgram("redis-cli"), append([]string{"-p", strconv.Itoa(g.redis)}, command...)...)
}
