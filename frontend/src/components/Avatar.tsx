import type { JSX } from "preact";
import { useState } from "preact/hooks";

const CHINESE = /[㐀-鿿]+/;

/** Stand in for a photograph: LW for Li Wei; of a Chinese name its last two characters. */
export function initials(name: string): string {
  const chinese = CHINESE.exec(name);
  if (chinese) return chinese[0].slice(-2);
  const parts = name.split(/\s+/).filter(Boolean);
  return [...parts.slice(0, 1), ...parts.slice(1).slice(-1)]
    .map((part) => part.charAt(0))
    .join("")
    .toUpperCase();
}

/** A person's picture, or the initials where there is none; the name stands beside it. */
export function Avatar({ name, photo, large = false }: AvatarProps): JSX.Element {
  const [broken, setBroken] = useState(false);
  const look = large ? "avatar avatar-large" : "avatar";
  if (photo && !broken) return <img class={look} src={photo} alt="" onError={() => setBroken(true)} />;
  return (
    <span class={look} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

export interface AvatarProps {
  name: string;
  photo?: string;
  large?: boolean;
}
