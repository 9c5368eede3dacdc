import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CreateRecognition,
  DecidedGradings,
  DecideGradings,
  EnterpriseGradeView,
  GradingPage,
  GradingQuery,
  ProposeGrade,
  ReasonBody,
} from '@lianghuan/contracts';
import { GradingService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('grades')
@Controller()
export class GradingController {
  constructor(private readonly gradings: GradingService) {}

  @Get('gradings')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: GradingPage })
  @ApiOkResponse({ standardSchema: GradingPage })
  list(@Query({ schema: GradingQuery }) query: GradingQuery) {
    return this.gradings.list(query);
  }

  @Post('gradings/decide')
  @RequirePermission('grade.approve')
  @SerializeOptions({ schema: DecidedGradings })
  @ApiCreatedResponse({ standardSchema: DecidedGradings })
  decide(@Body({ schema: DecideGradings }) input: DecideGradings) {
    return this.gradings.decide(input);
  }

  @Post('gradings/:id/withdraw')
  @RequirePermission('enterprise.update')
  @HttpCode(204)
  @ApiNoContentResponse()
  withdraw(@Param('id', ParseUUIDPipe) id: string) {
    return this.gradings.withdraw(id);
  }

  @Get('enterprises/:id/grade')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: EnterpriseGradeView })
  @ApiOkResponse({ standardSchema: EnterpriseGradeView })
  ofEnterprise(@Param('id', ParseUUIDPipe) id: string) {
    return this.gradings.ofEnterprise(id);
  }

  @Post('enterprises/:id/gradings')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: EnterpriseGradeView })
  @ApiCreatedResponse({ standardSchema: EnterpriseGradeView })
  propose(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ProposeGrade }) input: ProposeGrade) {
    return this.gradings.propose(id, input);
  }

  @Post('enterprises/:id/recognitions')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: EnterpriseGradeView })
  @ApiCreatedResponse({ standardSchema: EnterpriseGradeView })
  recognize(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: CreateRecognition }) input: CreateRecognition) {
    return this.gradings.recognize(id, input);
  }

  @Post('recognitions/:id/withdraw')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: EnterpriseGradeView })
  @ApiCreatedResponse({ standardSchema: EnterpriseGradeView })
  withdrawRecognition(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.gradings.withdrawRecognition(id, reason);
  }
}
