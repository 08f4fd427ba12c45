// Command kubernetes is what a Kubernetes node runs, in one program: they share nearly all of their code.
//
//	kubernetes COMPONENT [FLAGS]   run one of them, with the flags of its own program
package main

import (
	"context"
	"fmt"
	"os"
	_ "time/tzdata" // CronJobs name time zones, and the machine may hold none

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // what kubeconfig files may ask for
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

const usage = `usage: kubernetes COMPONENT [FLAGS]

COMPONENT is one of:
  etcd kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl
`

var servers = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kube-proxy":              proxy.NewProxyCommand,
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
}

func main() {
	setVersion()
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	// The components read the arguments of the process, some while their command is made.
	os.Args = os.Args[1:]
	os.Exit(run(os.Args[0]))
}

func run(component string) (exitCode int) {
	server, ok := servers[component]
	switch {
	case ok:
		return cli.Run(server())
	case component == "kubectl":
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			kubectlutil.CheckErr(err) // says what went wrong as kubectl does, and exits
		}
		return 0
	case component == "etcd":
		etcdmain.Main(os.Args)
		return 0
	default:
		fmt.Fprintf(os.Stderr, "kubernetes: there is no component %q\n\n%s", component, usage)
		return 2
	}
}
