import { cutText, type MatchedSpan } from './matched-text.js';

const NO_SPANS: readonly MatchedSpan[] = [];

/** A text with the words that met marked. */
export function HighlightedText(props: { readonly text: string; readonly spans: readonly MatchedSpan[] | undefined }) {
  return (
    <>
      {cutText(props.text, props.spans ?? NO_SPANS).map((piece, index) =>
        // Pieces of one text never change their order.
        piece.isMatched ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
      )}
    </>
  );
}
