import type { ComponentChildren, JSX } from "preact";
import { t } from "../lib/language";
import { Problem } from "../lib/problem";
import { Button } from "./Button";
import { Icon } from "./Icon";

/** Nothing to show, and why. */
export function Empty({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <Icon name="check" />
      <p>{children}</p>
    </div>
  );
}

/** What is on its way; said once to those who do not see it turn. */
export function Loading(): JSX.Element {
  return (
    <p class="loading" role="status">
      <Icon name="loading" />
      <span>{t("Loading …")}</span>
    </p>
  );
}

/** What went wrong, in the server's words where it had some, and a way to try again. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }): JSX.Element {
  const refused = error instanceof Problem;
  return (
    <div class="flash flash-bad" role="alert">
      <Icon name="alert" />
      <span>{refused ? error.detail || error.message : t("No connection: what you see may be old.")}</span>
      {onRetry && (
        <Button small onPress={onRetry}>
          {t("Try again")}
        </Button>
      )}
    </div>
  );
}
