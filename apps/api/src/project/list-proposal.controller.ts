import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AcceptListProposal,
  ListProposalPage,
  ListProposalQuery,
  ListProposalView,
  ProposeList,
  ReasonBody,
} from '@lianghuan/contracts';
import { ListProposalService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('projects')
@Controller()
export class ListProposalController {
  constructor(private readonly proposals: ListProposalService) {}

  @Get('list-proposals')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: ListProposalPage })
  @ApiOkResponse({ standardSchema: ListProposalPage })
  list(@Query({ schema: ListProposalQuery }) query: ListProposalQuery) {
    return this.proposals.list(query);
  }

  @Post('projects/:id/list-proposals')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ListProposalView })
  @ApiCreatedResponse({ standardSchema: ListProposalView })
  propose(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ProposeList }) input: ProposeList) {
    return this.proposals.propose(id, input);
  }

  @Post('list-proposals/:id/accept')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ListProposalView })
  @ApiCreatedResponse({ standardSchema: ListProposalView })
  accept(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AcceptListProposal }) input: AcceptListProposal) {
    return this.proposals.accept(id, input);
  }

  @Post('list-proposals/:id/decline')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ListProposalView })
  @ApiCreatedResponse({ standardSchema: ListProposalView })
  decline(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.proposals.decline(id, reason);
  }

  @Post('list-proposals/:id/withdraw')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ListProposalView })
  @ApiCreatedResponse({ standardSchema: ListProposalView })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.proposals.withdraw(id, reason);
  }
}
