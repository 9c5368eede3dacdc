import { Module } from '@nestjs/common';
import { SessionService } from './session.service.js';
import { UserService } from './user.service.js';

@Module({ providers: [SessionService, UserService], exports: [SessionService, UserService] })
export class UserModule {}
