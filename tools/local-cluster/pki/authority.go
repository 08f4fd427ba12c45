// Package pki makes the certificates and keys by which the parts of the cluster know each other.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"
)

// The cluster is thrown away long before.
const validity = 10 * 365 * 24 * time.Hour

const (
	certificateType = "CERTIFICATE"
	publicKeyType   = "PUBLIC KEY"
	privateKeyType  = "PRIVATE KEY"
)

// Identity is who a certificate is for.
type Identity struct {
	Name string
	// Group is one that Kubernetes knows, such as system:masters.
	Group string
	// Hosts are the names and addresses of a server; a client needs none.
	Hosts []string
}

// Authority signs the certificates of a cluster.
type Authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// OpenAuthority reads the authority from its files, and makes it first where they are missing.
func OpenAuthority(certificateFile, keyFile string) (*Authority, error) {
	if !exists(certificateFile) {
		template := template(Identity{Name: "kerp-local-cluster"})
		template.IsCA, template.BasicConstraintsValid = true, true
		template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
		key, err := newKey(keyFile)
		if err != nil {
			return nil, err
		}
		if err := sign(certificateFile, template, template, key.Public(), key); err != nil {
			return nil, err
		}
	}
	certificate, err := readBlock(certificateFile, certificateType, x509.ParseCertificate)
	if err != nil {
		return nil, err
	}
	key, err := readBlock(keyFile, privateKeyType, x509.ParsePKCS8PrivateKey)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s: the key cannot sign", keyFile)
	}
	return &Authority{certificate, signer}, nil
}

// Issue writes a certificate and its key, unless they are there.
func (a *Authority) Issue(identity Identity, certificateFile, keyFile string) error {
	if exists(certificateFile) {
		return nil
	}
	key, err := newKey(keyFile)
	if err != nil {
		return err
	}
	template := template(identity)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	return sign(certificateFile, template, a.certificate, key.Public(), a.key)
}

// IssueKeyPair writes a key and its public part, unless they are there.
func IssueKeyPair(publicFile, privateFile string) error {
	if exists(publicFile) {
		return nil
	}
	key, err := newKey(privateFile)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return fmt.Errorf("encode a key: %w", err)
	}
	return writeBlock(publicFile, publicKeyType, public)
}

func template(identity Identity) *x509.Certificate {
	now := time.Now()
	// 64 bits from the clock: unique among the few that an authority signs.
	found := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		Subject:      pkix.Name{CommonName: identity.Name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(validity),
	}
	if identity.Group != "" {
		found.Subject.Organization = []string{identity.Group}
	}
	for _, host := range identity.Hosts {
		if ip := net.ParseIP(host); ip != nil {
			found.IPAddresses = append(found.IPAddresses, ip)
		} else {
			found.DNSNames = append(found.DNSNames, host)
		}
	}
	return found
}

func newKey(file string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode a key: %w", err)
	}
	return key, writeBlock(file, privateKeyType, encoded)
}

// sign writes the certificate last: where it is, its key is too.
func sign(file string, template, parent *x509.Certificate, public crypto.PublicKey, signer crypto.Signer) error {
	signed, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		return fmt.Errorf("sign a certificate: %w", err)
	}
	return writeBlock(file, certificateType, signed)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func writeBlock(file, blockType string, bytes []byte) error {
	text := pem.EncodeToMemory(&pem.Block{Type: blockType, Bytes: bytes})
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		return fmt.Errorf("write a key or certificate: %w", err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		return fmt.Errorf("write a key or certificate: %w", err)
	}
	return nil
}

var errNoBlock = errors.New("it holds no PEM block of that type")

func readBlock[T any](file, blockType string, parse func([]byte) (T, error)) (T, error) {
	var none T
	text, err := os.ReadFile(file) //nolint:gosec // one of the cluster's own files
	if err != nil {
		return none, fmt.Errorf("read a key or certificate: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != blockType {
		return none, fmt.Errorf("read a %s from %s: %w", blockType, file, errNoBlock)
	}
	parsed, err := parse(block.Bytes)
	if err != nil {
		return none, fmt.Errorf("read a %s from %s: %w", blockType, file, err)
	}
	return parsed, nil
}
