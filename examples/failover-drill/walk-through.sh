#!/bin/sh
# Takes the service away from its VMs and home again, and then from the virtual node. Ends with 0 only if each did what it
# should.
#
# Usage: npx aks-elastic sandbox exec -- sh walk-through.sh STACK [CONFIG_FILE]
#   STACK        a stack of this project
#   CONFIG_FILE  where its configuration is, Pulumi.STACK.yaml unless given
# The plots are put where the script is started. SLACK=60 before it gives a slow machine a minute to look and to tell,
# before a replica counts as late.
set -eu

start=$PWD
cd "$(dirname "$0")"
stack=${1:?the name of a stack is missing: see the first lines of this script}
config_file=${2:-Pulumi.$stack.yaml}
sandbox=${AKS_ELASTIC_SANDBOX:?it runs in a sandbox: put \"npx aks-elastic sandbox exec --\" before it}

kubeconfig=$(mktemp)

aks_elastic() { node ../../bin/aks-elastic.js "$@"; }
step() { printf '\n== %s\n' "$1"; }
fail() {
  printf 'walk-through: %s\n' "$1" >&2
  exit 1
}
in_stack() {
  command=$1
  shift
  pulumi --non-interactive "$command" "$@" --stack "$stack" --config-file "$config_file"
}
is_settled() { aks_elastic failover plan shop --kubeconfig "$kubeconfig"; }
rehearse() { aks_elastic rehearse "$1" shop --name "$sandbox" --slack "${SLACK:-5}" --svg "$start/$1.svg"; }

clean_up() { rm -f "$kubeconfig"; }
trap clean_up EXIT
trap 'exit 130' INT TERM

step "the cluster and the service"
in_stack up --yes --skip-preview
pulumi --non-interactive stack output kubeconfig --show-secrets --stack "$stack" >"$kubeconfig"

step "where its replicas are, and who looks after it"
aks_elastic failover status shop --kubeconfig "$kubeconfig" || true
is_settled || fail "the service should be settled"

step "its VMs are lost"
rehearse vm-loss

step "ACI refuses"
rehearse aci-refusal

step "it is as it was"
is_settled || fail "the service should be settled again"

step "every step did what it should: look at $start/vm-loss.svg and $start/aci-refusal.svg"
