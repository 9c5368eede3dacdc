import { Controller, Get, Query, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AreaView, CodeList, IndustryView, ParkView, RegionView } from '@lianghuan/contracts';
import { ReferenceData, ReferencePicker } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';
import { z } from 'zod';

const Reference = z.object({ areas: z.array(AreaView), parks: z.array(ParkView) });
const PickQuery = z.object({ q: z.string().trim().max(60).optional(), codes: CodeList.optional() });
type PickQuery = z.infer<typeof PickQuery>;
const Industries = z.array(IndustryView);
const Regions = z.array(RegionView);

@ApiTags('reference')
@Controller()
@SignedIn()
export class ReferenceController {
  constructor(
    private readonly reference: ReferenceData,
    private readonly picker: ReferencePicker,
  ) {}

  @Get('reference')
  @SerializeOptions({ schema: Reference })
  @ApiOkResponse({ standardSchema: Reference })
  async all() {
    await this.reference.ready();
    return { areas: this.reference.areas, parks: this.reference.parks };
  }

  @Get('industries')
  @SerializeOptions({ schema: IndustryView })
  @ApiOkResponse({ standardSchema: Industries })
  industries(@Query({ schema: PickQuery }) query: PickQuery) {
    return this.picker.industries(query);
  }

  @Get('regions')
  @SerializeOptions({ schema: RegionView })
  @ApiOkResponse({ standardSchema: Regions })
  regions(@Query({ schema: PickQuery }) query: PickQuery) {
    return this.picker.regions(query);
  }
}
