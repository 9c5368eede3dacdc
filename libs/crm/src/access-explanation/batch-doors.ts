import { Injectable } from '@nestjs/common';
import { BulkEditService } from '../bulk-edit/bulk-edit.service.js';
import { ConnectorRunService } from '../connector/connector-run.service.js';
import { ExportService } from '../transfer/export.service.js';
import { ImportService } from '../transfer/import.service.js';
import { type AccessDoors, canAny, known, minuteOf, NOBODYS } from './access-door.js';

/** What writes or takes out many rows at once. */
@Injectable()
export class BatchDoors {
  readonly doors: AccessDoors;

  constructor(imports: ImportService, exports: ExportService, edits: BulkEditService, runs: ConnectorRunService) {
    this.doors = {
      import_batch: {
        ...NOBODYS,
        read: 'import.create',
        change: ['import.create'],
        from: 'import_batch t',
        name: 't.file_name',
        areaCodes: known('t.area_code'),
        personId: 't.created_by_id',
        open: async (id) => canAny((await imports.get(id)).can),
      },
      export_record: {
        ...NOBODYS,
        read: 'export.create',
        change: ['export.create'],
        from: 'export_record t',
        name: `coalesce(t.file_name, ${minuteOf('t.requested_at')})`,
        personId: 't.requested_by_id',
        // What was taken out stays as it was taken out.
        open: async (id) => {
          await exports.get(id);
          return false;
        },
      },
      bulk_edit: {
        read: null,
        change: [],
        from: 'bulk_edit t LEFT JOIN change_batch b ON b.id = t.id',
        name: `concat_ws(' ', ${minuteOf('t.created_at')}, t.reason)`,
        areaCodes: known('b.area_code'),
        unitIds: NOBODYS.unitIds,
        personId: 't.created_by_id',
        open: async (id) => canAny((await edits.get(id)).can),
      },
      connector_run: {
        ...NOBODYS,
        read: 'connector.read',
        change: [],
        from: 'connector_run t JOIN connector c ON c.id = t.connector_id',
        name: `concat_ws(' ', c.name, ${minuteOf('t.requested_at')})`,
        personId: 't.responsible_id',
        open: async (id) => {
          const { cancel, undo } = (await runs.get(id)).can;
          return cancel || undo;
        },
      },
    };
  }
}
