package client

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
)

// check refuses settings that would run or send what they should not, and such that can't work.
func (s *settings) check(project, home string) error {
	if err := s.untrusted(project, home); err != nil {
		return err
	}
	u, err := url.Parse(s.cluster.Server)
	switch {
	case s.cluster.Server == "":
		return badConfig("cluster %q in %s has no server", s.clusterName, s.clusterFile)
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return badConfig("cluster %q in %s: server %q is no URL of a server", s.clusterName, s.clusterFile, s.cluster.Server)
	case s.cluster.InsecureSkipTLSVerify:
		return badConfig("cluster %q in %s says insecure-skip-tls-verify: who answers could be anybody; "+
			"write certificate-authority-data instead", s.clusterName, s.clusterFile)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return badConfig("cluster %q in %s: server %s is not encrypted; http is for servers on this machine alone", s.clusterName, s.clusterFile, s.cluster.Server)
	case u.Scheme != "https" && u.Scheme != "http":
		return badConfig("cluster %q in %s: server %q is neither https nor http", s.clusterName, s.clusterFile, s.cluster.Server)
	case s.user.AuthProvider != nil:
		return badConfig("user %q in %s signs in by auth-provider %q, which Kubernetes has given up; use an exec plug-in, such as kubelogin",
			s.userName, s.userFile, s.user.AuthProvider.Name)
	case s.user.As == "" && (s.user.AsUID != "" || len(s.user.AsGroups) > 0 || len(s.user.AsUserExtra) > 0):
		return badConfig("user %q in %s has as-uid, as-groups or as-user-extra, but no as", s.userName, s.userFile)
	case s.user.Token != "" && s.user.Username != "":
		return badConfig("user %q in %s has both a token and a username", s.userName, s.userFile)
	}
	return s.checkExec()
}

func (s *settings) checkExec() error {
	e := s.user.Exec
	if e == nil {
		return nil
	}
	if e.InteractiveMode == "" && e.APIVersion == execV1beta1 {
		e.InteractiveMode = "IfAvailable"
	}
	switch {
	case e.Command == "":
		return badConfig("user %q in %s: exec has no command", s.userName, s.userFile)
	case e.APIVersion != execV1 && e.APIVersion != execV1beta1:
		return badConfig("user %q in %s: exec speaks %q; %s and %s are known", s.userName, s.userFile, e.APIVersion, execV1, execV1beta1)
	case e.InteractiveMode != "Never" && e.InteractiveMode != "IfAvailable" && e.InteractiveMode != "Always":
		return badConfig("user %q in %s: exec's interactiveMode is %q; it has to be Never, IfAvailable or Always", s.userName, s.userFile, e.InteractiveMode)
	}
	return nil
}

// untrusted refuses a kubeconfig that came with the project where it would have a program run, a file of this machine sent, or
// credentials from elsewhere sent to the server that it names. The one in the home folder is the person's own, also where that
// folder is the project.
func (s *settings) untrusted(project, home string) error {
	if project == "" {
		return nil
	}
	refuse := func(file, what string) error {
		return &Error{Reason: Untrusted, Message: line(fmt.Sprintf("the kubeconfig %s lies in the project, and %s", file, what))}
	}
	userInside := true // where there is no user there is nothing to send
	if s.userFile != "" {
		var err error
		if userInside, err = inside(s.userFile, project, home); err != nil {
			return err
		}
	}
	clusterInside, err := inside(s.clusterFile, project, home)
	if err != nil {
		return err
	}
	contextInside, err := inside(s.contextFile, project, home)
	if err != nil {
		return err
	}
	switch {
	case userInside && s.user.Exec != nil:
		return refuse(s.userFile, fmt.Sprintf("its user %q would run %s", s.userName, s.user.Exec.Command))
	case userInside && s.user.AuthProvider != nil:
		return refuse(s.userFile, fmt.Sprintf("its user %q names an auth-provider", s.userName))
	case userInside && s.user.TokenFile != "":
		return refuse(s.userFile, fmt.Sprintf("its user %q would send the content of %s", s.userName, s.user.TokenFile))
	case clusterInside && !userInside:
		return refuse(s.clusterFile, fmt.Sprintf("the credentials of user %q from %s would be sent to its server %s", s.userName, s.userFile, s.cluster.Server))
	case contextInside && !userInside:
		return refuse(s.contextFile, fmt.Sprintf("its context %q would use the credentials of user %q from %s", s.context, s.userName, s.userFile))
	}
	return nil
}

// inside reports whether a file lies in a folder, once symbolic links are followed.
func inside(file, folder, home string) (bool, error) {
	if home != "" && file == filepath.Join(home, ".kube", "config") {
		return false, nil
	}
	file, err := real(file)
	if err != nil {
		return false, badConfig("the kubeconfig %s can't be found: %v", file, err)
	}
	folder, err = real(folder)
	if err != nil {
		return false, badConfig("the project's folder can't be found: %v", err)
	}
	rel, err := filepath.Rel(folder, file)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)), nil
}

func real(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	return filepath.EvalSymlinks(abs)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
