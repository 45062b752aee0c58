import type { BadImages, ImageFailure } from "../arm/faults";
import { numberWithin, UsageError } from "./usage";

/** The options of `fault bad-image`: one of them, or none. */
export const IMAGE_FAILURE_OPTIONS = {
  crashes: { type: "boolean" },
  completes: { type: "boolean" },
  "never-ready": { type: "boolean" },
  answers: { type: "string" },
  "not-found": { type: "boolean" },
} as const;

interface ImageFailureValues {
  readonly crashes?: boolean | undefined;
  readonly completes?: boolean | undefined;
  readonly "never-ready"?: boolean | undefined;
  readonly answers?: string | undefined;
  readonly "not-found"?: boolean | undefined;
}

const DEFAULT_STATUS = 500;

/** Reads which image is bad, and how. @throws UsageError that says what is wrong. */
export function badImage(image: string | undefined, values: ImageFailureValues): BadImages {
  if (image === undefined || !/^[^\s]+$/.test(image)) {
    throw new UsageError(
      `bad-image: name an image, such as myregistry.azurecr.io/web:2; got ${image === undefined ? "nothing" : `"${image}"`}`,
    );
  }
  const given = Object.keys(IMAGE_FAILURE_OPTIONS).filter((option) => values[option as keyof ImageFailureValues]);
  if (given.length > 1) throw new UsageError(`bad-image: give one of --${given.join(", --")}`);
  return { [image]: imageFailure(values) };
}

function imageFailure(values: ImageFailureValues): ImageFailure {
  if (values.crashes === true) return { crashes: true };
  if (values.completes === true) return { completes: true };
  if (values["never-ready"] === true) return { neverReady: true };
  if (values["not-found"] === true) return { notFound: true };
  const { answers = String(DEFAULT_STATUS) } = values;
  return { answers: numberWithin("--answers", answers, { least: 200, most: 599 }) };
}

/** What stands behind `bad-image` for each image, with a space in front. */
export function badImageLines(badImages: BadImages): readonly string[] {
  return Object.entries(badImages).map(([image, failure]) => ` ${image} ${option(failure)}`);
}

function option(failure: ImageFailure): string {
  if ("crashes" in failure) return "--crashes";
  if ("completes" in failure) return "--completes";
  if ("neverReady" in failure) return "--never-ready";
  if ("notFound" in failure) return "--not-found";
  return `--answers ${failure.answers}`;
}
