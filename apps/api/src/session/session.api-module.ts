import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UserModule } from '@lianghuan/crm';
import { UserController } from '../user/user.controller.js';
import { SessionController } from './session.controller.js';
import { SessionGuard } from './session.guard.js';

@Module({
  imports: [UserModule],
  controllers: [SessionController, UserController],
  providers: [{ provide: APP_GUARD, useClass: SessionGuard }],
})
export class SessionApiModule {}
