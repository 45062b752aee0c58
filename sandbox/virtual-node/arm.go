package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const armTimeout = 60 * time.Second

// armClient makes single calls to ARM. Unlike the Azure SDK under azure-aci (azcore policy_retry.go: three more
// tries after 408, 429 and 5xx, unless Retry-After is over a minute) it never repeats one, so that a refusal shows
// on the pod at once.
type armClient struct {
	endpoint  string
	tokenFile string
	http      *http.Client
}

func newARMClient(endpoint, caFile, tokenFile string) (*armClient, error) {
	ca, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate authority of ARM: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		return nil, fmt.Errorf("reading the certificate authority of ARM: no certificate in %s", caFile)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	transport.MaxIdleConnsPerHost = podWorkers
	return &armClient{
		endpoint:  strings.TrimSuffix(endpoint, "/"),
		tokenFile: tokenFile,
		http:      &http.Client{Transport: transport, Timeout: armTimeout},
	}, nil
}

// call sends body, when there is one, and decodes the answer into result, when there is one. An answer outside
// 2xx is a *responseError.
func (c *armClient) call(ctx context.Context, method, resource string, body, result any) error {
	request, err := c.request(ctx, method, resource, body)
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: reading the answer: %w", method, request.URL.Path, err)
	}
	if response.StatusCode/100 != 2 {
		return newResponseError(response, answer)
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("%s %s: decoding the answer: %w", method, request.URL.Path, err)
	}
	return nil
}

func (c *armClient) request(ctx context.Context, method, resource string, body any) (*http.Request, error) {
	// The token is read at every call: who runs the connector may replace it at any time.
	token, err := os.ReadFile(c.tokenFile)
	if err != nil {
		return nil, fmt.Errorf("reading the token for ARM: %w", err)
	}
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("%s %s: encoding the body: %w", method, resource, err)
		}
		content = bytes.NewReader(encoded)
	}
	// nextLink of a list is a whole URL.
	address := resource
	if strings.HasPrefix(resource, "/") {
		address = c.endpoint + resource
	}
	request, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, err
	}
	if request.URL.Host != c.host() {
		return nil, fmt.Errorf("%s %s: not under %s; the token is not sent there", method, address, c.endpoint)
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

func (c *armClient) host() string {
	endpoint, err := url.Parse(c.endpoint)
	if err != nil {
		return ""
	}
	return endpoint.Host
}
