import type { ChainPositions } from '@lianghuan/contracts';
import { Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { requireEnterprise } from '../contact/require-enterprise.js';

/** Where an enterprise stands in the industry chains, as the last refresh found or a person said. */
@Injectable()
export class ChainPositionService {
  constructor(private readonly database: Database) {}

  /** The nearest node first. @throws {AppError} ENTERPRISE_NOT_FOUND */
  ofEnterprise(enterpriseId: string): Promise<ChainPositions> {
    return this.database.transaction(async (tx) => {
      await requireEnterprise(tx, this.database.actor, enterpriseId);
      const items = (await tx.query(
        `SELECT n.id AS "nodeId", n.name AS "nodeName", c.id AS "chainId", c.name AS "chainName", l.origin
         FROM chain_link l JOIN chain_node n ON n.id = l.node_id JOIN industry_chain c ON c.id = n.chain_id
         WHERE l.subject_kind = 'enterprise' AND l.subject_id = $1 AND n.archived_at IS NULL AND c.archived_at IS NULL
         ORDER BY l.strength DESC, c.name, n.name`,
        [enterpriseId],
      )) as ChainPositions['items'];
      return { items };
    });
  }
}
