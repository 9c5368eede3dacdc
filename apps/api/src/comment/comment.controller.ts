import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AddComment,
  CommentPage,
  CommentQuery,
  CommentView,
  MentionPage,
  MentionQuery,
  People,
  ReaderQuery,
  ReadMentions,
  UnreadMentions,
  WriteComment,
} from '@lianghuan/contracts';
import { CommentService } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';

/** 评论 and 提到我的. Who may do what is decided by the record a comment is on, which the service asks. */
@ApiTags('comments')
@Controller()
export class CommentController {
  constructor(private readonly comments: CommentService) {}

  @Get('comments')
  @SignedIn()
  @SerializeOptions({ schema: CommentPage })
  @ApiOkResponse({ standardSchema: CommentPage })
  list(@Query({ schema: CommentQuery }) query: CommentQuery) {
    return this.comments.list(query);
  }

  /** People who may be mentioned: those who may read the record. */
  @Get('comments/readers')
  @SignedIn()
  @SerializeOptions({ schema: People })
  @ApiOkResponse({ standardSchema: People })
  readers(@Query({ schema: ReaderQuery }) query: ReaderQuery) {
    return this.comments.readers(query);
  }

  @Post('comments')
  @SignedIn()
  @SerializeOptions({ schema: CommentView })
  @ApiCreatedResponse({ standardSchema: CommentView })
  add(@Body({ schema: AddComment }) input: AddComment) {
    return this.comments.add(input);
  }

  @Patch('comments/:id')
  @SignedIn()
  @SerializeOptions({ schema: CommentView })
  @ApiOkResponse({ standardSchema: CommentView })
  edit(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: WriteComment }) input: WriteComment) {
    return this.comments.edit(id, input);
  }

  @Post('comments/:id/withdraw')
  @SignedIn()
  @SerializeOptions({ schema: CommentView })
  @ApiCreatedResponse({ standardSchema: CommentView })
  withdraw(@Param('id', ParseUUIDPipe) id: string) {
    return this.comments.withdraw(id);
  }

  @Get('mentions')
  @SignedIn()
  @SerializeOptions({ schema: MentionPage })
  @ApiOkResponse({ standardSchema: MentionPage })
  mentions(@Query({ schema: MentionQuery }) query: MentionQuery) {
    return this.comments.mentions(query);
  }

  @Get('mentions/unread')
  @SignedIn()
  @SerializeOptions({ schema: UnreadMentions })
  @ApiOkResponse({ standardSchema: UnreadMentions })
  unread() {
    return this.comments.unread();
  }

  @Post('mentions/read')
  @SignedIn()
  @SerializeOptions({ schema: UnreadMentions })
  @ApiCreatedResponse({ standardSchema: UnreadMentions })
  read(@Body({ schema: ReadMentions }) { commentIds }: ReadMentions) {
    return this.comments.read(commentIds);
  }
}
