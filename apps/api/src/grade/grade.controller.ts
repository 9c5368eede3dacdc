import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ArrivalPage,
  ArrivalQuery,
  CreateGradeRuleSet,
  FiguresQuery,
  GradePreviewPage,
  GradePreviewQuery,
  GradeRuleSets,
  GradeRuleSetView,
  ReasonBody,
  StrongEnterpriseFigures,
} from '@lianghuan/contracts';
import { GradeRuleService, StrongArrivalService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('grades')
@Controller()
export class GradeController {
  constructor(
    private readonly rules: GradeRuleService,
    private readonly arrivals: StrongArrivalService,
  ) {}

  @Get('grade-rule-sets')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: GradeRuleSets })
  @ApiOkResponse({ standardSchema: GradeRuleSets })
  list() {
    return this.rules.list();
  }

  @Post('grade-rule-sets')
  @RequirePermission('grade.manage')
  @SerializeOptions({ schema: GradeRuleSetView })
  @ApiCreatedResponse({ standardSchema: GradeRuleSetView })
  create(@Body({ schema: CreateGradeRuleSet }) input: CreateGradeRuleSet) {
    return this.rules.create(input);
  }

  @Get('grade-rule-sets/:id/preview')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: GradePreviewPage })
  @ApiOkResponse({ standardSchema: GradePreviewPage })
  preview(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: GradePreviewQuery }) query: GradePreviewQuery) {
    return this.rules.preview(id, query);
  }

  @Post('grade-rule-sets/:id/evaluate')
  @RequirePermission('grade.manage')
  @SerializeOptions({ schema: GradeRuleSetView })
  @ApiCreatedResponse({ standardSchema: GradeRuleSetView })
  evaluate(@Param('id', ParseUUIDPipe) id: string) {
    return this.rules.evaluate(id);
  }

  @Post('grade-rule-sets/:id/put-in-force')
  @RequirePermission('grade.manage')
  @SerializeOptions({ schema: GradeRuleSetView })
  @ApiCreatedResponse({ standardSchema: GradeRuleSetView })
  putInForce(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.rules.putInForce(id, reason);
  }

  @Get('strong-enterprises/figures')
  @RequirePermission('lead.read')
  @SerializeOptions({ schema: StrongEnterpriseFigures })
  @ApiOkResponse({ standardSchema: StrongEnterpriseFigures })
  figures(@Query({ schema: FiguresQuery }) { year }: FiguresQuery) {
    return this.arrivals.figures(year);
  }

  @Get('strong-enterprises')
  @RequirePermission('lead.read')
  @SerializeOptions({ schema: ArrivalPage })
  @ApiOkResponse({ standardSchema: ArrivalPage })
  arrivalList(@Query({ schema: ArrivalQuery }) query: ArrivalQuery) {
    return this.arrivals.list(query);
  }
}
