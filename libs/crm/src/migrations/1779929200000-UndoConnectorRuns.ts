import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As in CreateConnectors: what the system does for everybody. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('connector.read')) = 'city')`;
/** Who looks after all connectors, who answers for one, and his colleagues who may see connectors: the unit's data does not hang on one person. */
const SEES = `((SELECT access.reach('connector.read')) = 'city' OR responsible_id = (SELECT access.actor_id())
  OR ((SELECT access.reach('connector.read')) IS NOT NULL AND responsible_id IN (
    SELECT u.id FROM app_user u WHERE u.organisation_id = (SELECT access.organisation_id()))))`;
const UNDOES = `(SELECT access.reach('connector.undo')) IS NOT NULL`;
const RUN_SEEN = (id: string) => `${id} IN (SELECT r.id FROM connector_run r)`;

/**
 * A run of a connector is taken back by whoever holds 撤销 for it (connector.undo: the unit of who answers for it, the city's managers), and
 * with it the 待定值 people accepted: accepting one is a change of the run's batch.
 */
export class UndoConnectorRuns1779929200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER POLICY connector_read ON connector USING (${SEES});
      ALTER POLICY connector_run_read ON connector_run USING (${SEES});
      ALTER POLICY connector_run_change ON connector_run USING (
        responsible_id = (SELECT access.actor_id()) OR (SELECT access.reach('connector.manage')) = 'city' OR ${IS_SYSTEM}
        OR (${UNDOES} AND ${SEES}));
      CREATE POLICY connector_delivery_undo ON connector_delivery FOR UPDATE
        USING (${UNDOES} AND ${RUN_SEEN('run_id')}) WITH CHECK (is_undone);
      -- The batch of a run has the id of the run.
      CREATE POLICY connector_batch_read ON change_batch FOR SELECT USING (kind = 'connector' AND ${UNDOES} AND ${RUN_SEEN('change_batch.id')});
      -- Who decides on a proposal journals the change it makes, and nothing else of the batch.
      CREATE POLICY proposal_accepted ON change_entry USING (
        (SELECT access.reach('enterprise.update')) IS NOT NULL
        AND EXISTS (SELECT FROM field_proposal p WHERE p.run_id = change_entry.batch_id AND p.enterprise_id = change_entry.row_id));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
