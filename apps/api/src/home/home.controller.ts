import { Controller, Get, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { HomeView } from '@lianghuan/contracts';
import { HomeService } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';

@ApiTags('home')
@Controller('home')
export class HomeController {
  constructor(private readonly service: HomeService) {}

  @Get()
  @SignedIn()
  @SerializeOptions({ schema: HomeView })
  @ApiOkResponse({ standardSchema: HomeView })
  home() {
    return this.service.home();
  }
}
