import { tokenize } from '../normalize/tokens.js';
import { standsAt } from '../normalize/written.js';
import type { Vocabulary } from './vocabulary.js';

/** A token of a word that means the same as a word of a text. */
export interface AliasToken {
  readonly term: string;
  /** Number of the term in the epoch, -1 where the epoch has not seen it. */
  readonly number: number;
  /** The word that is written. */
  readonly aliasOf: string;
}

/** A word of a group. */
interface Member {
  readonly word: string;
  /** Which group, and its place there. */
  readonly group: number;
  readonly rank: number;
  /** Tokens of the other words of the group. */
  readonly others: readonly AliasToken[];
}

/** Folded groups of words of one meaning, found in a text by one pass over it. */
export class AliasIndex {
  /** Members by their first unit. */
  readonly #byFirst = new Map<number, Member[]>();

  constructor(groups: readonly (readonly string[])[], vocabulary: Pick<Vocabulary, 'find'>) {
    groups.forEach((words, group) => {
      words.forEach((word, rank) => {
        const others = words.filter((other) => other !== word).flatMap(tokenize);
        const first = word.charCodeAt(0);
        const members = this.#byFirst.get(first) ?? [];
        members.push({
          word,
          group,
          rank,
          others: others.map(({ term }) => ({ term, number: vocabulary.find(term), aliasOf: word })),
        });
        this.#byFirst.set(first, members);
      });
    });
  }

  /** Tokens of every other member of each group one of whose members is written; of several the first in the group is. */
  in(text: string): AliasToken[] {
    return this.#writtenIn(text).flatMap(({ others }) => others);
  }

  /** The first member that is written of each group that has one, in the order of the groups. */
  #writtenIn(text: string): Member[] {
    const written = new Map<number, Member>();
    for (let at = 0; at < text.length; at++) {
      const members = this.#byFirst.get(text.charCodeAt(at));
      if (!members) continue;
      for (const member of members) {
        const first = written.get(member.group);
        if ((!first || member.rank < first.rank) && standsAt(member.word, text, at)) written.set(member.group, member);
      }
    }
    return [...written.values()].sort((a, b) => a.group - b.group);
  }
}
