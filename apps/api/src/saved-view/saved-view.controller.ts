import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CreateSavedView,
  SavedViewList,
  SavedViewQuery,
  SavedViewView,
  SetDefaultView,
  UpdateSavedView,
} from '@lianghuan/contracts';
import { SavedViewService } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';

/** 视图. Each list asks for its own permission, so the service does. */
@ApiTags('saved-views')
@Controller('saved-views')
@SignedIn()
export class SavedViewController {
  constructor(private readonly views: SavedViewService) {}

  @Get()
  @SerializeOptions({ schema: SavedViewList })
  @ApiOkResponse({ standardSchema: SavedViewList })
  list(@Query({ schema: SavedViewQuery }) { list }: SavedViewQuery) {
    return this.views.list(list);
  }

  @Post()
  @SerializeOptions({ schema: SavedViewView })
  @ApiCreatedResponse({ standardSchema: SavedViewView })
  create(@Body({ schema: CreateSavedView }) input: CreateSavedView) {
    return this.views.create(input);
  }

  @Patch(':id')
  @SerializeOptions({ schema: SavedViewView })
  @ApiOkResponse({ standardSchema: SavedViewView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateSavedView }) changes: UpdateSavedView) {
    return this.views.update(id, changes);
  }

  @Post(':id/withdraw')
  @SerializeOptions({ schema: SavedViewView })
  @ApiCreatedResponse({ standardSchema: SavedViewView })
  withdraw(@Param('id', ParseUUIDPipe) id: string) {
    return this.views.withdraw(id);
  }

  @Post(':id/default')
  @SerializeOptions({ schema: SavedViewView })
  @ApiCreatedResponse({ standardSchema: SavedViewView })
  setDefault(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: SetDefaultView }) { isDefault }: SetDefaultView) {
    return this.views.setDefault(id, isDefault);
  }
}
