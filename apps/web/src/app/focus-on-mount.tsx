import { useEffect, type RefObject } from 'react';

/** Beside the one field a dialog or page begins with: gives it the focus, once. */
export function FocusOnMount({ target }: { readonly target: RefObject<{ focus: () => void } | null> }) {
  useEffect(() => target.current?.focus(), [target]);
  return null;
}
