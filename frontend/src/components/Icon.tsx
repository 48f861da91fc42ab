import type { JSX } from "preact";

const SPRITE = "/static/icons.svg";

/** A drawing of the sprite that the server's pages use too; always beside words, so hidden from readers. */
export function Icon({ name }: { name: string }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} aria-hidden="true" focusable="false">
      <use href={`${SPRITE}#${name}`} />
    </svg>
  );
}
