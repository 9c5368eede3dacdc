import { useEffect, useEffectEvent } from 'react';

const isApple = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** How a shortcut is written on this machine: `⌘S`, `Ctrl S`. */
export const shortcutText = (letter: string) => `${isApple ? '⌘' : 'Ctrl '}${letter}`;

/** Does something on Ctrl or ⌘ with the letter, instead of what the browser does on it. */
export function useShortcut(letter: string, run: () => void) {
  const onPress = useEffectEvent(run);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== letter.toLowerCase()) return;
      event.preventDefault();
      if (!event.repeat) onPress();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [letter]);
}

/** Ctrl S and ⌘S save a form; behind a dialog nothing is saved. */
export function useSaveShortcut(save: () => void) {
  useShortcut('S', () => {
    if (document.querySelector('[role="dialog"][aria-modal="true"]') === null) save();
  });
}
