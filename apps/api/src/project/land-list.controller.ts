import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  FreezeLandList,
  LandListDetail,
  LandListDifference,
  LandListDifferenceQuery,
  LandListQuery,
  LandListVersions,
} from '@lianghuan/contracts';
import { LandListService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

/** Versions of the 用地需求清单 (measure 43). */
@ApiTags('projects')
@Controller('land-lists')
export class LandListController {
  constructor(private readonly lists: LandListService) {}

  @Get()
  @RequirePermission('project.read')
  @SerializeOptions({ schema: LandListVersions })
  @ApiOkResponse({ standardSchema: LandListVersions })
  list(@Query({ schema: LandListQuery }) query: LandListQuery) {
    return this.lists.list(query);
  }

  @Post()
  @RequirePermission('project.update')
  @SerializeOptions({ schema: LandListDetail })
  @ApiCreatedResponse({ standardSchema: LandListDetail })
  freeze(@Body({ schema: FreezeLandList }) input: FreezeLandList) {
    return this.lists.freeze(input);
  }

  @Get(':id')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: LandListDetail })
  @ApiOkResponse({ standardSchema: LandListDetail })
  detail(@Param('id', ParseUUIDPipe) id: string) {
    return this.lists.detail(id);
  }

  /** What became of the list from that version to another one, the earlier of the two first, or to now. */
  @Get(':id/difference')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: LandListDifference })
  @ApiOkResponse({ standardSchema: LandListDifference })
  difference(
    @Param('id', ParseUUIDPipe) id: string,
    @Query({ schema: LandListDifferenceQuery }) { to }: LandListDifferenceQuery,
  ) {
    return this.lists.difference(id, to);
  }
}
