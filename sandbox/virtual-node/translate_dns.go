package main

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// azure-aci pkg/network/aci_network.go.
const (
	maxNameServers       = 3
	maxSearchDomains     = 6
	maxSearchDomainChars = 256
)

// dnsConfig is nil where the pod would get no name server; ACI then uses the virtual network's (aci_network.go
// getDNSConfig).
func (t translator) dnsConfig(pod *corev1.Pod) *dnsConfig {
	var servers, searches, resolverOptions []string
	if pod.Spec.DNSPolicy == corev1.DNSClusterFirst || pod.Spec.DNSPolicy == corev1.DNSClusterFirstWithHostNet {
		servers = append(servers, t.kubeDNSIP)
		searches = append(searches, pod.Namespace+".svc."+t.clusterDomain, "svc."+t.clusterDomain, t.clusterDomain)
	}
	if config := pod.Spec.DNSConfig; config != nil {
		servers = withoutDuplicates(append(servers, config.Nameservers...))
		searches = withoutDuplicates(append(searches, config.Searches...))
		for _, option := range config.Options {
			resolverOptions = append(resolverOptions, resolverOption(option))
		}
	}
	if len(servers) == 0 {
		return nil
	}
	return &dnsConfig{
		NameServers:   servers[:min(len(servers), maxNameServers)],
		SearchDomains: fittingSearches(searches),
		Options:       strings.Join(resolverOptions, " "),
	}
}

func resolverOption(option corev1.PodDNSConfigOption) string {
	if option.Value == nil || *option.Value == "" {
		return option.Name
	}
	return option.Name + ":" + *option.Value
}

// fittingSearches cuts silently what a resolver would not take (aci_network.go formDNSSearchFitsLimits).
func fittingSearches(searches []string) string {
	searches = searches[:min(len(searches), maxSearchDomains)]
	searches = slices.DeleteFunc(slices.Clone(searches), func(search string) bool {
		return len(search) > validation.DNS1123SubdomainMaxLength
	})
	for len(strings.Join(searches, " ")) > maxSearchDomainChars {
		searches = searches[:len(searches)-1]
	}
	return strings.Join(searches, " ")
}

func withoutDuplicates(values []string) []string {
	var unique []string
	for _, value := range values {
		if !slices.Contains(unique, value) {
			unique = append(unique, value)
		}
	}
	return unique
}
