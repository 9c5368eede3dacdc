import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Permission } from '@lianghuan/contracts';
import { SessionService } from '@lianghuan/crm';
import { AppError, findContext, may, REQUIRED_PERMISSION } from '@lianghuan/platform';
import type { FastifyRequest } from 'fastify';
import { SESSION_COOKIE } from './session-cookie.js';

/** Finds out who asks and whether the method is open to them. A method that names no permission answers nobody. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const required = this.reflector.getAllAndOverride<
      Permission | 'public' | 'signed-in' | 'initial-password' | undefined
    >(REQUIRED_PERMISSION, [context.getHandler(), context.getClass()]);
    if (required === 'public') return true;
    const token = context.switchToHttp().getRequest<FastifyRequest>().cookies[SESSION_COOKIE];
    if (token === undefined) throw new AppError('UNAUTHENTICATED');
    const session = await this.sessions.find(token);
    if (session === undefined) throw new AppError('SESSION_EXPIRED');
    const request = findContext();
    if (request === undefined) throw new AppError('UNAUTHENTICATED');
    request.actor = session.actor;
    if (required === 'initial-password') return true;
    if (session.me.mustChangePassword) throw new AppError('PASSWORD_CHANGE_REQUIRED');
    if (required === undefined || (required !== 'signed-in' && !may(session.actor, required))) {
      throw new AppError('FORBIDDEN', { permission: required ?? 'none' });
    }
    return true;
  }
}
