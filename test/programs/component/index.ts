import * as pulumi from "@pulumi/pulumi";

export interface GreetingArgs {
  /** Who is greeted. */
  readonly whom: pulumi.Input<string>;
}

/** A component that another program can use through its plugin. */
export class Greeting extends pulumi.ComponentResource {
  readonly text: pulumi.Output<string>;

  constructor(name: string, args: GreetingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("greetings:index:Greeting", name, args, opts);
    this.text = pulumi.interpolate`Hello ${args.whom}`;
    this.registerOutputs({ text: this.text });
  }
}
