import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CreateSurveyCampaign,
  ExtendSurveyCampaign,
  MoveSurveyCampaign,
  SurveyCampaignPage,
  SurveyCampaignQuery,
  SurveyCampaignView,
  SurveyLeadList,
  SurveyMatrix,
  SurveyStepList,
  SurveyStepView,
  UpdateSurveyCampaign,
} from '@lianghuan/contracts';
import { SurveyCampaignService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

/** 普查批次. */
@ApiTags('surveys')
@Controller('survey-campaigns')
export class SurveyController {
  constructor(private readonly campaigns: SurveyCampaignService) {}

  @Get()
  @RequirePermission('survey.read')
  @SerializeOptions({ schema: SurveyCampaignPage })
  @ApiOkResponse({ standardSchema: SurveyCampaignPage })
  list(@Query({ schema: SurveyCampaignQuery }) query: SurveyCampaignQuery) {
    return this.campaigns.list(query);
  }

  @Get('lead-units')
  @RequirePermission('survey.manage')
  @SerializeOptions({ schema: SurveyLeadList.element })
  @ApiOkResponse({ standardSchema: SurveyLeadList })
  leadUnits() {
    return this.campaigns.leadUnits();
  }

  @Post()
  @RequirePermission('survey.manage')
  @SerializeOptions({ schema: SurveyCampaignView })
  @ApiCreatedResponse({ standardSchema: SurveyCampaignView })
  create(@Body({ schema: CreateSurveyCampaign }) input: CreateSurveyCampaign) {
    return this.campaigns.create(input);
  }

  @Get(':id')
  @RequirePermission('survey.read')
  @SerializeOptions({ schema: SurveyCampaignView })
  @ApiOkResponse({ standardSchema: SurveyCampaignView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.campaigns.get(id);
  }

  @Get(':id/matrix')
  @RequirePermission('survey.read')
  @SerializeOptions({ schema: SurveyMatrix })
  @ApiOkResponse({ standardSchema: SurveyMatrix })
  matrix(@Param('id', ParseUUIDPipe) id: string) {
    return this.campaigns.matrix(id);
  }

  @Get(':id/steps')
  @RequirePermission('survey.read')
  @SerializeOptions({ schema: SurveyStepView })
  @ApiOkResponse({ standardSchema: SurveyStepList })
  steps(@Param('id', ParseUUIDPipe) id: string) {
    return this.campaigns.steps(id);
  }

  @Patch(':id')
  @RequirePermission('survey.manage')
  @SerializeOptions({ schema: SurveyCampaignView })
  @ApiOkResponse({ standardSchema: SurveyCampaignView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateSurveyCampaign }) input: UpdateSurveyCampaign) {
    return this.campaigns.update(id, input);
  }

  @Post(':id/move')
  @RequirePermission('survey.manage')
  @SerializeOptions({ schema: SurveyCampaignView })
  @ApiCreatedResponse({ standardSchema: SurveyCampaignView })
  move(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: MoveSurveyCampaign }) input: MoveSurveyCampaign) {
    return this.campaigns.move(id, input);
  }

  @Post(':id/extend')
  @RequirePermission('survey.manage')
  @SerializeOptions({ schema: SurveyCampaignView })
  @ApiCreatedResponse({ standardSchema: SurveyCampaignView })
  extend(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ExtendSurveyCampaign }) input: ExtendSurveyCampaign) {
    return this.campaigns.extend(id, input);
  }

  @Post(':id/resurvey')
  @RequirePermission('survey.manage')
  @SerializeOptions({ schema: SurveyCampaignView })
  @ApiCreatedResponse({ standardSchema: SurveyCampaignView })
  resurvey(@Param('id', ParseUUIDPipe) id: string) {
    return this.campaigns.resurvey(id);
  }
}
