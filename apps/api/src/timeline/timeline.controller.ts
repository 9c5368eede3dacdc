import { Controller, Get, Query, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { TimelinePage, TimelineQuery } from '@lianghuan/contracts';
import { TimelineService } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';

@ApiTags('timeline')
@Controller('timeline')
export class TimelineController {
  constructor(private readonly timeline: TimelineService) {}

  /** For whoever may read the record; each part of it under its own rule. */
  @Get()
  @SignedIn()
  @SerializeOptions({ schema: TimelinePage })
  @ApiOkResponse({ standardSchema: TimelinePage })
  list(@Query({ schema: TimelineQuery }) query: TimelineQuery) {
    return this.timeline.list(query);
  }
}
