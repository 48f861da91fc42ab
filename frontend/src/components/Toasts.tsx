import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../lib/language";
import { Icon } from "./Icon";

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
}

type Listener = (toasts: readonly Toast[]) => void;

const GOOD_STAYS_MS = 6000;

/** The messages of a page; one list, shown by one `Toasts`. */
export class Messages {
  #shown: readonly Toast[] = [];
  #given = 0;
  readonly #listeners = new Set<Listener>();

  /** Say that something went well; it goes by itself. */
  good(text: string): void {
    const id = this.#add(text, false);
    setTimeout(() => this.dismiss(id), GOOD_STAYS_MS);
  }

  /** Say that something went wrong; it stays until somebody has read it. */
  bad(text: string): void {
    this.#add(text, true);
  }

  dismiss(id: number): void {
    this.#show(this.#shown.filter((toast) => toast.id !== id));
  }

  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    listener(this.#shown);
    return () => this.#listeners.delete(listener);
  }

  #add(text: string, bad: boolean): number {
    this.#given += 1;
    this.#show([...this.#shown, { id: this.#given, text, bad }]);
    return this.#given;
  }

  #show(toasts: readonly Toast[]): void {
    this.#shown = toasts;
    for (const listener of this.#listeners) listener(toasts);
  }
}

/** What has just happened, in a corner of the page and for those who listen. */
export function Toasts({ messages }: { messages: Messages }): JSX.Element {
  const [shown, setShown] = useState<readonly Toast[]>([]);
  useEffect(() => messages.follow(setShown), [messages]);
  return (
    <div class="toasts" role="log" aria-live="polite" aria-label={t("Messages")}>
      {shown.map((toast) => (
        <div key={toast.id} class={toast.bad ? "flash flash-bad" : "flash"}>
          <Icon name={toast.bad ? "alert" : "check"} />
          <span>{toast.text}</span>
          <button
            type="button"
            class="quiet small"
            aria-label={t("Close")}
            onClick={() => messages.dismiss(toast.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
