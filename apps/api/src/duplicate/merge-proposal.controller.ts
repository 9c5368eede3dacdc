import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AgreeToMerge,
  HeldDoubleList,
  HeldDoubleQuery,
  MergePreview,
  MergeProposalPage,
  MergeProposalQuery,
  MergeProposalView,
  ProposedMergePlan,
  ProposeMerge,
  ReasonBody,
} from '@lianghuan/contracts';
import { MergeProposalService } from '@lianghuan/crm';
import { RequirePermission, SignedIn } from '@lianghuan/platform';

/** 合并提议. Each register asks for its own permission, and each step for its own part, so the service does. */
@ApiTags('duplicates')
@Controller('merge-proposals')
export class MergeProposalController {
  constructor(private readonly proposals: MergeProposalService) {}

  @Get()
  @SignedIn()
  @SerializeOptions({ schema: MergeProposalPage })
  @ApiOkResponse({ standardSchema: MergeProposalPage })
  list(@Query({ schema: MergeProposalQuery }) query: MergeProposalQuery) {
    return this.proposals.list(query);
  }

  /** What others follow and may be the same as an enterprise of one's own; logged like a look-up. */
  @Get('held-doubles')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: HeldDoubleList.element }) // applied to each of a list
  @ApiOkResponse({ standardSchema: HeldDoubleList })
  heldDoubles(@Query({ schema: HeldDoubleQuery }) { enterpriseId }: HeldDoubleQuery) {
    return this.proposals.heldDoubles(enterpriseId);
  }

  @Post()
  @SignedIn()
  @SerializeOptions({ schema: MergeProposalView })
  @ApiCreatedResponse({ standardSchema: MergeProposalView })
  propose(@Body({ schema: ProposeMerge }) wanted: ProposeMerge) {
    return this.proposals.propose(wanted);
  }

  @Get(':id')
  @SignedIn()
  @SerializeOptions({ schema: MergeProposalView })
  @ApiOkResponse({ standardSchema: MergeProposalView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.proposals.get(id);
  }

  @Post(':id/preview')
  @HttpCode(200)
  @SignedIn()
  @SerializeOptions({ schema: MergePreview })
  @ApiOkResponse({ standardSchema: MergePreview })
  preview(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ProposedMergePlan }) plan: ProposedMergePlan) {
    return this.proposals.preview(id, plan);
  }

  @Post(':id/agree')
  @SignedIn()
  @SerializeOptions({ schema: MergeProposalView })
  @ApiCreatedResponse({ standardSchema: MergeProposalView })
  agree(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AgreeToMerge }) wanted: AgreeToMerge) {
    return this.proposals.agree(id, wanted);
  }

  @Post(':id/decline')
  @SignedIn()
  @SerializeOptions({ schema: MergeProposalView })
  @ApiCreatedResponse({ standardSchema: MergeProposalView })
  decline(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.proposals.decline(id, reason);
  }

  @Post(':id/withdraw')
  @SignedIn()
  @SerializeOptions({ schema: MergeProposalView })
  @ApiCreatedResponse({ standardSchema: MergeProposalView })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.proposals.withdraw(id, reason);
  }

  @Post(':id/undo')
  @SignedIn()
  @SerializeOptions({ schema: MergeProposalView })
  @ApiCreatedResponse({ standardSchema: MergeProposalView })
  undo(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.proposals.undo(id, reason);
  }
}
