import type { JSX } from "preact";
import { useUniqueId } from "../lib/ids";
import { t } from "../lib/language";

export interface FieldProps {
  label: string;
  name: string;
  value: string;
  onValue: (value: string) => void;
  /** Which keys a phone offers. */
  keys?: "text" | "tel" | "email" | "numeric" | "decimal";
  hint?: string;
  /** What is wrong with the value; it is tied to the control and said when it appears. */
  error?: string;
  required?: boolean;
  disabled?: boolean;
  lines?: number;
}

/** A control with its label, its hint and its error. */
export function Field(props: FieldProps): JSX.Element {
  const id = useUniqueId(props.name);
  const { hint, error, lines = 1 } = props;
  const told = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const shared = {
    id,
    name: props.name,
    value: props.value,
    required: props.required ?? false,
    disabled: props.disabled ?? false,
    "aria-describedby": told || undefined,
    "aria-invalid": error ? ("true" as const) : undefined,
  };
  return (
    <div class="field">
      <label for={id}>
        {props.label} {props.required && <span class="sub">{t("needed")}</span>}
      </label>
      {hint && (
        <p class="sub" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {lines > 1 ? (
        <textarea {...shared} rows={lines} onInput={(event) => props.onValue(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type="text"
          inputMode={props.keys ?? "text"}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
      )}
      <p class="field-error" id={`${id}-error`} aria-live="polite">
        {error}
      </p>
    </div>
  );
}
