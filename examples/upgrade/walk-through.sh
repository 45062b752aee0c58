#!/bin/sh
# Takes the service through a good version, a bad one and a mended one. Ends with 0 only if each did what it should.
#
# Usage: npx aks-elastic sandbox exec -- sh walk-through.sh STACK [CONFIG_FILE]
#   STACK        a stack of this project, with `kubeconfig` set
#   CONFIG_FILE  where its configuration is, Pulumi.STACK.yaml unless given
set -eu

cd "$(dirname "$0")"
stack=${1:?the name of a stack is missing: see the first lines of this script}
config_file=${2:-Pulumi.$stack.yaml}
sandbox=${AKS_ELASTIC_SANDBOX:?it runs in a sandbox: put \"npx aks-elastic sandbox exec --\" before it}

repository=registry.example.com/shop/api
bad=$repository:bad
log=$(mktemp)

fault() { node ../../bin/aks-elastic.js sandbox fault "$@" --name "$sandbox"; }
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
set_image() { in_stack config set image "$1"; }

# Runs a command of Pulumi, shows what it printed and keeps it for `printed`.
works() {
  in_stack "$@" >"$log" 2>&1 || { cat "$log"; fail "pulumi $1 failed"; }
  cat "$log"
}
fails() {
  if in_stack "$@" >"$log" 2>&1; then cat "$log"; fail "pulumi $1 should have failed"; fi
  cat "$log"
}
printed() { grep -qF "$1" "$log" || fail "this was not printed: $1"; }

clean_up() {
  rm -f "$log"
  fault clear bad-image "$bad" >/dev/null 2>&1 || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM

step "the first version"
set_image "$repository:1"
works up --yes --skip-preview

step "a good version: the preview shows the steps and takes none"
set_image "$repository:2"
works preview
printed "1 canary of $repository:2 on the virtual node"
printed "then the virtual node: 2 replicas"

step "it is tried, and rolls"
works up --yes --skip-preview

step "a bad version: it answers 500"
fault bad-image "$bad" --answers 500
set_image "$bad"
fails up --yes --skip-preview
printed "GET :8080/healthz gets no right answer"
printed "No tier was touched"

step "the tiers in the cluster do not differ from the last good version"
set_image "$repository:2"
works preview --refresh --expect-no-changes --target '**:Deployment::*'

step "a mended version: it is tried, and rolls"
set_image "$repository:3"
works up --yes --skip-preview
works preview --refresh --expect-no-changes

step "every step did what it should"
