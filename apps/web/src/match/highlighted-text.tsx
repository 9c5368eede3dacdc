import { cutText, placesOf, type MatchedSpan } from './matched-text.js';

const NO_SPANS: readonly MatchedSpan[] = [];

const NO_WORDS: readonly string[] = [];

interface HighlightedTextProps {
  readonly text: string;
  readonly spans: readonly MatchedSpan[] | undefined;
  /** Words marked wherever they stand. */
  readonly words?: readonly string[];
}

/** A text with the words that met marked. */
export function HighlightedText({ text, spans = NO_SPANS, words = NO_WORDS }: HighlightedTextProps) {
  return (
    <>
      {cutText(text, [...spans, ...placesOf(text, words)]).map((piece, index) =>
        // Pieces of one text never change their order.
        piece.isMatched ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
      )}
    </>
  );
}
