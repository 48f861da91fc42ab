import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../lib/language";
import { running } from "../lib/time";

const SECOND_MS = 1000;

export interface CountdownProps {
  /** The instant that it runs towards, ISO 8601. */
  dueAt: string;
  /** Now by the server's clock, in milliseconds; this machine's may be wrong. */
  now: number;
  /** Whether time runs; a simulated clock stands still between its steps. */
  ticking?: boolean;
}

/** The time that is left of a promise, or how late it is. */
export function Countdown({ dueAt, now, ticking = true }: CountdownProps): JSX.Element {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    if (!ticking) return;
    const from = performance.now();
    const timer = setInterval(() => setPassed(performance.now() - from), SECOND_MS);
    return () => clearInterval(timer);
  }, [now, ticking]);
  const left = Date.parse(dueAt) - now - (ticking ? passed : 0);
  return (
    <time class={left < 0 ? "countdown is-late" : "countdown"} dateTime={dueAt}>
      <b>{running(left)}</b> <span>{left < 0 ? t("late") : t("left")}</span>
    </time>
  );
}
