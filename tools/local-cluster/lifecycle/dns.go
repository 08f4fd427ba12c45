//go:build linux

package lifecycle

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os/exec"
	"strings"
	"text/template"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/failure"
)

//go:embed coredns.yaml
var corednsManifests string

var corednsTemplate = template.Must(template.New("coredns.yaml").Option("missingkey=error").Parse(corednsManifests))

// dns is what the manifests of CoreDNS depend on.
type dns struct {
	Image   string
	Address string
	// Forward says whether there is somebody to ask for names outside of the cluster.
	Forward bool
}

// apply brings the DNS of the cluster to what it should be.
func (d dns) apply(ctx context.Context, layout cluster.Layout, kubernetes string) error {
	var manifests, output bytes.Buffer
	if err := corednsTemplate.Execute(&manifests, d); err != nil {
		return fmt.Errorf("write the manifests of the DNS: %w", err)
	}
	//nolint:gosec // The cluster's own kubectl.
	command := exec.CommandContext(ctx, kubernetes, "kubectl", "apply", "--server-side", "--force-conflicts",
		"--field-manager="+cluster.Name, "--filename=-")
	command.Env = KubectlEnviron(layout)
	command.Stdin, command.Stdout, command.Stderr = &manifests, &output, &output
	if err := command.Run(); err != nil {
		return &failure.Error{
			What:    fmt.Sprintf("the DNS of the cluster cannot be set up: kubectl apply: %v", err),
			Details: strings.Split(strings.TrimSpace(output.String()), "\n"),
			Fix:     "local-cluster up",
		}
	}
	return nil
}

// KubectlEnviron is what makes kubectl work on this cluster, and write nothing outside of its folder.
func KubectlEnviron(layout cluster.Layout) []string {
	return []string{"KUBECONFIG=" + layout.Kubeconfig(), "KUBECACHEDIR=" + layout.KubectlCache()}
}
