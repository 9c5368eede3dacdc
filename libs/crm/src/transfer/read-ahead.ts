/** The same items, the next one asked for before the last is handed on. */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done === true) return;
      next = source.next();
      // Its failure is met with the next turn; left early, it is nobody's.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}
