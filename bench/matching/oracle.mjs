/**
 * BM25 of every text, written down from the formula over plain arrays; shares no line with the library but the hash that
 * orders ties. Terms are added from the most frequent on, as float64 sums depend on the order.
 */
import { hashId } from '../../libs/matching/dist/ranking/hash.js';

const K1 = 1.2;
const B = 0.75;

export function createOracle(texts) {
  const postings = new Map();
  const lengths = Float64Array.from(texts, (text, position) => {
    const tokens = text.split(' ');
    const counts = new Map();
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const [token, count] of counts) {
      let list = postings.get(token);
      if (!list) postings.set(token, (list = { positions: [], counts: [] }));
      list.positions.push(position);
      list.counts.push(count);
    }
    return tokens.length;
  });
  const mean = lengths.reduce((sum, length) => sum + length, 0) / texts.length;
  const scores = new Float64Array(texts.length);
  return (query, top) => {
    scores.fill(0);
    const terms = query
      .filter((token) => postings.has(token))
      .map((token) => ({ token, df: postings.get(token).positions.length }))
      .sort((a, b) => b.df - a.df || (a.token < b.token ? -1 : 1));
    for (const { token, df } of terms) {
      const { positions, counts } = postings.get(token);
      const idf = Math.log(1 + (texts.length - df + 0.5) / (df + 0.5));
      for (let i = 0; i < positions.length; i++) {
        const slope = K1 * (1 - B) + ((K1 * B) / mean) * lengths[positions[i]];
        scores[positions[i]] += idf * ((counts[i] * (K1 + 1)) / (counts[i] + slope));
      }
    }
    const order = (a, b) => scores[b] - scores[a] || hashId(`E${a}`) - hashId(`E${b}`) || (`E${a}` < `E${b}` ? -1 : 1);
    let found = [];
    let threshold = 0;
    for (let position = 0; position < scores.length; position++) {
      if (scores[position] === 0 || scores[position] < threshold) continue;
      found.push(position);
      if (found.length < 50 * top) continue;
      found = found.sort(order).slice(0, top);
      threshold = scores[found[top - 1]];
    }
    return found.sort(order).slice(0, top);
  };
}
