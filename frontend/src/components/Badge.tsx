import type { ComponentChildren, JSX } from "preact";
import { t } from "../lib/language";
import { Icon } from "./Icon";

export const LEVELS = ["late", "danger", "watch", "steady", "on_site", "call_back", "over"] as const;
export type Level = (typeof LEVELS)[number];

/** The word for a level; its colour alone would not reach everybody. */
export function levelWord(level: Level): string {
  switch (level) {
    case "late":
      return t("Late");
    case "danger":
      return t("In danger");
    case "watch":
      return t("Watch");
    case "steady":
      return t("On track");
    case "on_site":
      return t("On site");
    case "call_back":
      return t("Call-back due");
    case "over":
      return t("Finished");
  }
}

/** How endangered a promise is: shape, colour and word. */
export function LevelBadge({ level }: { level: Level }): JSX.Element {
  return (
    <span class={`level level-${level}`}>
      <Icon name={`level-${level}`} />
      <span>{levelWord(level)}</span>
    </span>
  );
}

export const OUTCOMES = [
  "kept_proven",
  "kept_by_office",
  "kept_plausible",
  "unsettled",
  "broken",
  "solved_remotely",
  "cancelled",
  "open",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The word for what became of a promise. */
export function outcomeWord(outcome: Outcome): string {
  switch (outcome) {
    case "kept_proven":
      return t("kept (proven)");
    case "kept_by_office":
      return t("kept (by the office)");
    case "kept_plausible":
      return t("kept (plausible)");
    case "unsettled":
      return t("unsettled");
    case "broken":
      return t("broken");
    case "solved_remotely":
      return t("solved remotely");
    case "cancelled":
      return t("cancelled");
    case "open":
      return t("not due yet");
  }
}

const SHAPES = {
  kept: "check",
  broken: "alert",
  unsettled: "level-watch",
  neither: "level-over",
} as const;

function toneOf(outcome: Outcome): keyof typeof SHAPES {
  if (outcome === "broken" || outcome === "unsettled") return outcome;
  return outcome.startsWith("kept") ? "kept" : "neither";
}

/** What became of a promise: shape, colour and word; nothing while it is open. */
export function CameTo({ outcome }: { outcome: Outcome | undefined }): JSX.Element | null {
  if (!outcome || outcome === "open") return null;
  const tone = toneOf(outcome);
  return (
    <span class={`kept is-${tone}`}>
      <Icon name={SHAPES[tone]} />
      {outcomeWord(outcome)}
    </span>
  );
}

/** A short remark beside a name. */
export function Tag({ children }: { children: ComponentChildren }): JSX.Element {
  return <span class="tag">{children}</span>;
}
