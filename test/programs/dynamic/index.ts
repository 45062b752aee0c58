import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const provider: pulumi.dynamic.ResourceProvider = {
  create: (inputs: { readonly greeting: string }) =>
    Promise.resolve({ id: "greeting", outs: { ...inputs, length: inputs.greeting.length } }),
};

class Greeting extends pulumi.dynamic.Resource {
  declare readonly length: pulumi.Output<number>;

  constructor(name: string, greeting: pulumi.Input<string>) {
    super(provider, name, { greeting, length: undefined });
  }
}

export const length = new Greeting("greeting", config.require("greeting")).length;
export const password = config.requireSecret("password");
export const location = new pulumi.Config("azure-native").require("location");
