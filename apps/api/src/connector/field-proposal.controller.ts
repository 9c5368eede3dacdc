import { Body, Controller, Get, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  DecideFieldProposals,
  FieldProposalDecisions,
  FieldProposalPage,
  FieldProposalQuery,
} from '@lianghuan/contracts';
import { FieldProposalService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

/** 待定值: what vendors say against what people wrote. */
@ApiTags('connectors')
@Controller('field-proposals')
@RequirePermission('enterprise.update')
export class FieldProposalController {
  constructor(private readonly proposals: FieldProposalService) {}

  @Get()
  @SerializeOptions({ schema: FieldProposalPage })
  @ApiOkResponse({ standardSchema: FieldProposalPage })
  list(@Query({ schema: FieldProposalQuery }) query: FieldProposalQuery) {
    return this.proposals.list(query);
  }

  @Post('decide')
  @SerializeOptions({ schema: FieldProposalDecisions })
  @ApiCreatedResponse({ standardSchema: FieldProposalDecisions })
  decide(@Body({ schema: DecideFieldProposals }) input: DecideFieldProposals) {
    return this.proposals.decide(input);
  }
}
