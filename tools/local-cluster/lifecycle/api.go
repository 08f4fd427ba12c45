//go:build linux

package lifecycle

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"kerp.io/tools/local-cluster/cluster"
)

// api asks the API server, as an administrator.
type api struct {
	client *http.Client
	server string
}

const (
	answerTimeout = 5 * time.Second
	maxAnswer     = 16 << 20
)

var errNoAuthority = errors.New("the certificate of the cluster's authority cannot be read")

func connect(layout cluster.Layout, c cluster.Cluster) (*api, error) {
	certificate, err := tls.LoadX509KeyPair(layout.PKI("admin.crt"), layout.PKI("admin.key"))
	if err != nil {
		return nil, fmt.Errorf("read the administrator's certificate: %w", err)
	}
	authority, err := os.ReadFile(layout.PKI("ca.crt"))
	if err != nil {
		return nil, fmt.Errorf("read the authority's certificate: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, errNoAuthority
	}
	return &api{
		server: c.Server(),
		client: &http.Client{Timeout: answerTimeout, Transport: &http.Transport{
			// Without keeping connections: whoever answers is the server of now.
			DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{
				Certificates: []tls.Certificate{certificate}, RootCAs: roots, MinVersion: tls.VersionTLS13,
			},
		}},
	}, nil
}

var errAnswer = errors.New("the API server says")

// get reads an object into found, or only looks whether the answer is 200 if found is nil.
func (a *api) get(ctx context.Context, path string, found any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.server+path, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask the API server: %w", err)
	}
	response, err := a.client.Do(request)
	if err != nil {
		return fmt.Errorf("ask the API server: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("ask the API server: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%w %s: %s", errAnswer, response.Status, causeIn(string(body)))
	}
	if found == nil {
		return nil
	}
	if err := json.Unmarshal(body, found); err != nil {
		return fmt.Errorf("read what the API server says of %s: %w", path, err)
	}
	return nil
}

// causeIn is the line of an answer that says what is wrong: of a list of checks, the first that fails.
func causeIn(answer string) string {
	for line := range strings.Lines(answer) {
		if strings.HasPrefix(line, "[-]") {
			return strings.TrimSpace(line)
		}
	}
	line, _, _ := strings.Cut(strings.TrimSpace(answer), "\n")
	return line
}

// condition is one of an object's status.
type condition struct {
	Type, Status, Message string
}

// node says why the node is not ready, and nothing if it is.
func (a *api) node(ctx context.Context) (notReady string) {
	var node struct {
		Status struct{ Conditions []condition }
	}
	if err := a.get(ctx, "/api/v1/nodes/"+cluster.Node, &node); err != nil {
		return err.Error()
	}
	return conditionOf(node.Status.Conditions, "Ready")
}

// deployment says why a Deployment of kube-system is not available, and nothing if it is.
func (a *api) deployment(ctx context.Context, name string) (notReady string) {
	var deployment struct {
		Metadata struct{ Generation int }
		Status   struct {
			ObservedGeneration, Replicas, UpdatedReplicas, AvailableReplicas int
			Conditions                                                       []condition
		}
	}
	if err := a.get(ctx, "/apis/apps/v1/namespaces/kube-system/deployments/"+name, &deployment); err != nil {
		return err.Error()
	}
	status := deployment.Status
	if status.ObservedGeneration < deployment.Metadata.Generation {
		return "its last change has not been taken up"
	}
	if status.UpdatedReplicas == 0 || status.AvailableReplicas < status.Replicas {
		if reason := a.waiting(ctx); reason != "" {
			return reason
		}
		return fmt.Sprintf("%d of %d pods are available", status.AvailableReplicas, status.Replicas)
	}
	return conditionOf(status.Conditions, "Available")
}

// waiting says for what a container of kube-system waits, such as for its image.
func (a *api) waiting(ctx context.Context) string {
	var pods struct {
		Items []struct {
			Status struct {
				ContainerStatuses []struct {
					State struct {
						Waiting *struct{ Reason, Message string }
					}
				}
			}
		}
	}
	if err := a.get(ctx, "/api/v1/namespaces/kube-system/pods", &pods); err != nil {
		return err.Error()
	}
	for _, pod := range pods.Items {
		for _, container := range pod.Status.ContainerStatuses {
			if waiting := container.State.Waiting; waiting != nil {
				return strings.TrimSuffix(waiting.Reason+": "+waiting.Message, ": ")
			}
		}
	}
	return ""
}

func conditionOf(conditions []condition, name string) (notReady string) {
	for _, one := range conditions {
		if one.Type == name {
			if one.Status == "True" {
				return ""
			}
			return one.Message
		}
	}
	return "nothing is known of it yet"
}
