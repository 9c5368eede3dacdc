import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ArchiveChain,
  ChainAreaQuery,
  ChainDetail,
  ChainGapPage,
  ChainGapQuery,
  ChainList,
  ChainMatrix,
  ChainMemberQuery,
  ChainMembers,
  ChainPlaceView,
  ChainVersionView,
  CreateChain,
  ReviseChain,
} from '@lianghuan/contracts';
import { ChainEditService, IndustryChainService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { z } from 'zod';

const ChainVersions = z.array(ChainVersionView);

@ApiTags('industry-chains')
@Controller('industry-chains')
export class IndustryChainController {
  constructor(
    private readonly chains: IndustryChainService,
    private readonly edits: ChainEditService,
  ) {}

  @Get()
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainList })
  @ApiOkResponse({ standardSchema: ChainList })
  list(@Query({ schema: ChainAreaQuery }) { areaCode }: ChainAreaQuery) {
    return this.chains.list(areaCode);
  }

  @Get('matrix')
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainMatrix })
  @ApiOkResponse({ standardSchema: ChainMatrix })
  matrix() {
    return this.chains.matrix();
  }

  @Get('gaps')
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainGapPage })
  @ApiOkResponse({ standardSchema: ChainGapPage })
  gaps(@Query({ schema: ChainGapQuery }) query: ChainGapQuery) {
    return this.chains.gaps(query);
  }

  @Get('place')
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainPlaceView })
  @ApiOkResponse({ standardSchema: ChainPlaceView })
  place(@Query({ schema: ChainAreaQuery }) { areaCode }: ChainAreaQuery) {
    return this.chains.place(areaCode);
  }

  @Post()
  @RequirePermission('chain.update')
  @SerializeOptions({ schema: ChainDetail })
  @ApiCreatedResponse({ standardSchema: ChainDetail })
  async create(@Body({ schema: CreateChain }) input: CreateChain) {
    return this.chains.get(await this.edits.create(input));
  }

  @Get(':id')
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainDetail })
  @ApiOkResponse({ standardSchema: ChainDetail })
  get(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ChainAreaQuery }) { areaCode }: ChainAreaQuery) {
    return this.chains.get(id, areaCode);
  }

  @Get(':id/versions')
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainVersionView }) // applied to each of a list
  @ApiOkResponse({ standardSchema: ChainVersions })
  versions(@Param('id', ParseUUIDPipe) id: string) {
    return this.chains.versions(id);
  }

  @Get(':id/members')
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainMembers })
  @ApiOkResponse({ standardSchema: ChainMembers })
  members(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ChainMemberQuery }) { areaCode }: ChainMemberQuery) {
    return this.chains.members(id, areaCode);
  }

  @Patch(':id')
  @RequirePermission('chain.update')
  @SerializeOptions({ schema: ChainDetail })
  @ApiOkResponse({ standardSchema: ChainDetail })
  async revise(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReviseChain }) input: ReviseChain) {
    await this.edits.revise(id, input);
    return this.chains.get(id);
  }

  @Post(':id/archive')
  @RequirePermission('chain.update')
  @SerializeOptions({ schema: ChainDetail })
  @ApiCreatedResponse({ standardSchema: ChainDetail })
  async archive(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ArchiveChain }) input: ArchiveChain) {
    await this.edits.archive(id, input);
    return this.chains.get(id);
  }
}
