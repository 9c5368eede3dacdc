import type { ReactNode } from 'react';

/** Labels of all forms: the star comes after the words, so that labels in a row stay on one line. */
export function renderRequiredMark(label: ReactNode, { required }: { readonly required: boolean }) {
  return (
    <>
      {label}
      {required && (
        <span className="required" title="必填">
          *
        </span>
      )}
    </>
  );
}
