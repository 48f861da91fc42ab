import type { ComponentChildren, JSX } from "preact";
import { t } from "../lib/language";
import { Icon } from "./Icon";

export const LEVELS = ["late", "danger", "watch", "steady", "on_site", "over"] as const;
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

/** Whether a promise was kept; nothing while nobody has arrived. */
export function Kept({ kept }: { kept: boolean | null }): JSX.Element | null {
  if (kept === null) return null;
  return (
    <span class={`kept ${kept ? "is-kept" : "is-broken"}`}>
      <Icon name={kept ? "check" : "alert"} />
      {kept ? t("kept") : t("broken")}
    </span>
  );
}

/** A short remark beside a name. */
export function Tag({ children }: { children: ComponentChildren }): JSX.Element {
  return <span class="tag">{children}</span>;
}
