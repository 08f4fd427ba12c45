package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/plugin/pkg/authenticator/token/oidc"
	"k8s.io/kubernetes/pkg/kubeapiserver/options"
)

// deployer trusts the jobs of GitHub Actions that deploy to production.
const deployer = "../../../deployments/k8s/deployer/authentication.yaml"

// A payload is what GitHub has signed; that the API server checks signatures is not ours to test.
type payloads struct{}

func (payloads) VerifySignature(_ context.Context, token string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
}

// As `kube-apiserver --authentication-config` reads it.
func configuration(t *testing.T) *apiserver.AuthenticationConfiguration {
	t.Helper()
	authentication := options.NewBuiltInAuthenticationOptions().WithOIDC()
	authentication.AuthenticationConfigFile = deployer
	if errs := authentication.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	config, err := authentication.ToAuthenticationConfig()
	if err != nil {
		t.Fatal(err)
	}
	return config.AuthenticationConfig
}

func TestTheApiServerTakesTheWordOfJobsThatDeployToProductionOnly(t *testing.T) {
	t.Parallel()

	authenticator, err := oidc.New(t.Context(), oidc.Options{
		JWTAuthenticator: configuration(t).JWT[0],
		KeySet:           payloads{},
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		changed map[string]any
		want    string
	}{
		"a deploy":                      {nil, "github:kerp/kerp:production"},
		"a job of another environment":  {map[string]any{"environment": "staging"}, ""},
		"a job of none, such as a test": {map[string]any{"environment": nil}, ""},
		"another repository":            {map[string]any{"repository_id": "2"}, ""},
		"a token for another cluster":   {map[string]any{"aud": "kerp-staging"}, ""},
		"another issuer":                {map[string]any{"iss": "https://token.example"}, ""},
		"a token that has ended":        {map[string]any{"exp": 1}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			claims := map[string]any{
				"iss": "https://token.actions.githubusercontent.com", "aud": "kerp-production",
				"exp": 4_102_444_800, "iat": 1, "sub": "repo:kerp/kerp:environment:production",
				"repository": "kerp/kerp", "repository_id": "123456789", "environment": "production",
			}
			maps.Copy(claims, test.changed)
			maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
			got := ""
			response, accepted, err := authenticator.AuthenticateToken(t.Context(), tokenOf(t, claims))
			if accepted {
				got = response.User.GetName()
			}
			if got != test.want {
				t.Errorf("user %q, want %q (%v)", got, test.want, err)
			}
		})
	}
}

func tokenOf(t *testing.T, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	part := func(text []byte) string { return base64.RawURLEncoding.EncodeToString(text) }
	return strings.Join([]string{part([]byte(`{"alg":"RS256"}`)), part(payload), part([]byte("signature"))}, ".")
}
