/** The best few of many scored documents; equal scores by their place in the tie order. Used again after `clear`. */
export class BestList {
  readonly documents: Uint32Array;
  readonly scores: Float64Array;
  #count = 0;

  constructor(
    readonly size: number,
    private readonly tieOrder: Uint32Array,
  ) {
    this.documents = new Uint32Array(size);
    this.scores = new Float64Array(size);
  }

  /** How many it holds. */
  get count(): number {
    return this.#count;
  }

  /** Score of the last of a full list, else 0: what is below cannot enter any more. */
  get threshold(): number {
    return this.#count === this.size ? this.scores[0] : 0;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Takes a document in if it belongs there; scores of 0 never do. */
  add(document: number, score: number): void {
    if (score <= 0) return;
    if (this.#count < this.size) {
      this.documents[this.#count] = document;
      this.scores[this.#count++] = score;
      if (this.#count === this.size) this.#heapify();
    } else if (this.#isWorse(this.scores[0], this.documents[0], score, document)) {
      this.documents[0] = document;
      this.scores[0] = score;
      this.#sink(0, this.size);
    }
  }

  /** Puts the best first. Nothing may be added before the next `clear`. */
  sort(): void {
    if (this.#count < this.size) this.#heapify();
    for (let last = this.#count - 1; last > 0; last--) {
      this.#swap(0, last);
      this.#sink(0, last);
    }
  }

  #isWorse(score: number, document: number, otherScore: number, other: number): boolean {
    return score < otherScore || (score === otherScore && this.tieOrder[document] > this.tieOrder[other]);
  }

  /** Full lists are heaps with the worst on top. */
  #heapify(): void {
    for (let at = (this.#count >> 1) - 1; at >= 0; at--) this.#sink(at, this.#count);
  }

  #sink(start: number, count: number): void {
    const [documents, scores] = [this.documents, this.scores];
    for (let at = start; ;) {
      let worst = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
        if (this.#isWorse(scores[child], documents[child], scores[worst], documents[worst])) worst = child;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #swap(at: number, other: number): void {
    const [document, score] = [this.documents[at], this.scores[at]];
    this.documents[at] = this.documents[other];
    this.scores[at] = this.scores[other];
    this.documents[other] = document;
    this.scores[other] = score;
  }
}
