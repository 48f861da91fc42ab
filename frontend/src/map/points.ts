/** A place on earth as the fields write it: latitude first. */
export interface Point {
  readonly lat: number;
  readonly lon: number;
}

const POINT = /^\D*?(-?\d{1,3}(?:\.\d+)?)(?![\d.])\D+?(-?\d{1,3}(?:\.\d+)?)\D*$/;
const METRES_PER_DEGREE = (6_371_000 * Math.PI) / 180;
const CORNERS = 72;

/**
 * Read `31.2304, 121.4737` as the server reads it; null where it says no point.
 *
 * Maps of China give the longitude first: where the first number can be no latitude, it is one.
 */
export function readPoint(text: string): Point | null {
  const found = POINT.exec(text);
  const said = [Number(found?.[1] ?? Number.NaN), Number(found?.[2] ?? Number.NaN)] as const;
  const [lat, lon] = Math.abs(said[0]) > 90 && Math.abs(said[1]) <= 90 ? [said[1], said[0]] : said;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** Write a point to the tenth of a metre, as it is read. */
export function writePoint({ lat, lon }: Point): string {
  return `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
}

/** Read a corner from each line. */
export function readRing(text: string): Point[] {
  return text
    .split("\n")
    .map(readPoint)
    .filter((corner) => corner !== null);
}

/** Write a corner on each line. */
export function writeRing(ring: readonly Point[]): string {
  return ring.map(writePoint).join("\n");
}

/** Return a ring around a centre. */
export function circle(centre: Point, radiusM: number): Point[] {
  const high = radiusM / METRES_PER_DEGREE;
  const wide = high / Math.max(Math.cos((centre.lat * Math.PI) / 180), 0.05);
  return Array.from({ length: CORNERS }, (_, n) => {
    const turn = (n / CORNERS) * 2 * Math.PI;
    return { lat: centre.lat + high * Math.cos(turn), lon: centre.lon + wide * Math.sin(turn) };
  });
}

/** Return the ring with a corner more, put where it lengthens the outline least. */
export function withCorner(ring: readonly Point[], corner: Point): Point[] {
  if (ring.length < 3) return [...ring, corner];
  const squeeze = Math.cos((corner.lat * Math.PI) / 180);
  const far = (a: Point, b: Point) => Math.hypot(a.lat - b.lat, (a.lon - b.lon) * squeeze);
  const longer = ring.map((one, n) => {
    const next = ring[(n + 1) % ring.length] ?? one;
    return far(one, corner) + far(corner, next) - far(one, next);
  });
  return ring.toSpliced(longer.indexOf(Math.min(...longer)) + 1, 0, corner);
}

/** Return west, south, east and north of some points. */
export function boundsOf(points: readonly Point[]): [number, number, number, number] | null {
  if (!points.length) return null;
  const lats = points.map(({ lat }) => lat);
  const lons = points.map(({ lon }) => lon);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
