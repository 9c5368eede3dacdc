/** Whether the session ended while somebody was at work on a page. A store of one bit, because the query client is no component. */
let isLapsed = false;
const listeners = new Set<() => void>();

export const sessionLapse = {
  get: (): boolean => isLapsed,
  set(next: boolean): void {
    isLapsed = next;
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
