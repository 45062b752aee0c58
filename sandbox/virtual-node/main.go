// Command virtual-node stands in for the connector behind AKS's virtual-node add-on: it registers the node
// virtual-node-aci-linux and turns the pods bound to it into container groups, against any ARM endpoint.
//
// With --generation v2 it stands in for a virtual node of the Helm chart instead (generation.go).
//
// It does what virtual-kubelet/azure-aci v1.6.4 does, faults included; each behaviour names the file and
// function there that it follows. Left out, because no container runs: logs, exec, attach, port-forward, metrics, the
// kube-proxy extension, log analytics, Windows and confidential containers.
//
// The identity in the kubeconfig needs, in the cluster, no more than these rules:
//
//	""                   nodes                          create; get (only the node's name)
//	""                   nodes/status                   patch (only the node's name)
//	""                   pods                           list, watch, delete
//	""                   pods/status                    update
//	""                   secrets, configmaps, services  list, watch
//	""                   persistentvolumeclaims         list, watch (v2)
//	""                   persistentvolumes              list, watch (v2)
//	""                   events                         create, patch
//	coordination.k8s.io  leases in kube-node-lease      create; get, update (only the node's name)
//
// AKS itself binds the connector to cluster-admin (azure-aci charts/virtual-kubelet/values.yaml, rbac.roleRef).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/virtual-kubelet/virtual-kubelet/log"
	vkslog "github.com/virtual-kubelet/virtual-kubelet/log/slog"
)

func main() {
	os.Exit(execute(os.Args[1:]))
}

func execute(arguments []string) int {
	level := new(slog.LevelVar)
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level, ReplaceAttr: plain}))
	slog.SetDefault(logger)
	log.L = vkslog.FromSlog(logger)

	o, err := parseOptions(arguments)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if o.verbose {
		level.Set(slog.LevelDebug)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil && !errors.Is(err, context.Canceled) {
		logger.Log(ctx, vkslog.LevelFatal, err.Error())
		return 1
	}
	return 0
}

// plain names the level that slog would write as ERROR+4, and leaves the stack traces out that the library's errors
// carry.
func plain(_ []string, a slog.Attr) slog.Attr {
	switch value := a.Value.Any().(type) {
	case slog.Level:
		if value == vkslog.LevelFatal {
			return slog.String(a.Key, "FATAL")
		}
	case error:
		return slog.String(a.Key, value.Error())
	}
	return a
}

// run starts the connector and returns when it fails or ctx ends. Nothing is written to the cluster before the
// subnet is found fit (azure-aci aci.go NewACIProvider), so a connector without rights leaves no node behind.
func run(ctx context.Context, o options) error {
	arm, err := newARMClient(o.armEndpoint, o.armCAFile, o.armTokenFile)
	if err != nil {
		return err
	}
	if err := verifySurroundings(ctx, o, arm); err != nil {
		return err
	}
	return runNode(ctx, o, arm)
}
