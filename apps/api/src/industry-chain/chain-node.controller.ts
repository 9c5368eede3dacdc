import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChainAreaQuery, ChainNodeDetail, CorrectChainNode, ReasonBody } from '@lianghuan/contracts';
import { ChainEditService, IndustryChainService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('industry-chains')
@Controller('chain-nodes/:id')
export class ChainNodeController {
  constructor(
    private readonly chains: IndustryChainService,
    private readonly edits: ChainEditService,
  ) {}

  @Get()
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainNodeDetail })
  @ApiOkResponse({ standardSchema: ChainNodeDetail })
  get(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ChainAreaQuery }) { areaCode }: ChainAreaQuery) {
    return this.chains.node(id, areaCode);
  }

  @Post('corrections')
  @RequirePermission('chain.update')
  @SerializeOptions({ schema: ChainNodeDetail })
  @ApiCreatedResponse({ standardSchema: ChainNodeDetail })
  async correct(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: CorrectChainNode }) input: CorrectChainNode) {
    await this.edits.correct(id, input);
    return this.chains.node(id);
  }

  @Post('corrections/:correctionId/withdraw')
  @RequirePermission('chain.update')
  @SerializeOptions({ schema: ChainNodeDetail })
  @ApiCreatedResponse({ standardSchema: ChainNodeDetail })
  async withdraw(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('correctionId', ParseUUIDPipe) correctionId: string,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
  ) {
    await this.edits.withdraw(correctionId, reason);
    return this.chains.node(id);
  }
}
