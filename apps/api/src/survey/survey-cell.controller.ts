import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AssignSurveyCell,
  ClaimSurveyNone,
  ReturnSurveyCell,
  SubmitSurveyCell,
  SurveyCellDetail,
  SurveyCellPage,
  SurveyCellQuery,
  VerifySurveyCell,
} from '@lianghuan/contracts';
import { SurveyCellService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

/** 普查任务. */
@ApiTags('surveys')
@Controller('survey-cells')
export class SurveyCellController {
  constructor(private readonly cells: SurveyCellService) {}

  @Get()
  @RequirePermission('survey.read')
  @SerializeOptions({ schema: SurveyCellPage })
  @ApiOkResponse({ standardSchema: SurveyCellPage })
  list(@Query({ schema: SurveyCellQuery }) query: SurveyCellQuery) {
    return this.cells.list(query);
  }

  @Get(':id')
  @RequirePermission('survey.read')
  @SerializeOptions({ schema: SurveyCellDetail })
  @ApiOkResponse({ standardSchema: SurveyCellDetail })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.cells.get(id);
  }

  @Post(':id/submit')
  @RequirePermission('survey.fill')
  @SerializeOptions({ schema: SurveyCellDetail })
  @ApiCreatedResponse({ standardSchema: SurveyCellDetail })
  submit(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: SubmitSurveyCell }) input: SubmitSurveyCell) {
    return this.cells.submit(id, input);
  }

  @Post(':id/claim-none')
  @RequirePermission('survey.fill')
  @SerializeOptions({ schema: SurveyCellDetail })
  @ApiCreatedResponse({ standardSchema: SurveyCellDetail })
  claimNone(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ClaimSurveyNone }) input: ClaimSurveyNone) {
    return this.cells.claimNone(id, input);
  }

  @Post(':id/withdraw')
  @RequirePermission('survey.fill')
  @SerializeOptions({ schema: SurveyCellDetail })
  @ApiCreatedResponse({ standardSchema: SurveyCellDetail })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReturnSurveyCell }) input: ReturnSurveyCell) {
    return this.cells.withdraw(id, input);
  }

  @Post(':id/assign')
  @RequirePermission('survey.fill')
  @SerializeOptions({ schema: SurveyCellDetail })
  @ApiCreatedResponse({ standardSchema: SurveyCellDetail })
  assign(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AssignSurveyCell }) input: AssignSurveyCell) {
    return this.cells.assign(id, input);
  }

  @Post(':id/verify')
  @RequirePermission('survey.verify')
  @SerializeOptions({ schema: SurveyCellDetail })
  @ApiCreatedResponse({ standardSchema: SurveyCellDetail })
  verify(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: VerifySurveyCell }) input: VerifySurveyCell) {
    return this.cells.verify(id, input);
  }

  @Post(':id/return')
  @RequirePermission('survey.verify')
  @SerializeOptions({ schema: SurveyCellDetail })
  @ApiCreatedResponse({ standardSchema: SurveyCellDetail })
  return(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReturnSurveyCell }) input: ReturnSurveyCell) {
    return this.cells.return(id, input);
  }
}
