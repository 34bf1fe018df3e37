package apim

import (
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/pods"
)

// memberSecrets is what the store holds.
var memberSecrets = map[string]map[string]string{"members": {
	"ann": "ak:1", "ann-2": "ak:2", "ann-login": "ann:pw", "ben": "bk:1", "gus": "gk:1",
}}

// members is the gateway of testdata/members, whose days are its environments.
type members struct {
	t   *testing.T
	x   *Express
	out string
}

// newMembers starts the gateway as it is on a day.
func newMembers(t *testing.T, day string) *members {
	t.Helper()
	m := &members{t: t, out: (&Table{Topology: "testdata/members"}).compiled(t)}
	m.x = NewExpress(t, m.load(day), memberSecrets, nil)
	return m
}

func (m *members) load(day string) golden.Folder {
	m.t.Helper()
	folder, err := golden.Load(m.out, filepath.Join(m.out, day, golden.Backend))
	if err != nil {
		m.t.Fatal(err)
	}
	return folder
}

// begin lets a day begin: its job runs. It returns what that prints.
func (m *members) begin(day string) string {
	m.t.Helper()
	var err error
	if m.x.manifests, err = pods.Read(m.load(day), memberSecrets); err != nil {
		m.t.Fatal(err)
	}
	printed, err := m.x.bootstrap(m.x.gateways[0])
	if err != nil {
		m.t.Fatal(err)
	}
	return strings.TrimSpace(printed)
}

// status is what a caller is answered.
func (m *members) status(path string, c Caller) int {
	m.t.Helper()
	call := Call{Method: "GET", Host: "door.example", Path: path, Header: http.Header{}, Client: defaultClient}
	if err := (Issuers{}).prove(c, &call); err != nil {
		m.t.Fatal(err)
	}
	answer, err := m.x.Send(call)
	if err != nil {
		m.t.Fatal(err)
	}
	return answer.Status
}

func (m *members) expect(says, path string, c Caller, want int) {
	m.t.Helper()
	if got := m.status(path, c); got != want {
		m.t.Errorf("%s: %s is %d, not %d", says, path, got, want)
	}
}

// records is everything in the store but what limits count, key by key as it is serialised.
func (m *members) records() string {
	m.t.Helper()
	keys, err := m.x.redis(m.x.gateways[0], "KEYS", "*")
	if err != nil {
		m.t.Fatal(err)
	}
	var out []string
	for _, key := range words(strings.ReplaceAll(keys, "\n", " ")) {
		if strings.Contains(key, "-limit:") {
			continue
		}
		value, err := m.x.redis(m.x.gateways[0], "DUMP", key)
		if err != nil {
			m.t.Fatal(err)
		}
		out = append(out, key+" "+strings.TrimSpace(value))
	}
	return strings.Join(out, "\n")
}

var (
	ann, annNew = Caller{Key: "ak:1"}, Caller{Key: "ak:2"}
	annLogin    = Caller{Basic: "ann:pw"}
	ben, gus    = Caller{Key: "bk:1"}, Caller{Key: "gk:1"}
)

func TestBringingConsumersInAgainChangesNothing(t *testing.T) {
	m := newMembers(t, "monday")
	m.expect("a consumer", "/hall", ann, 200)
	m.expect("by a login", "/desk", annLogin, 200)
	before := m.records()
	if !strings.Contains(before, "ann") || !strings.Contains(before, "guest-gus") {
		t.Fatalf("the store has %s", before)
	}
	for range 2 {
		if printed := m.begin("monday"); printed != "consumers: 3 present, 0 removed" {
			t.Errorf("the job prints %s", printed)
		}
	}
	if after := m.records(); after != before {
		t.Errorf("the store has\n%s\nand had\n%s", after, before)
	}
}

func TestNoRequestIsRefusedWhileConsumersAreBroughtInAgain(t *testing.T) {
	m := newMembers(t, "monday")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 3 {
			if _, err := m.x.bootstrap(m.x.gateways[0]); err != nil {
				t.Error(err)
			}
		}
	}()
	asked := 0
	for running := true; running; asked++ {
		select {
		case <-done:
			running = false
		default:
		}
		m.expect("while the job runs", "/hall", gus, 200)
	}
	if asked < 10 {
		t.Errorf("only %d requests were under way", asked)
	}
}

func TestAConsumerThatIsGoneIsGoneFromTheStore(t *testing.T) {
	m := newMembers(t, "monday")
	m.expect("before", "/hall", gus, 200)
	if printed := m.begin("tuesday"); printed != "consumers: 2 present, 1 removed" {
		t.Errorf("the job prints %s", printed)
	}
	m.expect("after", "/hall", gus, 401)
	m.expect("another", "/hall", ann, 200)
	if left := m.records(); strings.Contains(left, "gus") || strings.Contains(left, "gk") {
		t.Errorf("the store has still\n%s", left)
	}
}

func TestAChangedPlanAndAScopeThatIsTakenAwayHoldAtOnce(t *testing.T) {
	m := newMembers(t, "tuesday")
	m.expect("with the scope", "/vault", ben, 200)
	m.expect("within the plan", "/hall", ben, 200)
	m.expect("beyond it", "/hall", ben, 429)
	m.begin("wednesday")
	// A day's gateway has the plans of that day's consumers, so the new plan is one that it knows from another consumer.
	m.expect("by the new plan", "/hall", ben, 200)
	m.expect("without the scope", "/vault", ben, 403)
}

func TestAnotherKeyReplacesTheOldOne(t *testing.T) {
	m := newMembers(t, "wednesday")
	m.expect("before", "/hall", ann, 200)
	m.expect("before, the new one", "/hall", annNew, 401)
	m.expect("before, by the login", "/desk", annLogin, 200)
	m.begin("thursday")
	m.expect("after, the new one", "/hall", annNew, 200)
	m.expect("after", "/hall", ann, 401)
	m.expect("after, by the login", "/desk", annLogin, 401)
	if jobs := m.jobs("wednesday") + m.jobs("thursday"); strings.Count(jobs, "consumers-door") != 2 || m.jobs("wednesday") == m.jobs("thursday") {
		t.Errorf("the job that brings the key in is not a new one: %s", jobs)
	}
}

// jobs are the names of a day's jobs.
func (m *members) jobs(day string) string {
	var out []string
	for _, d := range m.load(day).Documents {
		if d.Object.GetKind() == "Job" {
			out = append(out, d.Object.GetName())
		}
	}
	return strings.Join(out, " ")
}

func TestTheJobWaitsForAStoreThatIsNotThereYet(t *testing.T) {
	m := newMembers(t, "monday")
	late := &expressGateway{name: m.x.gateways[0].name}
	var err error
	if late.redis, err = pods.FreePort(); err != nil {
		t.Fatal(err)
	}
	printed := make(chan string)
	go func() {
		out, err := m.x.bootstrap(late)
		printed <- fmt.Sprint(out, err)
	}()
	time.Sleep(time.Second)
	if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(late.redis))); err == nil {
		_ = c.Close()
		t.Fatal("the store is there")
	}
	p, err := pods.Start(t.TempDir(), pods.Environ(m.x.redisEnv), late.redis, m.x.redisProgram("redis-server"), "--port", strconv.Itoa(late.redis), "--bind", "127.0.0.1", "--save", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	if out := <-printed; !strings.Contains(out, "consumers: 3 present, 0 removed\n<nil>") {
		t.Errorf("the job printed %s", out)
	}
}

func TestWithoutItsStoreAGatewayLetsNobodyInAndComesBack(t *testing.T) {
	m := newMembers(t, "monday")
	m.expect("with the store", "/hall", ann, 200)
	g := m.x.gateways[0]
	if _, err := m.x.redis(g, "SHUTDOWN"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []Caller{ann, annLogin} {
		path := "/hall"
		if c.Basic != "" {
			path = "/desk"
		}
		if status := m.status(path, c); status < 400 {
			t.Errorf("without its store the gateway answers %d", status)
		}
	}
	if err := m.x.startRedisAt(t, g, g.redis); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(pods.Patience); m.status("/hall", ann) != 200; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the gateway does not come back")
		}
	}
}
