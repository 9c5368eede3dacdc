import { Global, Module } from '@nestjs/common';
import { Clock, Database } from '@lianghuan/platform';
import { ReferenceData } from '../reference/reference-data.js';
import { ReferencePicker } from '../reference/reference-picker.js';
import { RecordServices } from './register.js';

/** What every register needs: reference data, the clock and the database. */
@Global()
@Module({
  providers: [
    Clock,
    ReferenceData,
    ReferencePicker,
    {
      provide: RecordServices,
      inject: [Database, ReferenceData, Clock],
      useFactory: (database: Database, reference: ReferenceData, clock: Clock) =>
        new RecordServices(database, reference, clock),
    },
  ],
  exports: [Clock, ReferenceData, ReferencePicker, RecordServices],
})
export class RecordModule {}
