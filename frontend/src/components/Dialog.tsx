import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useUniqueId } from "../lib/ids";
import { t } from "../lib/language";
import { Icon } from "./Icon";

export interface DialogProps {
  open: boolean;
  title: string;
  children: ComponentChildren;
  /** The buttons that decide, the safest first. */
  actions: ComponentChildren;
  onClose: () => void;
}

/** A question before the page: the browser keeps the focus in it, and Escape closes it. */
export function Dialog({ open, title, children, actions, onClose }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useUniqueId("dialog");
  useEffect(() => {
    const dialog = element.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet small" aria-label={t("Close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="dialog-body">{children}</div>
      <footer>{actions}</footer>
    </dialog>
  );
}
