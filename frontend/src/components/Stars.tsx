import type { JSX } from "preact";
import { t } from "../lib/language";
import { Icon } from "./Icon";

const GRADES = [1, 2, 3, 4, 5];

/** A grade of one to five stars. */
export function Stars({ count }: { count: number }): JSX.Element {
  return (
    <span class="stars" role="img" aria-label={t("%(n)s of 5 stars", { n: count })}>
      {GRADES.map((grade) => (
        <Icon key={grade} name={grade <= count ? "star" : "star-empty"} />
      ))}
    </span>
  );
}
