import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ContactList,
  ContactReveals,
  ContactView,
  CreateContact,
  ReasonBody,
  RevealedContact,
  UpdateContact,
} from '@lianghuan/contracts';
import { ContactService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('contacts')
@Controller()
export class ContactController {
  constructor(private readonly contacts: ContactService) {}

  @Get('enterprises/:id/contacts')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: ContactList })
  @ApiOkResponse({ standardSchema: ContactList })
  list(@Param('id', ParseUUIDPipe) id: string) {
    return this.contacts.list(id);
  }

  @Post('enterprises/:id/contacts')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: ContactView })
  @ApiCreatedResponse({ standardSchema: ContactView })
  add(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: CreateContact }) input: CreateContact) {
    return this.contacts.add(id, input);
  }

  @Get('enterprises/:id/contact-reveals')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: ContactReveals })
  @ApiOkResponse({ standardSchema: ContactReveals })
  reveals(@Param('id', ParseUUIDPipe) id: string) {
    return this.contacts.reveals(id);
  }

  @Patch('contacts/:id')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: ContactView })
  @ApiOkResponse({ standardSchema: ContactView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateContact }) changes: UpdateContact) {
    return this.contacts.update(id, changes);
  }

  /** A POST, because it writes the record of what it shows. */
  @Post('contacts/:id/reveal')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: RevealedContact })
  @ApiCreatedResponse({ standardSchema: RevealedContact })
  reveal(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.contacts.reveal(id, reason);
  }

  @Post('contacts/:id/withdraw')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: ContactView })
  @ApiCreatedResponse({ standardSchema: ContactView })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.contacts.withdraw(id, reason);
  }
}
