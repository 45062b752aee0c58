import type { BadImages, ImageFailure } from "../arm/faults";

/** The reference with its tag; no tag means `latest`, as everywhere. Nothing else about it is completed. */
export function withTag(image: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return /[:@]/.test(name) ? image : `${image}:latest`;
}

/** What is wrong with an image; nothing where it is good. */
export function failureOf(badImages: BadImages | undefined, image: string): ImageFailure | undefined {
  const wanted = withTag(image);
  return Object.entries(badImages ?? {}).find(([bad]) => withTag(bad) === wanted)?.[1];
}

/** Every way to write the references of the bad images: with and without `:latest`. */
export function spellings(badImages: BadImages | undefined): readonly string[] {
  return Object.keys(badImages ?? {}).flatMap((image) => {
    const tagged = withTag(image);
    return tagged.endsWith(":latest") ? [tagged, tagged.slice(0, -":latest".length)] : [tagged];
  });
}

/** The status with which a container answers every HTTP request. */
export function httpStatusOf(failure: ImageFailure | undefined): number {
  if (failure === undefined) return 200;
  return "answers" in failure ? failure.answers : 503;
}
