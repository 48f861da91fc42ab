import { useMemo } from "preact/hooks";

let given = 0;

/** An id for the life of a component, to tie a control to its label and message. */
export function useUniqueId(prefix: string): string {
  return useMemo(() => {
    given += 1;
    return `${prefix}-${given}`;
  }, [prefix]);
}
