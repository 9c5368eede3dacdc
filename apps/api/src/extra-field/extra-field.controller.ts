import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CreateExtraField,
  ExtraFieldList,
  ExtraFieldView,
  RetireExtraField,
  UpdateExtraField,
} from '@lianghuan/contracts';
import { ExtraFieldService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('extra-fields')
@Controller('extra-fields')
export class ExtraFieldController {
  constructor(private readonly fields: ExtraFieldService) {}

  @Get()
  @RequirePermission('resource.read')
  @SerializeOptions({ schema: ExtraFieldView }) // applied to each of a list
  @ApiOkResponse({ standardSchema: ExtraFieldList })
  list() {
    return this.fields.list();
  }

  @Post()
  @RequirePermission('extra-field.manage')
  @SerializeOptions({ schema: ExtraFieldView })
  @ApiCreatedResponse({ standardSchema: ExtraFieldView })
  create(@Body({ schema: CreateExtraField }) input: CreateExtraField) {
    return this.fields.create(input);
  }

  @Patch(':id')
  @RequirePermission('extra-field.manage')
  @SerializeOptions({ schema: ExtraFieldView })
  @ApiOkResponse({ standardSchema: ExtraFieldView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateExtraField }) changes: UpdateExtraField) {
    return this.fields.update(id, changes);
  }

  @Post(':id/retire')
  @RequirePermission('extra-field.manage')
  @SerializeOptions({ schema: ExtraFieldView })
  @ApiCreatedResponse({ standardSchema: ExtraFieldView })
  retire(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: RetireExtraField }) { reason }: { reason: string }) {
    return this.fields.retire(id, reason);
  }

  @Post(':id/restore')
  @RequirePermission('extra-field.manage')
  @SerializeOptions({ schema: ExtraFieldView })
  @ApiCreatedResponse({ standardSchema: ExtraFieldView })
  restore(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: RetireExtraField }) { reason }: { reason: string }) {
    return this.fields.restore(id, reason);
  }
}
