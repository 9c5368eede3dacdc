/** Thrown to take back what was only tried. */
class Tried<T> {
  constructor(readonly result: T) {}
}

/** Ends work that is only tried: the transaction around it is taken back, and {@link triedOut} hands on what came of it. */
export function endTrial<T>(result: T): never {
  throw new Tried(result);
}

/** What work would come to: `work` does it in a transaction and ends with {@link endTrial}, so that preview and deed follow one rule. */
export async function triedOut<T>(work: () => Promise<never>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Tried) return error.result as T;
    throw error;
  }
}
