package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"time"

	"github.com/virtual-kubelet/virtual-kubelet/log"
)

// serveKubelet listens where the API server looks for logs, exec and the like, and says that there are none. Without
// it the API server would try the kubelet's usual port on this machine.
func serveKubelet(ctx context.Context, address string) (int32, error) {
	certificate, err := selfSigned(address)
	if err != nil {
		return 0, fmt.Errorf("making the certificate of the kubelet endpoint: %w", err)
	}
	listener, err := tls.Listen("tcp", net.JoinHostPort(address, "0"), &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   tls.VersionTLS12,
	})
	if err != nil {
		return 0, fmt.Errorf("opening the kubelet endpoint: %w", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(refuse), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.G(ctx).WithError(err).Error("the kubelet endpoint stopped")
		}
	}()
	return int32(listener.Addr().(*net.TCPAddr).Port), nil
}

func refuse(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "the virtual node of the sandbox runs no containers: it has no logs, exec, attach or port-forward", http.StatusNotImplemented)
}

func selfSigned(address string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		Subject:      pkix.Name{CommonName: "virtual-node"},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(1, 0, 0),
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses:  []net.IP{net.ParseIP(address)},
	}
	encoded, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{encoded}, PrivateKey: key}, nil
}
