import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res, SerializeOptions } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChangePassword, Me, SignIn } from '@lianghuan/contracts';
import { SessionService, UserService } from '@lianghuan/crm';
import { AppError, CONFIG, type Config, Public, WithInitialPassword } from '@lianghuan/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TrustedProxies } from './client-address.js';
import { SESSION_COOKIE } from './session-cookie.js';

@ApiTags('session')
@Controller('session')
export class SessionController {
  readonly #proxies: TrustedProxies;

  constructor(
    private readonly sessions: SessionService,
    private readonly users: UserService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#proxies = new TrustedProxies(config.trustedProxies);
  }

  @Post()
  @HttpCode(200)
  @Public()
  @SerializeOptions({ schema: Me })
  @ApiOkResponse({ standardSchema: Me })
  async signIn(
    @Body({ schema: SignIn }) { username, password }: SignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { token, me } = await this.sessions.signIn(username, password, this.#proxies.clientOf(request.ip));
    reply.setCookie(SESSION_COOKIE, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.config.cookieSecure,
      expires: new Date(me.expiresAt),
    });
    return me;
  }

  @Get()
  @WithInitialPassword()
  @SerializeOptions({ schema: Me })
  @ApiOkResponse({ standardSchema: Me })
  async current(@Req() request: FastifyRequest): Promise<Me> {
    const session = await this.sessions.find(request.cookies[SESSION_COOKIE] ?? '');
    if (session === undefined) throw new AppError('SESSION_EXPIRED');
    return session.me;
  }

  /** Sets an own password; other sessions of the user end. */
  @Post('password')
  @HttpCode(204)
  @WithInitialPassword()
  @ApiNoContentResponse()
  changePassword(
    @Body({ schema: ChangePassword }) input: ChangePassword,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.users.changePassword(input, request.cookies[SESSION_COOKIE] ?? '');
  }

  @Delete()
  @HttpCode(204)
  @WithInitialPassword()
  @ApiNoContentResponse()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.signOut(request.cookies[SESSION_COOKIE] ?? '');
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
  }
}
