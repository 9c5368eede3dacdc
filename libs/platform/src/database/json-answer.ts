/** An answer that is JSON already, as the database made it: it goes out as it is. */
export class JsonAnswer {
  constructor(readonly text: string) {}
}
