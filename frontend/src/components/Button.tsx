import type { ComponentChildren, JSX } from "preact";
import { t } from "../lib/language";
import { Icon } from "./Icon";

export interface ButtonProps {
  children: ComponentChildren;
  kind?: "primary" | "plain" | "quiet" | "danger";
  small?: boolean;
  icon?: string;
  /** Under way: says so, and cannot be pressed again. */
  busy?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  onPress?: () => void;
}

/** Something to press. */
export function Button(props: ButtonProps): JSX.Element {
  const { children, kind = "plain", small = false, icon, busy = false, disabled = false } = props;
  const look = [kind === "plain" ? "" : kind, small ? "small" : ""].filter(Boolean).join(" ");
  return (
    <button
      type={props.type ?? "button"}
      class={look}
      disabled={disabled}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={() => {
        if (!busy) props.onPress?.();
      }}
    >
      {busy ? <Icon name="loading" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
      {busy && <span class="visually-hidden">{t("Under way")}</span>}
    </button>
  );
}
