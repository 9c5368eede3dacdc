import { Module } from '@nestjs/common';
import { SurveyModule } from '@lianghuan/crm';
import { SurveyYearlySchedule } from './survey-yearly.schedule.js';

@Module({ imports: [SurveyModule], providers: [SurveyYearlySchedule] })
export class SurveyWorkerModule {}
