import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CommitReservation,
  ExtendReservation,
  ReasonBody,
  RequestReservation,
  ReservationPage,
  ReservationQuery,
  ReservationView,
  ReverseReservation,
} from '@lianghuan/contracts';
import { ReservationService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('reservations')
@Controller('reservations')
export class ReservationController {
  constructor(private readonly reservations: ReservationService) {}

  @Get()
  @RequirePermission('reservation.read')
  @SerializeOptions({ schema: ReservationPage })
  @ApiOkResponse({ standardSchema: ReservationPage })
  list(@Query({ schema: ReservationQuery }) query: ReservationQuery) {
    return this.reservations.list(query);
  }

  @Get(':id')
  @RequirePermission('reservation.read')
  @SerializeOptions({ schema: ReservationView })
  @ApiOkResponse({ standardSchema: ReservationView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.reservations.get(id);
  }

  @Post()
  @RequirePermission('reservation.create')
  @SerializeOptions({ schema: ReservationView })
  @ApiCreatedResponse({ standardSchema: ReservationView })
  request(@Body({ schema: RequestReservation }) input: RequestReservation) {
    return this.reservations.request(input);
  }

  @Post(':id/commit')
  @RequirePermission('reservation.commit')
  @SerializeOptions({ schema: ReservationView })
  @ApiCreatedResponse({ standardSchema: ReservationView })
  commit(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: CommitReservation }) input: CommitReservation) {
    return this.reservations.commit(id, input);
  }

  @Post(':id/notice')
  @RequirePermission('reservation.create')
  @SerializeOptions({ schema: ReservationView })
  @ApiCreatedResponse({ standardSchema: ReservationView })
  takeNotice(@Param('id', ParseUUIDPipe) id: string) {
    return this.reservations.takeNotice(id);
  }

  @Post(':id/release')
  @RequirePermission('reservation.read')
  @SerializeOptions({ schema: ReservationView })
  @ApiCreatedResponse({ standardSchema: ReservationView })
  release(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.reservations.release(id, reason);
  }

  @Post(':id/extend')
  @RequirePermission('reservation.create')
  @SerializeOptions({ schema: ReservationView })
  @ApiCreatedResponse({ standardSchema: ReservationView })
  extend(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ExtendReservation }) input: ExtendReservation) {
    return this.reservations.extend(id, input);
  }

  @Post(':id/uphold')
  @RequirePermission('reservation.create')
  @SerializeOptions({ schema: ReservationView })
  @ApiCreatedResponse({ standardSchema: ReservationView })
  uphold(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.reservations.uphold(id, reason);
  }

  @Post(':id/reverse')
  @RequirePermission('reservation.commit')
  @SerializeOptions({ schema: ReservationView })
  @ApiCreatedResponse({ standardSchema: ReservationView })
  reverse(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReverseReservation }) input: ReverseReservation) {
    return this.reservations.reverse(id, input);
  }
}
