import type { ImageFailure } from "../arm/faults";

/** Begins what stands as the image id of a container on a VM whose image was looked at by the sandbox, and not by kwok. */
const prefix = "sandbox:";

/** The image id of a container whose image is still being pulled. */
export const pullingMark = `${prefix}pulling`;

/** The image id of a container that was started from a bad image, so that it stays as it is when the fault is cleared. */
export function markOf(failure: ImageFailure): string {
  const [[kind, value] = []] = Object.entries(failure);
  return value === true ? `${prefix}${kind ?? ""}` : `${prefix}${kind ?? ""}=${String(value)}`;
}

/** Whether an image id is one of ours. */
export function isMarked(imageId: string | undefined): boolean {
  return imageId?.startsWith(prefix) === true;
}

/** What {@link markOf} wrote. */
export function markedFailure(imageId: string | undefined): ImageFailure | undefined {
  if (imageId === undefined || !isMarked(imageId)) return undefined;
  const [kind, status] = imageId.slice(prefix.length).split("=");
  switch (kind) {
    case "crashes":
      return { crashes: true };
    case "completes":
      return { completes: true };
    case "neverReady":
      return { neverReady: true };
    case "notFound":
      return { notFound: true };
    case "answers":
      return { answers: Number(status) };
    default:
      return undefined;
  }
}
