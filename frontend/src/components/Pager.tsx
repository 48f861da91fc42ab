import type { JSX } from "preact";
import { t } from "../lib/language";
import { Icon } from "./Icon";

export interface PagerProps {
  page: number;
  pages: number;
  total: number;
  /** The address of a page, for those who open it elsewhere. */
  address: (page: number) => string;
  onPage: (page: number) => void;
}

/** How many there are, and the way to the next page. */
export function Pager({ page, pages, total, address, onPage }: PagerProps): JSX.Element {
  const step = (to: number, icon: string, words: string): JSX.Element | null =>
    to < 1 || to > pages ? null : (
      <a
        class="button small"
        rel={to > page ? "next" : "prev"}
        href={address(to)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onPage(to);
        }}
      >
        <Icon name={icon} />
        <span>{words}</span>
      </a>
    );
  return (
    <nav class="pager" aria-label={t("Pages of the list")}>
      <p role="status">
        {t("%(n)s found", { n: total })}
        {pages > 1 && [" · ", t("page %(n)s of %(all)s", { n: page, all: pages })]}
      </p>
      {step(page - 1, "back", t("Previous page"))}
      {step(page + 1, "next", t("Next page"))}
    </nav>
  );
}
