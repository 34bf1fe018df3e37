package plane

import (
	"espc.dev/e2e/cluster/folder"
	"espc.dev/e2e/cluster/pki"
)

// A writer makes a cluster's files. After its first error it does nothing.
type writer struct {
	state          *folder.Folder
	server         string
	users, proxies *pki.Authority
	ca, frontCA    []byte
	err            error
}

// authorities makes those for users and servers, and for proxies that say who a user is.
func (w *writer) authorities() {
	if w.users, w.err = pki.NewAuthority("espc-cluster"); w.err != nil {
		return
	}
	if w.proxies, w.err = pki.NewAuthority("espc-cluster front proxies"); w.err != nil {
		return
	}
	w.ca, w.frontCA = w.users.Certificate, w.proxies.Certificate
	var key []byte
	key, w.err = w.users.Key()
	w.file("pki/ca.key", key) // for tests, which make users of their own
}

func (w *writer) file(name string, content []byte) (path string) {
	if w.err == nil {
		path, w.err = w.state.Write(name, content)
	}
	return path
}

func (w *writer) pair(name string, p pki.Pair) (certificate, key string) {
	return w.file(name+".crt", p.Certificate), w.file(name+".key", p.Key)
}

func (w *writer) sign(sign func() (pki.Pair, error)) (p pki.Pair) {
	if w.err == nil {
		p, w.err = sign()
	}
	return p
}

func (w *writer) signingKey() (key []byte) {
	if w.err == nil {
		key, w.err = pki.SigningKey()
	}
	return key
}

// kubeconfig returns the kubeconfig of a user whom the API server denies nothing.
func (w *writer) kubeconfig(user string, contexts ...string) (text []byte) {
	pair := w.sign(func() (pki.Pair, error) { return w.users.Client(user, "system:masters") })
	if w.err == nil {
		text, w.err = kubeconfig(w.server, w.ca, user, pair, contexts...)
	}
	return text
}

func (w *writer) stages() (text []byte) {
	if w.err == nil {
		text, w.err = stages()
	}
	return text
}
