import { useEffect, useRef, useState, type ReactNode } from 'react';

const FIELDS = 'input, textarea, select, button, [tabindex="0"]';

/**
 * Around what a dialog holds. Begins in its first field, unless another asked for the focus itself; on closing the focus goes back to what
 * opened the dialog. Dialogs here are there only while they are open, so the library, which gives the focus back when one is hidden, never does.
 */
export function DialogFocus({ children }: { readonly children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  // While this is rendered the focus is still where the person was.
  const [opener] = useState(() => document.activeElement);
  useEffect(() => {
    if (body.current?.contains(document.activeElement) !== true) firstField(body.current)?.focus();
    return () => giveFocusBack(opener);
  }, [opener]);
  return <div ref={body}>{children}</div>;
}

function firstField(body: HTMLElement | null): HTMLElement | undefined {
  const fields = [...(body?.querySelectorAll<HTMLElement>(FIELDS) ?? [])];
  return fields.find((field) => !field.matches(':disabled') && field.checkVisibility());
}

/** To the page itself where the opener has gone, e.g. an item of a menu that closed. */
function giveFocusBack(opener: Element | null) {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  if (opener instanceof HTMLElement && opener !== document.body) opener.focus();
  if (document.activeElement === document.body) focusPage();
}

/** Where the keyboard goes on reading: the page without what is around it. */
export function focusPage() {
  document.getElementById('content')?.focus({ preventScroll: true });
}
