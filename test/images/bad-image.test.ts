import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ImageFailure } from "../../sandbox/arm/faults";
import { failureOf, httpStatusOf, spellings, withTag } from "../../sandbox/images/bad-image";
import { isMarked, markedFailure, markOf, pullingMark } from "../../sandbox/images/mark";

const failures: readonly ImageFailure[] = [
  { crashes: true },
  { neverReady: true },
  { answers: 418 },
  { notFound: true },
];

describe("the reference of a bad image", () => {
  const tags = [
    ["web", "web:latest"],
    ["web:2", "web:2"],
    ["registry:5000/web", "registry:5000/web:latest"],
    ["registry:5000/shop/web:2", "registry:5000/shop/web:2"],
    ["web@sha256:0a", "web@sha256:0a"],
  ] as const;
  for (const [image, tagged] of tags) {
    test(`${image} means ${tagged}`, () => {
      assert.equal(withTag(image), tagged);
    });
  }

  test("is met by the same reference, with :latest for no tag, and by no other", () => {
    const bad = { "shop/web": { answers: 500 }, "web:2": { crashes: true } } as const;
    assert.deepEqual(failureOf(bad, "shop/web:latest"), { answers: 500 });
    assert.deepEqual(failureOf({ "shop/web:latest": { answers: 500 } }, "shop/web"), { answers: 500 });
    for (const good of ["shop/web:1", "web", "web:20", "docker.io/library/web:2"]) {
      assert.equal(failureOf(bad, good), undefined, good);
    }
    assert.equal(failureOf(undefined, "web"), undefined);
    assert.deepEqual(spellings(bad), ["shop/web:latest", "shop/web", "web:2"]);
  });
});

describe("the mark of a container that was started from a bad image", () => {
  for (const failure of failures) {
    test(`tells ${JSON.stringify(failure)} again`, () => {
      assert.deepEqual(markedFailure(markOf(failure)), failure);
      assert.ok(isMarked(markOf(failure)));
    });
  }

  test("is not there on other images, and says nothing while an image is pulled", () => {
    for (const id of [undefined, "", "docker.io/library/nginx@sha256:0a", pullingMark]) {
      assert.equal(markedFailure(id), undefined);
    }
    assert.deepEqual([isMarked(pullingMark), isMarked(""), isMarked(undefined)], [true, false, false]);
  });
});

test("an image answers its own status, 503 where it is not ready, and 200 where it is good", () => {
  const statuses = [undefined, { answers: 418 }, { neverReady: true } as const].map(httpStatusOf);
  assert.deepEqual(statuses, [200, 418, 503]);
});
