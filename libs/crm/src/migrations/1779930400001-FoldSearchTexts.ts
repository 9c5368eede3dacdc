import { foldText } from '@lianghuan/matching';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['resource', 'market', 'project', 'enterprise', 'need_entry'];

/** Searches fold traditional characters; rows that were stored before are found by the same words. Leads and funds follow by trigger. */
export class FoldSearchTexts1779930400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const folds = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, i) => String.fromCharCode(0x4e00 + i)).flatMap(
      (character) => {
        const folded = foldText(character);
        return folded === character ? [] : [[character, folded] as const];
      },
    );
    const from = folds.map(([character]) => character).join('');
    const to = folds.map(([, folded]) => folded).join('');
    for (const table of TABLES) {
      // Only rows that hold one: a class of characters is looked for fast, translating every text would not be.
      await runner.query(`UPDATE ${table} SET search_text = translate(search_text, $1, $2) WHERE search_text ~ $3`, [
        from,
        to,
        `[${from}]`,
      ]);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
