import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CreateUser, OrganisationView, ReasonBody, ResetPassword, UpdateUser, UserView } from '@lianghuan/contracts';
import { UserService } from '@lianghuan/crm';
import { RequirePermission, SignedIn } from '@lianghuan/platform';
import { z } from 'zod';

const Users = z.array(UserView);
const Organisations = z.array(OrganisationView);

@ApiTags('users')
@Controller()
export class UserController {
  constructor(private readonly users: UserService) {}

  @Get('users')
  @RequirePermission('user.read')
  @SerializeOptions({ schema: UserView })
  @ApiOkResponse({ standardSchema: Users })
  list() {
    return this.users.list();
  }

  /** Names of units are no secret: sharing a lead picks from them. */
  @Get('organisations')
  @SignedIn()
  @SerializeOptions({ schema: OrganisationView })
  @ApiOkResponse({ standardSchema: Organisations })
  organisations() {
    return this.users.organisations();
  }

  @Post('users')
  @RequirePermission('user.manage')
  @SerializeOptions({ schema: UserView })
  @ApiCreatedResponse({ standardSchema: UserView })
  create(@Body({ schema: CreateUser }) input: CreateUser) {
    return this.users.create(input, { mustChangePassword: true });
  }

  @Patch('users/:id')
  @RequirePermission('user.manage')
  @SerializeOptions({ schema: UserView })
  @ApiOkResponse({ standardSchema: UserView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateUser }) input: UpdateUser) {
    return this.users.update(id, input);
  }

  @Post('users/:id/reset-password')
  @RequirePermission('user.manage')
  @SerializeOptions({ schema: UserView })
  @ApiCreatedResponse({ standardSchema: UserView })
  resetPassword(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ResetPassword }) input: ResetPassword) {
    return this.users.resetPassword(id, input);
  }

  @Post('users/:id/disable')
  @RequirePermission('user.manage')
  @SerializeOptions({ schema: UserView })
  @ApiCreatedResponse({ standardSchema: UserView })
  disable(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.users.setDisabled(id, true, reason);
  }

  @Post('users/:id/enable')
  @RequirePermission('user.manage')
  @SerializeOptions({ schema: UserView })
  @ApiCreatedResponse({ standardSchema: UserView })
  enable(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.users.setDisabled(id, false, reason);
  }
}
