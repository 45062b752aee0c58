import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { ContainerExposure, ContainerInstance } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const hello = new ContainerInstance("hello", {
  resourceGroupName: new ResourceGroup("first-container").name,
  image: config.require("image"),
  port: 80,
  exposure: ContainerExposure.publicAddress,
  resources: { cpu: "1", memory: "1G" },
});

export const url = hello.url;
