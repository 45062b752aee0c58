package main

import (
	"context"
	"fmt"
	"path"

	"github.com/virtual-kubelet/virtual-kubelet/log"
	"github.com/virtual-kubelet/virtual-kubelet/node"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/client-go/informers"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	corev1listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"
)

const (
	// azure-aci cmd/virtual-kubelet/main.go numberOfWorkers.
	podWorkers = 50
	// azure-aci keeps client-go's 5 requests a second, at which the events of a burst hold its pods' statuses up.
	requestsPerSecond = 50
)

// runNode registers the node and looks after its pods until ctx ends or a controller fails. It puts the library's two
// controllers together as nodeutil.NewNode does, without the API server's machinery that nodeutil brings along.
func runNode(ctx context.Context, o options, arm *armClient) error {
	client, err := kubernetesClient(o.kubeconfig)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	kubeletPort, err := serveKubelet(ctx, o.internalIP)
	if err != nil {
		return err
	}
	pods, err := podController(ctx, o, client, arm)
	if err != nil {
		return err
	}
	nodes, err := node.NewNodeController(
		node.NewNaiveNodeProvider(),
		nodeOf(o, kubeletPort),
		client.CoreV1().Nodes(),
		node.WithNodeEnableLeaseV1(client.CoordinationV1().Leases(corev1.NamespaceNodeLease), node.DefaultLeaseDuration),
	)
	if err != nil {
		return fmt.Errorf("error creating node controller: %w", err)
	}
	return runControllers(ctx, pods, nodes)
}

// runControllers lets the node appear only once its pods are looked after.
func runControllers(ctx context.Context, pods *node.PodController, nodes *node.NodeController) error {
	ctx, cancel := context.WithCancel(ctx)
	go func() { _ = pods.Run(ctx, podWorkers) }()
	defer func() {
		cancel()
		<-pods.Done()
	}()
	select {
	case <-pods.Ready():
	case <-pods.Done():
		return stopped(ctx, "pod controller", pods.Err())
	}
	go func() { _ = nodes.Run(ctx) }()
	defer func() {
		cancel()
		<-nodes.Done()
	}()
	select {
	case <-nodes.Done():
		return stopped(ctx, "node controller", nodes.Err())
	case <-pods.Done():
		return stopped(ctx, "pod controller", pods.Err())
	}
}

func stopped(ctx context.Context, controller string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("the %s stopped: %w", controller, err)
}

func podController(ctx context.Context, o options, client kubernetes.Interface, arm *armClient) (*node.PodController, error) {
	onThisNode := fields.OneTermEqualSelector("spec.nodeName", o.nodeName).String()
	podInformers := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithTweakListOptions(
		func(list *metav1.ListOptions) { list.FieldSelector = onThisNode },
	))
	otherInformers := informers.NewSharedInformerFactory(client, 0)
	core := otherInformers.Core().V1()
	pods := podInformers.Core().V1().Pods()
	recorder := eventRecorder(ctx, o.nodeName, client)
	controller, err := node.NewPodController(node.PodControllerConfig{
		PodClient:     client.CoreV1(),
		EventRecorder: recorder,
		Provider: newProvider(o, arm, recorder, listers{
			pods: pods.Lister(), secrets: core.Secrets().Lister(), configMaps: core.ConfigMaps().Lister(),
			claims: claimsSeen(o, core),
		}),
		PodInformer:       pods,
		SecretInformer:    core.Secrets(),
		ConfigMapInformer: core.ConfigMaps(),
		ServiceInformer:   core.Services(),
	})
	if err != nil {
		return nil, fmt.Errorf("error creating pod controller: %w", err)
	}
	podInformers.Start(ctx.Done())
	otherInformers.Start(ctx.Done())
	if o.generation == v2 {
		// The library waits for what it was given; the claims are ours.
		otherInformers.WaitForCacheSync(ctx.Done())
	}
	return controller, nil
}

// listers read what the informers have seen.
type listers struct {
	pods       corev1listers.PodLister
	secrets    corev1listers.SecretLister
	configMaps corev1listers.ConfigMapLister
	claims     claimListers
}

// claimsSeen asks for claims only where the generation takes them.
func claimsSeen(o options, core coreinformers.Interface) claimListers {
	if o.generation == v1 {
		return claimListers{}
	}
	return claimListers{
		claims:  core.PersistentVolumeClaims().Lister(),
		volumes: core.PersistentVolumes().Lister(),
	}
}

func newProvider(o options, arm *armClient, recorder record.EventRecorder, seen listers) *provider {
	groups := newContainerGroups(arm, o.subscriptionID, o.resourceGroup)
	return &provider{
		groups: groups,
		translate: groupOf(o, translator{
			location:      o.location,
			subnetID:      o.subnet.id,
			kubeDNSIP:     o.kubeDNSIP,
			clusterDomain: o.clusterDomain,
			secrets:       seen.secrets,
			configMaps:    seen.configMaps,
		}, seen.claims),
		tracker: &tracker{
			nodeName:        o.nodeName,
			recovers:        o.generation == v2,
			hostIP:          o.internalIP,
			pollInterval:    o.pollInterval,
			cleanupInterval: o.cleanupInterval,
			pods:            seen.pods,
			groups:          groups,
			events:          &eventTranslator{recorder: recorder},
		},
	}
}

func kubernetesClient(kubeconfig string) (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig %s: %w", kubeconfig, err)
	}
	config.QPS, config.Burst = requestsPerSecond, 2*requestsPerSecond
	return kubernetes.NewForConfig(config)
}

func eventRecorder(ctx context.Context, nodeName string, client kubernetes.Interface) record.EventRecorder {
	broadcaster := record.NewBroadcaster(record.WithContext(ctx))
	broadcaster.StartLogging(log.G(ctx).Infof)
	broadcaster.StartRecordingToSink(&corev1client.EventSinkImpl{Interface: client.CoreV1().Events(corev1.NamespaceAll)})
	return broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: path.Join(nodeName, "pod-controller")})
}
