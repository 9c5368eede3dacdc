import type { AddSuccession, ProjectView } from '@lianghuan/contracts';
import { AppError, Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import { ProjectService } from './project.service.js';

/**
 * 接续关系 (measure 9): which project comes after which. Who writes one of both links them; the other side's county sees it on its project's
 * page. A merge moves the links with their project; an archived project keeps its own.
 */
@Injectable()
export class ProjectSuccessionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly projects: ProjectService,
  ) {}

  /**
   * Says that another project comes before or after one the actor writes.
   * @throws {AppError} PROJECT_NOT_FOUND, SUCCESSION_EXISTS, SUCCESSION_CIRCLE, and what {@link ProjectService.changing} throws
   */
  add(projectId: string, { side, otherId, kind, reason }: AddSuccession): Promise<ProjectView> {
    return this.projects.changing(projectId, reason, async (tx) => {
      const other = await this.projects.loadLocked(tx, otherId);
      if (other.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
      const [predecessorId, successorId] = side === 'predecessor' ? [otherId, projectId] : [projectId, otherId];
      await this.insert(tx, [predecessorId, successorId, kind, reason, this.database.actor.id, this.clock.now()]);
    });
  }

  /** Ends a link of the project; it stays on record. @throws {AppError} SUCCESSION_NOT_FOUND */
  end(projectId: string, id: string, reason: string): Promise<ProjectView> {
    return this.projects.changing(projectId, reason, async (tx) => {
      const ended = await changedRows(
        tx,
        `UPDATE project_succession SET ended_at = $3, ended_by_id = $4, end_reason = $5
         WHERE id = $1 AND $2::uuid IN (predecessor_id, successor_id) AND ended_at IS NULL RETURNING id`,
        [id, projectId, this.clock.now(), this.database.actor.id, reason],
      );
      if (ended === 0) throw new AppError('SUCCESSION_NOT_FOUND', { id });
    });
  }

  private async insert(tx: EntityManager, values: unknown[]): Promise<void> {
    try {
      await tx.query(
        'INSERT INTO project_succession (predecessor_id, successor_id, kind, reason, created_by_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
        values,
      );
    } catch (error) {
      const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
      if (constraint === 'project_succession_circle') throw new AppError('SUCCESSION_CIRCLE', {}, { cause: error });
      if (constraint === 'project_succession_pair') throw new AppError('SUCCESSION_EXISTS', {}, { cause: error });
      throw error;
    }
  }
}
