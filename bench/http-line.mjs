import { connect } from 'node:net';

/** A connection to the API that takes as little of the processors it is measured on as it can: it reads the length of the answer, and its body when asked. */
export class Line {
  #socket;
  #cookie;
  #parts = [];
  #size = 0;
  #end = Infinity;
  #settle;

  constructor(port, cookie) {
    this.#cookie = cookie;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (part) => this.#take(part));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.#settle?.({ status: 0, body: () => 'the connection was closed' }));
  }

  ask(path) {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${this.#cookie}\r\n\r\n`);
    });
  }

  #take(part) {
    this.#parts.push(part);
    this.#size += part.length;
    if (this.#end === Infinity) {
      const whole = Buffer.concat(this.#parts);
      const at = whole.indexOf('\r\n\r\n');
      const length = /^content-length: (\d+)/im.exec(whole.toString('latin1', 0, at))?.[1];
      if (at < 0 || length === undefined) return;
      this.#end = at + 4 + Number(length);
    }
    if (this.#size < this.#end) return;
    const parts = this.#parts;
    const status = Number(parts[0].toString('latin1', 9, 12));
    const body = () => {
      const answer = Buffer.concat(parts);
      return answer.subarray(answer.indexOf('\r\n\r\n') + 4);
    };
    this.#parts = [];
    this.#size = 0;
    this.#end = Infinity;
    this.#settle({ status, body });
  }
}
