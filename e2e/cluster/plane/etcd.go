package plane

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

// etcdStart bounds how long etcd may take until it serves.
const etcdStart = 30 * time.Second

// startEtcd starts etcd on a socket of a folder that only this user may open, so it needs no certificates.
func startEtcd(folder, log string) (server *embed.Etcd, address string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, "", err
	}
	client := url.URL{Scheme: "unix", Path: filepath.Join(folder, "c")}
	peer := url.URL{Scheme: "unix", Path: filepath.Join(folder, "p")}
	config := embed.NewConfig()
	config.Dir = filepath.Join(folder, "data")
	config.ListenClientUrls, config.ListenPeerUrls = []url.URL{client}, []url.URL{peer}
	// It wants to advertise a port, which nobody asks for: there is no other member, and the API server is told the socket.
	unused := []url.URL{{Scheme: "http", Host: "127.0.0.1:1"}}
	config.AdvertiseClientUrls, config.AdvertisePeerUrls = unused, unused
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.UnsafeNoFsync = true
	config.EnableGRPCGateway = false
	config.WarningUnaryRequestDuration = time.Second // 0, which it is in an embedded server, would log every request
	config.LogLevel, config.LogOutputs = "warn", []string{log}
	server, err = embed.StartEtcd(config)
	if err != nil {
		return nil, "", err
	}
	select {
	case <-server.Server.ReadyNotify():
		return server, client.String(), nil
	case err = <-server.Err():
	case <-time.After(etcdStart):
		err = errors.New("etcd does not become ready")
	}
	server.Close()
	return nil, "", err
}
