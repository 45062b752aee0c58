package main

import (
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// translateProbe knows exec and httpGet; host and headers are dropped (azure-aci aci.go getProbe).
func translateProbe(p *corev1.Probe, declared []corev1.ContainerPort) (*probe, error) {
	if p == nil {
		return nil, nil
	}
	if p.Exec != nil && p.HTTPGet != nil {
		return nil, errors.New(`probe may not specify more than one of "exec" and "httpGet"`)
	}
	if p.Exec == nil && p.HTTPGet == nil {
		return nil, errors.New(`probe must specify one of "exec" and "httpGet"`)
	}
	translated := &probe{
		InitialDelaySeconds: p.InitialDelaySeconds,
		PeriodSeconds:       p.PeriodSeconds,
		FailureThreshold:    p.FailureThreshold,
		SuccessThreshold:    p.SuccessThreshold,
		TimeoutSeconds:      p.TimeoutSeconds,
	}
	if p.Exec != nil {
		translated.Exec = &execProbe{Command: append([]string{}, p.Exec.Command...)}
		return translated, nil
	}
	number, err := probePort(p.HTTPGet.Port, declared)
	if err != nil {
		return nil, err
	}
	translated.HTTPGet = &httpProbe{Path: p.HTTPGet.Path, Port: number, Scheme: string(p.HTTPGet.Scheme)}
	return translated, nil
}

func probePort(wanted intstr.IntOrString, declared []corev1.ContainerPort) (int32, error) {
	if wanted.Type == intstr.Int {
		return wanted.IntVal, nil
	}
	for _, p := range declared {
		if p.Name == wanted.StrVal {
			return p.ContainerPort, nil
		}
	}
	return 0, fmt.Errorf("unable to find named port: %s", wanted.StrVal)
}
