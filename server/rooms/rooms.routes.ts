import * as contract from '#contract/rooms.ts';
import { uploadedFile } from '#server/contacts/index.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { downloadFile, uploadFile } from './files.service.ts';
import {
  changePostOf,
  mentionsOfMe,
  postNow,
  postSeen,
  postsOf,
  removePostOf,
  say,
  searchPosts,
} from './posts.service.ts';
import {
  addMembersTo,
  changeRoomOf,
  leaveRoomOf,
  listMembers,
  listRooms,
  muteRoomOf,
  openRoomOf,
  readRoomOf,
  roomNow,
} from './rooms.service.ts';

export const roomsRoutes: Mounted[] = [
  on(contract.listRooms, ({ ctx, input }) => listRooms(ctx, input.query)),
  on(contract.searchRooms, ({ ctx, input }) => searchPosts(ctx, input.query)),
  on(contract.listRoomMentions, ({ ctx, input }) => mentionsOfMe(ctx, input.query)),
  on(contract.getRoom, ({ ctx, input }) => roomNow(ctx.db, ctx, input.params.id)),
  on(contract.openRoom, async ({ ctx, input }) => roomNow(ctx.db, ctx, await openRoomOf(ctx, input.body))),
  on(contract.changeRoom, async ({ ctx, input }) => {
    await changeRoomOf(ctx, input.params.id, input.body);
    return roomNow(ctx.db, ctx, input.params.id);
  }),
  on(contract.listMembers, ({ ctx, input }) => listMembers(ctx, input.params.id)),
  on(contract.addMembers, async ({ ctx, input }) => {
    await addMembersTo(ctx, input.params.id, input.body);
    return roomNow(ctx.db, ctx, input.params.id);
  }),
  on(contract.leaveRoom, ({ ctx, input }) => leaveRoomOf(ctx, input.params.id)),
  on(contract.muteRoom, ({ ctx, input }) => muteRoomOf(ctx, input.params.id, input.body.muted)),
  on(contract.readRoom, ({ ctx, input }) => readRoomOf(ctx, input.params.id, input.body.seq)),
  on(contract.listPosts, ({ ctx, input }) => postsOf(ctx, input.params.id, input.query)),
  on(contract.sayInRoom, async ({ ctx, input }) => postNow(ctx, await say(ctx, input.params.id, input.body))),
  on(contract.getPost, ({ ctx, input }) => postSeen(ctx, input.params.id)),
  on(contract.changePost, async ({ ctx, input }) => {
    await changePostOf(ctx, input.params.id, input.body.text);
    return postNow(ctx, input.params.id);
  }),
  on(contract.removePost, ({ ctx, input }) => removePostOf(ctx, input.params.id)),
  on(contract.uploadRoomFile, async ({ ctx, request }) => uploadFile(ctx, await uploadedFile(request))),
  on(contract.downloadRoomFile, async ({ ctx, input, reply }) => {
    const { content, headers } = await downloadFile(ctx, input.params.id, input.query.inline === '1');
    return reply.headers(headers).send(content) as never;
  }),
];
