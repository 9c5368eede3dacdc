import { StringDecoder } from 'node:string_decoder';

/** What a {@link readXml} caller hears, in the order of the document. Names come without their namespace prefix. */
export interface XmlListener {
  open?(name: string, attributes: string): void;
  /** Text between two tags, entities resolved; a long text may come in pieces. */
  text?(text: string): void;
  close?(name: string): void;
}

/** The document is not well-formed enough to be read, or declares entities of its own. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** Longest tag, comment or instruction that is waited for. */
const LONGEST_TAG = 1024 * 1024;

/**
 * Reads an XML document as it comes in, in UTF-8, chunk by chunk; `pause` is awaited after each, so that what was heard can be handed
 * on before more is read. Document types are refused: with them, entities could grow without bound.
 */
export async function* readXml(content: AsyncIterable<Buffer>, listener: XmlListener): AsyncGenerator<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of content) {
    rest = scan(rest + decoder.write(chunk), listener);
    if (rest.length > LONGEST_TAG) throw new XmlError('a tag without an end');
    yield;
  }
  rest = scan(rest + decoder.end(), listener);
  if (rest.trim() !== '') throw new XmlError('cut off');
}

/** Tells the listener all whole tags and texts. @returns what is not whole yet */
function scan(source: string, listener: XmlListener): string {
  let at = 0;
  for (;;) {
    const tag = source.indexOf('<', at);
    if (tag < 0) return source.slice(at);
    if (source.startsWith('<!--', tag) || source.startsWith('<?', tag)) {
      const end = source.startsWith('<?', tag) ? '?>' : '-->';
      const stop = source.indexOf(end, tag);
      if (stop < 0) return source.slice(at);
      if (tag > at) listener.text?.(resolveEntities(source.slice(at, tag)));
      at = stop + end.length;
      continue;
    }
    if (source.startsWith('<![CDATA[', tag)) {
      const stop = source.indexOf(']]>', tag);
      if (stop < 0) return source.slice(at);
      if (tag > at) listener.text?.(resolveEntities(source.slice(at, tag)));
      listener.text?.(source.slice(tag + 9, stop));
      at = stop + 3;
      continue;
    }
    const stop = endOfTag(source, tag + 1);
    if (stop < 0) return source.slice(at);
    if (source[tag + 1] === '!') {
      // The start of a comment or CDATA section may be cut by the chunk; whole, it is a document type.
      throw new XmlError('a document type');
    }
    if (tag > at) listener.text?.(resolveEntities(source.slice(at, tag)));
    at = stop + 1;
    if (source[tag + 1] === '/') {
      listener.close?.(localName(source, tag + 2, stop));
      continue;
    }
    const isEmpty = source[stop - 1] === '/';
    const inside = isEmpty ? stop - 1 : stop;
    let nameEnd = tag + 1;
    while (nameEnd < inside && source.charCodeAt(nameEnd) > 32) nameEnd += 1;
    const name = localName(source, tag + 1, nameEnd);
    listener.open?.(name, source.slice(nameEnd, inside));
    if (isEmpty) listener.close?.(name);
  }
}

/** Position of the tag's `>`; one inside quotes does not end it. */
function endOfTag(source: string, from: number): number {
  let stop = source.indexOf('>', from);
  while (stop >= 0 && !isBalanced(source, from, stop)) stop = source.indexOf('>', stop + 1);
  return stop;
}

/** Whether every quote opened between the two positions is closed there. */
function isBalanced(source: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const character = source.charCodeAt(at);
    if (character !== DOUBLE_QUOTE && character !== SINGLE_QUOTE) continue;
    at = source.indexOf(character === DOUBLE_QUOTE ? '"' : "'", at + 1);
    if (at < 0 || at >= to) return false;
  }
  return true;
}
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

function localName(source: string, from: number, to: number): string {
  const name = source.slice(from, to).trimEnd();
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Value of an attribute in the text of a tag; undefined without. The name is given with its prefix, if any. */
export function attributeOf(attributes: string, name: string): string | undefined {
  let at = attributes.indexOf(`${name}=`);
  while (at > 0 && attributes.charCodeAt(at - 1) > 32) at = attributes.indexOf(`${name}=`, at + 1);
  if (at < 0) return undefined;
  const start = at + name.length + 1;
  const quote = attributes[start];
  const stop = attributes.indexOf(quote, start + 1);
  return stop < 0 ? undefined : resolveEntities(attributes.slice(start + 1, stop));
}

const ENTITIES: ReadonlyMap<string, string> = new Map([['lt', '<'], ['gt', '>'], ['amp', '&'], ['quot', '"'], ['apos', "'"]]); // prettier-ignore

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES.get(name) ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
