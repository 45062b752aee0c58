package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

type options struct {
	generation      generation
	kubeconfig      string
	nodeName        string
	internalIP      string
	clusterDomain   string
	kubeDNSIP       string
	armEndpoint     string
	armCAFile       string
	armTokenFile    string
	subscriptionID  string
	resourceGroup   string
	location        string
	subnet          subnetID
	nodeLabels      map[string]string
	zones           string
	customTags      map[string]string
	pollInterval    time.Duration
	cleanupInterval time.Duration
	verbose         bool
}

func parseOptions(arguments []string) (options, error) {
	var o options
	var given texts
	flags := flag.NewFlagSet("virtual-node", flag.ContinueOnError)
	flags.StringVar(&given.generation, "generation", string(v1), "`v1` for the add-on's node, v2 for the Helm chart's")
	flags.StringVar(&o.kubeconfig, "kubeconfig", os.Getenv("KUBECONFIG"), "kubeconfig `file` of the cluster")
	flags.StringVar(&o.nodeName, "node-name", "virtual-node-aci-linux", "name of the node")
	flags.StringVar(&o.internalIP, "internal-ip", "127.0.0.1", "`address` of the node, and host address of its pods")
	flags.StringVar(&o.clusterDomain, "cluster-domain", "cluster.local", "DNS domain of the cluster")
	// AKS's default DNS service address: https://learn.microsoft.com/azure/aks/configure-azure-cni.
	flags.StringVar(&o.kubeDNSIP, "kube-dns-ip", "10.0.0.10", "`address` of the cluster's DNS service")
	flags.StringVar(&o.armEndpoint, "arm-endpoint", "", "`URL` of Azure Resource Manager")
	flags.StringVar(&o.armCAFile, "arm-ca", "", "PEM `file` with the certificate authority of the endpoint")
	flags.StringVar(&o.armTokenFile, "arm-token-file", "", "`file` with the bearer token, read at every call")
	flags.StringVar(&o.subscriptionID, "subscription", "", "subscription `id` of the container groups")
	flags.StringVar(&o.resourceGroup, "resource-group", "", "resource group of the container groups: the node resource group")
	flags.StringVar(&o.location, "location", "", "Azure region, such as westeurope")
	flags.StringVar(&given.subnet, "subnet-id", "", "ARM `id` of the delegated subnet")
	flags.StringVar(&given.nodeLabels, "node-labels", "", "v2: further labels of the node, `key=value,…`")
	flags.StringVar(&o.zones, "zones", "", "v2: availability `zones` of the container groups, separated by ;")
	flags.StringVar(&given.customTags, "custom-tags", "", "v2: further tags of the container groups, `key=value;…`")
	// azure-aci podsTracker.go statusUpdatesInterval and cleanupInterval.
	flags.DurationVar(&o.pollInterval, "poll-interval", 5*time.Second, "time between two looks at the container groups")
	flags.DurationVar(&o.cleanupInterval, "cleanup-interval", 5*time.Minute, "time between two collections of dangling container groups")
	flags.BoolVar(&o.verbose, "verbose", false, "log every step")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	err := errors.Join(missing(flags), positive(flags.Name(), o))
	if err != nil {
		return o, err
	}
	return o.completed(given)
}

// texts are options that have to be parsed.
type texts struct {
	generation, subnet, nodeLabels, customTags string
}

func (o options) completed(given texts) (options, error) {
	var problems [4]error
	o.generation, problems[0] = parseGeneration(given.generation)
	o.subnet, problems[1] = parseSubnetID(given.subnet)
	o.nodeLabels, problems[2] = parsePairs(given.nodeLabels, ",")
	o.customTags, problems[3] = parsePairs(given.customTags, ";")
	return o, errors.Join(problems[:]...)
}

// Only v2 has them, and may do without.
var optional = []string{"node-labels", "zones", "custom-tags"}

func missing(flags *flag.FlagSet) error {
	var names []string
	flags.VisitAll(func(f *flag.Flag) {
		if f.Value.String() == "" && !slices.Contains(optional, f.Name) {
			names = append(names, "--"+f.Name)
		}
	})
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("%s: missing %s", flags.Name(), strings.Join(names, ", "))
}

func positive(program string, o options) error {
	if o.pollInterval > 0 && o.cleanupInterval > 0 {
		return nil
	}
	return fmt.Errorf("%s: --poll-interval and --cleanup-interval must be more than 0", program)
}
