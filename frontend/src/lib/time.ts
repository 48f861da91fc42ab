import { language } from "./language";

const MINUTE_MS = 60_000;

/** Write a time that runs, without its sign: 12:05, 1:02:09. */
export function running(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const two = (number: number): string => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The format of these options, made once: making one takes longer than writing fifty rows with it. */
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

/** Write an instant in the place's own time: day and minute; its year too, unless it is this one. */
export function dayAndTime(instant: string, zone: string, now: number = Date.now()): string {
  const at = new Date(instant);
  const parts: Intl.DateTimeFormatOptions = { timeZone: zone, month: "short", day: "numeric" };
  if (yearIn(at, zone) !== yearIn(new Date(now), zone)) parts.year = "numeric";
  const day = format(language(), parts).format(at);
  const clock = format("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
  return `${day} ${clock}`;
}

/** Whole minutes from one instant to another; negative where the second is earlier. */
export function minutesBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / MINUTE_MS);
}

function yearIn(at: Date, zone: string): string {
  return format("en", { timeZone: zone, year: "numeric" }).format(at);
}
