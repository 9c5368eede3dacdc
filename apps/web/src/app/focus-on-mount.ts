/** As `ref` of the one field a dialog or page begins with: it has the focus from the start. */
export function focusOnMount(element: { focus: () => void } | null): void {
  element?.focus();
}
