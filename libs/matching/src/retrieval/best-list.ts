/** The best few of many scored documents; equal scores by their place in the tie order. */
export class BestList {
  readonly #documents: Uint32Array;
  readonly #scores: Float64Array;
  #count = 0;

  constructor(
    private readonly size: number,
    private readonly tieOrder: Uint32Array,
  ) {
    this.#documents = new Uint32Array(size);
    this.#scores = new Float64Array(size);
  }

  /** Score of the last of a full list, else 0: what is below cannot enter any more. */
  get threshold(): number {
    return this.#count === this.size ? this.#scores[0] : 0;
  }

  /** Takes a document in if it belongs there; scores of 0 never do. */
  add(document: number, score: number): void {
    if (score <= 0) return;
    if (this.#count < this.size) {
      this.#documents[this.#count] = document;
      this.#scores[this.#count++] = score;
      if (this.#count === this.size) for (let at = (this.size >> 1) - 1; at >= 0; at--) this.#sink(at);
    } else if (this.#isWorse(this.#scores[0], this.#documents[0], score, document)) {
      this.#documents[0] = document;
      this.#scores[0] = score;
      this.#sink(0);
    }
  }

  /** The same for documents that may come twice. */
  addOnce(document: number, score: number): void {
    if (score <= 0 || (this.#count === this.size && score < this.#scores[0])) return;
    if (this.#documents.subarray(0, this.#count).includes(document)) return;
    this.add(document, score);
  }

  /** Best first. */
  sorted(): { document: number; score: number }[] {
    return Array.from(this.#documents.subarray(0, this.#count), (document, i) => ({
      document,
      score: this.#scores[i],
    })).sort((a, b) => b.score - a.score || this.tieOrder[a.document] - this.tieOrder[b.document]);
  }

  #isWorse(score: number, document: number, otherScore: number, other: number): boolean {
    return score < otherScore || (score === otherScore && this.tieOrder[document] > this.tieOrder[other]);
  }

  /** Full lists are heaps with the worst on top. */
  #sink(start: number): void {
    const [documents, scores] = [this.#documents, this.#scores];
    for (let at = start; ;) {
      let worst = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < this.size; child++)
        if (this.#isWorse(scores[child], documents[child], scores[worst], documents[worst])) worst = child;
      if (worst === at) return;
      [documents[at], documents[worst]] = [documents[worst], documents[at]];
      [scores[at], scores[worst]] = [scores[worst], scores[at]];
      at = worst;
    }
  }
}
