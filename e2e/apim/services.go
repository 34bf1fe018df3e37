package apim

import (
	"crypto/rsa"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"espc.dev/e2e/pods"
)

// services stand behind a gateway: whatever the name they are asked by, they tell what reached them. They say themselves which
// other origins they trust, which a gateway with rules of its own has to overrule.
type services struct {
	plain, secure *httptest.Server
	authority     []byte // the certificate that secure's are issued by, in PEM
	// keys are those of issuers, by their addresses, which publish them.
	keys map[string]*rsa.PrivateKey
}

// echo is what a service tells.
type echo struct {
	Host   string      `json:"host"`
	Method string      `json:"method"`
	URL    string      `json:"url"`
	Header http.Header `json:"header"`
	Body   string      `json:"body"`
}

// servicesOrigin is the origin that services trust.
const servicesOrigin = "https://trusted-by-the-service.example"

// answer answers as the one by whose name it is asked: an issuer, or what tells what reached it.
func (s *services) answer(w http.ResponseWriter, r *http.Request) {
	for issuer, key := range s.keys {
		host, _, _ := strings.Cut(strings.TrimPrefix(issuer, "https://"), "/")
		if r.Host == host {
			s.issuer(w, r, issuer, key)
			return
		}
	}
	answerEcho(w, r)
}

// issuer publishes a discovery document, and a key.
func (s *services) issuer(w http.ResponseWriter, r *http.Request, issuer string, key *rsa.PrivateKey) {
	var document any
	keys := strings.TrimSuffix(issuer, "/") + "/keys"
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		document = map[string]string{"issuer": issuer, "jwks_uri": keys}
	case "/keys":
		number := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
		document = map[string]any{"keys": []map[string]string{{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": keyID(key),
			"n": number(key.N.Bytes()), "e": number(big.NewInt(int64(key.E)).Bytes()),
		}}}
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(document)
}

func answerEcho(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if takes, err := time.ParseDuration(r.URL.Query().Get("takes")); err == nil {
		time.Sleep(takes)
	}
	told := echo{r.Host, r.Method, r.URL.RequestURI(), r.Header, string(body)}
	if r.Header.Get("Upgrade") != "" {
		answerUpgrade(w, told)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Access-Control-Allow-Origin", servicesOrigin)
	_ = json.NewEncoder(w).Encode(told)
}

// answerUpgrade takes a connection over, as a WebSocket's, and tells by it what reached it.
func answerUpgrade(w http.ResponseWriter, told echo) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = io.WriteString(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Type: application/json\r\n\r\n")
	_ = json.NewEncoder(connection).Encode(told)
	_ = connection.Close()
}

// startServices starts them on loopback, with and without TLS.
func startServices(keys map[string]*rsa.PrivateKey) (*services, error) {
	issue, authority, err := pods.NewAuthority()
	if err != nil {
		return nil, err
	}
	s := &services{authority: authority, keys: keys}
	handler := http.HandlerFunc(s.answer)
	s.plain, s.secure = httptest.NewServer(handler), httptest.NewUnstartedServer(handler)
	s.secure.TLS = &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) { return issue(hello.ServerName) }}
	s.secure.StartTLS()
	return s, nil
}

// environ is the environment of a process to whom these services are what is outside, and routes what is inside, by name:port.
// It keeps a file in a folder.
func (s *services) environ(folder string, routes map[string]int) ([]string, error) {
	hook, err := pods.Redirect()
	if err != nil {
		return nil, err
	}
	authority := filepath.Join(folder, "services.pem")
	if err := os.WriteFile(authority, s.authority, 0o600); err != nil {
		return nil, err
	}
	all := map[string]int{"plain": portOf(s.plain.URL), "tls": portOf(s.secure.URL)}
	maps.Copy(all, routes)
	known, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return []string{"PATH=" + os.Getenv("PATH"), "NODE_ENV=production", "NODE_OPTIONS=--require=" + hook, "NODE_EXTRA_CA_CERTS=" + authority, "ROUTES=" + string(known)}, nil
}

func portOf(address string) int {
	port, _ := strconv.Atoi(address[strings.LastIndexByte(address, ':')+1:])
	return port
}

func (s *services) close() {
	s.plain.Close()
	s.secure.Close()
}
