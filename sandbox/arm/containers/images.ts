import { failureOf } from "../../images/bad-image";
import { badRequest } from "../arm-error";
import type { BadImages } from "../faults";
import { objectsAt, textAt, type JsonObject } from "../json";

/**
 * Throws where ACI cannot get at an image of a group; it looks before it accepts the group.
 * hashicorp/terraform-provider-azurerm#20216 quotes the answer for a group in a subnet.
 */
export function checkImages(group: string, body: JsonObject, badImages: BadImages | undefined): void {
  for (const { image } of imagesOf(body)) {
    const failure = failureOf(badImages, image);
    if (failure === undefined || !("notFound" in failure)) continue;
    throw badRequest(
      "InaccessibleImage",
      `The image '${image}' in container group '${group}' is not accessible. Please check the image and registry credential.`,
    );
  }
}

/** What is wrong with the images of a group's containers, by the containers' names. */
export function imageFailures(body: JsonObject, badImages: BadImages | undefined): JsonObject {
  const failures = imagesOf(body).map(({ container, image }) => [container, failureOf(badImages, image)] as const);
  return Object.fromEntries(failures.filter(([, failure]) => failure !== undefined));
}

function imagesOf(body: JsonObject): readonly { readonly container: string; readonly image: string }[] {
  const containers = ["containers", "initContainers"].flatMap((list) => objectsAt(body, `properties.${list}`));
  return containers.map((container) => ({
    container: textAt(container, "name") ?? "",
    image: textAt(container, "properties.image") ?? "",
  }));
}
