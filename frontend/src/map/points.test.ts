import { describe, expect, it } from "vitest";
import { boundsOf, circle, readPoint, readRing, withCorner, writePoint, writeRing } from "./points";

describe("points", () => {
  it.each([
    ["31.2304, 121.4737", { lat: 31.2304, lon: 121.4737 }],
    ["104.0633,30.6598", { lat: 30.6598, lon: 104.0633 }],
    ["-33.86 151.2", { lat: -33.86, lon: 151.2 }],
    ["纬度31.2，经度121.4", { lat: 31.2, lon: 121.4 }],
  ])("reads %s", (text, point) => expect(readPoint(text)).toEqual(point));

  it.each(["", "31.2", "north, east", "91, 100", "10, 181"])("reads no point in %j", (text) =>
    expect(readPoint(text)).toBeNull(),
  );

  it("writes what it reads", () =>
    expect(readPoint(writePoint({ lat: 1.5, lon: -2.25 }))).toEqual({ lat: 1.5, lon: -2.25 }));

  it("reads and writes a ring by lines, and leaves out what is no corner", () => {
    const ring = readRing("31, 121\nnothing\n32, 122");
    expect(readRing(writeRing(ring))).toEqual(ring);
    expect(ring).toHaveLength(2);
  });
});

describe("rings", () => {
  const square = [
    { lat: 0, lon: 0 },
    { lat: 0, lon: 2 },
    { lat: 2, lon: 2 },
    { lat: 2, lon: 0 },
  ];

  it("puts a corner onto the side that it is beside", () => {
    const corner = { lat: 1, lon: 2.1 };
    expect(withCorner(square, corner)[2]).toEqual(corner);
  });

  it("begins with corners in their order", () =>
    expect(withCorner(square.slice(0, 2), { lat: 9, lon: 9 })).toHaveLength(3));

  it("draws a circle as wide as it is high on the ground", () => {
    const [west, south, east, north] = boundsOf(circle({ lat: 60, lon: 10 }, 1000)) ?? [0, 0, 0, 0];
    expect((east - west) / (north - south)).toBeCloseTo(2, 1);
  });

  it("has no bounds without points", () => expect(boundsOf([])).toBeNull());
});
