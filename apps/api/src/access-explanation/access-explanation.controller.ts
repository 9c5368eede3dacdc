import { Controller, Get, Query, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AccessExplanation,
  AccessPeople,
  AccessQuestion,
  AccessRecordQuery,
  AccessRecords,
} from '@lianghuan/contracts';
import { AccessExplanationService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('access-explanation')
@Controller('access-explanation')
@RequirePermission('access.explain')
export class AccessExplanationController {
  constructor(private readonly explanations: AccessExplanationService) {}

  @Get()
  @SerializeOptions({ schema: AccessExplanation })
  @ApiOkResponse({ standardSchema: AccessExplanation })
  explain(@Query({ schema: AccessQuestion }) question: AccessQuestion) {
    return this.explanations.explain(question);
  }

  @Get('people')
  @SerializeOptions({ schema: AccessPeople.element })
  @ApiOkResponse({ standardSchema: AccessPeople })
  people() {
    return this.explanations.people();
  }

  @Get('records')
  @SerializeOptions({ schema: AccessRecords.element })
  @ApiOkResponse({ standardSchema: AccessRecords })
  records(@Query({ schema: AccessRecordQuery }) query: AccessRecordQuery) {
    return this.explanations.records(query);
  }
}
