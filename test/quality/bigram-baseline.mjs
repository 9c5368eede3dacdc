/** The baseline every change is measured against: cosine of character-bigram TF-IDF, project text against main business. */
import { createHash } from 'node:crypto';

const hash = (id) => createHash('sha256').update(id).digest('hex');

function count(text) {
  const counts = new Map();
  const add = (term) => counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const [run] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\u4e00-\u9fff]+|[a-z0-9]+/g)) {
    if (run.charCodeAt(0) < 0x4e00 || run.length === 1) add(run);
    else for (let i = 0; i + 2 <= run.length; i++) add(run.slice(i, i + 2));
  }
  return counts;
}

/** Builds the index; both functions rank all rows of the other side, ties broken by a hash of the id. */
export function bigramBaseline(projects, enterprises) {
  const documents = enterprises.map((row) => ({ id: row.enterprise_id, counts: count(row.main_business) }));
  const frequency = new Map();
  for (const { counts } of documents)
    for (const term of counts.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const unit = (counts) => {
    const vector = new Map();
    let squares = 0;
    for (const [term, n] of counts) {
      const value = (1 + Math.log(n)) * Math.log(1 + documents.length / (1 + (frequency.get(term) ?? 0)));
      vector.set(term, value);
      squares += value * value;
    }
    for (const [term, value] of vector) vector.set(term, value / (Math.sqrt(squares) || 1));
    return vector;
  };
  const enterpriseVectors = documents.map(({ id, counts }) => ({ id, tie: hash(id), vector: unit(counts) }));
  const projectVectors = projects.map((row) => ({
    id: row.project_id,
    tie: hash(row.project_id),
    vector: unit(count(`${row.project_name} ${row.content}`)),
  }));
  const rank = (vector, others) =>
    others
      .map(({ id, tie, vector: other }) => {
        let score = 0;
        const [short, long] = vector.size < other.size ? [vector, other] : [other, vector];
        for (const [term, value] of short) score += value * (long.get(term) ?? 0);
        return { id, tie, score };
      })
      .sort((a, b) => b.score - a.score || (a.tie < b.tie ? -1 : 1))
      .map(({ id }) => id);
  return {
    enterprisesFor: () =>
      new Map(projectVectors.map(({ id, vector }) => [id, rank(vector, enterpriseVectors).slice(0, 200)])),
    projectsFor: (ids) =>
      new Map(
        enterpriseVectors.filter(({ id }) => ids.has(id)).map(({ id, vector }) => [id, rank(vector, projectVectors)]),
      ),
  };
}
