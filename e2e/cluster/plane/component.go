package plane

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwok "sigs.k8s.io/kwok/pkg/kwok/cmd"
)

// The components that are processes.
const (
	apiServer         = "kube-apiserver"
	controllerManager = "kube-controller-manager"
	schedulerName     = "kube-scheduler"
	player            = "kwok"
)

// Component runs the program as the component that its first argument names, and returns its exit code. It returns false at once
// where the arguments name none. It is to be called first.
func Component(arguments []string) (code int, ran bool) {
	if len(arguments) < 2 || !strings.HasPrefix(arguments[1], childPrefix) {
		return 0, false
	}
	go endWithParent()
	name := strings.TrimPrefix(arguments[1], childPrefix)
	os.Args = append([]string{name}, arguments[2:]...) // some read their flags from here
	var err error
	switch name {
	case apiServer:
		err = runAPIServer(arguments[2:])
	case controllerManager:
		return runCommand(controllers.NewControllerManagerCommand(), arguments[2:]), true
	case schedulerName:
		return runCommand(scheduler.NewSchedulerCommand(), arguments[2:]), true
	case player:
		err = runPlayer(arguments[2:])
	default:
		err = fmt.Errorf("no component is called %q", name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1, true
	}
	return 0, true
}

func runCommand(command *cobra.Command, arguments []string) int {
	command.SetArgs(arguments)
	return cli.Run(command)
}

// runAPIServer does what the server's own command does, but that it serves on descriptor 3. So the port is known and taken before the
// server starts, and nobody can take it meanwhile.
func runAPIServer(arguments []string) error {
	s := options.NewServerRunOptions()
	flags := pflag.NewFlagSet(apiServer, pflag.ContinueOnError)
	for _, set := range s.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if err := s.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return err
	}
	listener, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		return err
	}
	s.SecureServing.Listener = listener
	ctx := genericapiserver.SetupSignalContext()
	completed, err := s.Complete(ctx)
	if err != nil {
		return err
	}
	if problems := completed.Validate(); len(problems) != 0 {
		return errors.Join(problems...)
	}
	return apiserver.Run(ctx, completed)
}

// runPlayer does what kwok's own program does.
func runPlayer(arguments []string) error {
	flags := pflag.NewFlagSet(player, pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	ctx, err := kwokconfig.InitFlags(genericapiserver.SetupSignalContext(), flags)
	if err != nil {
		return err
	}
	command := kwok.NewCommand(ctx)
	command.Version = "" // with it, cobra takes the other components' flag --version for its own
	command.PersistentFlags().AddFlagSet(flags)
	command.SetArgs(arguments)
	return command.ExecuteContext(ctx)
}
