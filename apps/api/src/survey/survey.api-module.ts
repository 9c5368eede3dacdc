import { Module } from '@nestjs/common';
import { SurveyModule } from '@lianghuan/crm';
import { SurveyController } from './survey.controller.js';
import { SurveyCellController } from './survey-cell.controller.js';

@Module({ imports: [SurveyModule], controllers: [SurveyController, SurveyCellController] })
export class SurveyApiModule {}
