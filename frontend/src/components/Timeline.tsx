import type { JSX } from "preact";

export interface Moment {
  key: string;
  /** ISO 8601. */
  at: string;
  /** The instant as it is shown. */
  shown: string;
  title: string;
  detail?: string;
  actor?: string;
  tone?: "good" | "bad" | "plain";
}

/** What happened, in order. */
export function Timeline({ moments }: { moments: readonly Moment[] }): JSX.Element {
  return (
    <ol class="timeline">
      {moments.map((moment) => (
        <li key={moment.key} class={`tone-${moment.tone ?? "plain"}`}>
          <time dateTime={moment.at}>{moment.shown}</time>
          <p>
            <b>{moment.title}</b> {moment.detail && <span>{moment.detail} </span>}
            {moment.actor && <span class="sub">{moment.actor}</span>}
          </p>
        </li>
      ))}
    </ol>
  );
}
