package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kubeconfig is a file of the format v1/Config, as far as it says where a cluster is and who asks. It is read here and not by
// client-go, whose packages for it bring the whole machinery of API types along: 7 MB in every run of espc.
type kubeconfig struct {
	Clusters []struct {
		Name    string  `json:"name"`
		Cluster cluster `json:"cluster"`
	} `json:"clusters"`
	Users []struct {
		Name string `json:"name"`
		User user   `json:"user"`
	} `json:"users"`
	Contexts []struct {
		Name    string     `json:"name"`
		Context contextRef `json:"context"`
	} `json:"contexts"`
}

type contextRef struct {
	Cluster string `json:"cluster"`
	User    string `json:"user"`
}

type cluster struct {
	Server                   string `json:"server"`
	TLSServerName            string `json:"tls-server-name"`
	InsecureSkipTLSVerify    bool   `json:"insecure-skip-tls-verify"`
	CertificateAuthority     string `json:"certificate-authority"`
	CertificateAuthorityData []byte `json:"certificate-authority-data"`
	ProxyURL                 string `json:"proxy-url"`
	DisableCompression       bool   `json:"disable-compression"`
	Extensions               []struct {
		Name      string `json:"name"`
		Extension any    `json:"extension"`
	} `json:"extensions"`
}

type user struct {
	ClientCertificate     string              `json:"client-certificate"`
	ClientCertificateData []byte              `json:"client-certificate-data"`
	ClientKey             string              `json:"client-key"`
	ClientKeyData         []byte              `json:"client-key-data"`
	Token                 string              `json:"token"`
	TokenFile             string              `json:"tokenFile"`
	Username              string              `json:"username"`
	Password              string              `json:"password"`
	As                    string              `json:"as"`
	AsUID                 string              `json:"as-uid"`
	AsGroups              []string            `json:"as-groups"`
	AsUserExtra           map[string][]string `json:"as-user-extra"`
	AuthProvider          *struct {
		Name string `json:"name"`
	} `json:"auth-provider"`
	Exec *execConfig `json:"exec"`
}

type execConfig struct {
	APIVersion string   `json:"apiVersion"`
	Command    string   `json:"command"`
	Args       []string `json:"args"`
	Env        []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"env"`
	InstallHint        string `json:"installHint"`
	InteractiveMode    string `json:"interactiveMode"`
	ProvideClusterInfo bool   `json:"provideClusterInfo"`
}

// settings are what one context means: the entries that it names, and the file that each is from.
type settings struct {
	context, clusterName, userName     string
	cluster                            cluster
	user                               user
	contextFile, clusterFile, userFile string
}

// maxKubeconfig bounds a kubeconfig, in bytes.
const maxKubeconfig = 16 << 20

// files are where kubeconfigs are looked for: what KUBECONFIG lists, else ~/.kube/config.
func files(getenv func(string) string) []string {
	if list := getenv("KUBECONFIG"); list != "" {
		return slices.DeleteFunc(filepath.SplitList(list), func(f string) bool { return f == "" })
	}
	for _, variable := range []string{"HOME", "USERPROFILE"} {
		if home := getenv(variable); home != "" {
			return []string{filepath.Join(home, ".kube", "config")}
		}
	}
	return nil
}

// load finds what a context means in the files. As kubectl does, it takes each entry whole from the first file that has it, and
// leaves out files that do not exist.
func load(c Config) (*settings, error) {
	names, context := files(c.Getenv), c.Context
	s := &settings{context: context}
	var parsed []kubeconfig
	var found, contexts []string
	for _, name := range names {
		k, err := read(name, c.YAML)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, badConfig("the kubeconfig %s can't be read: %v", name, err)
		}
		parsed, found = append(parsed, *k), append(found, name)
	}
	if len(parsed) == 0 {
		return nil, badConfig("there is no kubeconfig: %s", nowhere(names))
	}
	var ref *contextRef
	for i, k := range parsed {
		for j := range k.Contexts {
			contexts = append(contexts, k.Contexts[j].Name)
			if k.Contexts[j].Name == context && ref == nil {
				ref, s.contextFile = &k.Contexts[j].Context, found[i]
			}
		}
	}
	if ref == nil {
		return nil, badConfig("there is no context %q in %s%s", context, strings.Join(found, ", "), known(contexts))
	}
	s.clusterName, s.userName = ref.Cluster, ref.User
	for i, k := range parsed {
		for _, c := range k.Clusters {
			if c.Name == ref.Cluster && s.clusterFile == "" {
				s.cluster, s.clusterFile = c.Cluster, found[i]
			}
		}
		for _, u := range k.Users {
			if u.Name == ref.User && s.userFile == "" {
				s.user, s.userFile = u.User, found[i]
			}
		}
	}
	switch {
	case s.clusterFile == "":
		return nil, badConfig("context %q names cluster %q, which is not in %s", context, ref.Cluster, strings.Join(found, ", "))
	case s.userFile == "" && ref.User != "": // kubectl asks as nobody then, which is not what was meant
		return nil, badConfig("context %q names user %q, which is not in %s", context, ref.User, strings.Join(found, ", "))
	}
	return s, s.absolute()
}

// read reads one file. The same entry twice in one file is refused, as by kubectl: nobody knows which of them is meant.
func read(name string, parse func(string, []byte) ([]byte, error)) (*kubeconfig, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, maxKubeconfig+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxKubeconfig {
		return nil, fmt.Errorf("it is larger than %d MB", maxKubeconfig>>20)
	}
	if content, err = parse(name, content); err != nil {
		return nil, err
	}
	k := &kubeconfig{}
	if err := json.Unmarshal(content, k); err != nil {
		return nil, err
	}
	return k, k.twice()
}

// twice returns an error for a list that has two entries of a name.
func (k *kubeconfig) twice() error {
	seen := map[string]bool{}
	var err error
	note := func(kind, name string) {
		if seen[kind+" "+name] && err == nil {
			err = fmt.Errorf("it has two %ss %q", kind, name)
		}
		seen[kind+" "+name] = true
	}
	for i := range k.Clusters {
		note("cluster", k.Clusters[i].Name)
	}
	for i := range k.Users {
		note("user", k.Users[i].Name)
	}
	for i := range k.Contexts {
		note("context", k.Contexts[i].Name)
	}
	return err
}

// absolute resolves paths, which are relative to the file they are written in. A command without a separator is looked for in PATH.
func (s *settings) absolute() error {
	paths := map[string][]*string{
		s.clusterFile: {&s.cluster.CertificateAuthority},
		s.userFile:    {&s.user.ClientCertificate, &s.user.ClientKey, &s.user.TokenFile},
	}
	if s.userFile == s.clusterFile {
		paths[s.userFile] = append(paths[s.userFile], &s.cluster.CertificateAuthority)
	}
	if s.user.Exec != nil && strings.ContainsRune(s.user.Exec.Command, filepath.Separator) {
		paths[s.userFile] = append(paths[s.userFile], &s.user.Exec.Command)
	}
	for file, refs := range paths {
		base, err := filepath.Abs(filepath.Dir(file))
		if err != nil {
			return badConfig("the folder of the kubeconfig %s is not known: %v", file, err)
		}
		for _, ref := range refs {
			if *ref != "" && !filepath.IsAbs(*ref) {
				*ref = filepath.Join(base, *ref)
			}
		}
	}
	return nil
}

func nowhere(names []string) string {
	if len(names) == 0 {
		return "neither KUBECONFIG nor HOME is set"
	}
	return strings.Join(names, ", ") + " not found"
}

func known(contexts []string) string {
	if len(contexts) == 0 {
		return ", which has none"
	}
	slices.Sort(contexts)
	contexts = slices.Compact(contexts)
	if len(contexts) > 10 {
		return fmt.Sprintf("; there are %s and %d more", strings.Join(contexts[:10], ", "), len(contexts)-10)
	}
	return "; there are " + strings.Join(contexts, ", ")
}

func badConfig(format string, args ...any) *Error {
	return &Error{Reason: BadConfig, Message: line(fmt.Sprintf(format, args...))}
}
