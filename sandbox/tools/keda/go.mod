module pulumi-aks-elastic/sandbox/tools/keda

go 1.25.6

require github.com/kedacore/keda/v2 v2.19.0
