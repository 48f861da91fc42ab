import { expect, test } from "vitest";
import { dayAndTime, running } from "./time";

const NOW = Date.parse("2026-03-02T01:00:00Z");

test.each([
  [0, "0:00"],
  [59_999, "0:59"],
  [12 * 60_000, "12:00"],
  [-75 * 60_000, "1:15:00"],
])("%d ms run as %s", (milliseconds, written) => {
  expect(running(milliseconds)).toBe(written);
});

test("an instant is written in the site's own time", () => {
  expect(dayAndTime("2026-03-01T23:30:00Z", "Asia/Shanghai", NOW)).toBe("Mar 2 07:30");
  expect(dayAndTime("2026-03-01T23:30:00Z", "America/New_York", NOW)).toBe("Mar 1 18:30");
});

test("another year is named, by the site's calendar", () => {
  expect(dayAndTime("2025-12-31T15:59:00Z", "Asia/Shanghai", NOW)).toBe("Dec 31, 2025 23:59");
  expect(dayAndTime("2025-12-31T16:00:00Z", "Asia/Shanghai", NOW)).toBe("Jan 1 00:00");
});
