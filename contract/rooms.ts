import { z } from 'zod';
import { id, idParams, instant, list, page, paging, route } from './route.ts';

// Rooms in which staff talk among themselves, about a case, in a team, or on a subject. Nothing of it goes to a customer.

export const roomKind = z.enum(['case', 'team', 'subject']);
export const roomView = z.object({
  id,
  kind: roomKind,
  /** The subject's or team's name, or the case's number and subject. */
  name: z.string(),
  topic: z.string(),
  case: id.nullable(),
  team: id.nullable(),
  service: id.nullable(),
  /** Of a subject: whoever of the service may enter; else by invitation. */
  open: z.boolean(),
  /** I am in it: it is in my list, and I am told. */
  joined: z.boolean(),
  muted: z.boolean(),
  members: z.number(),
  unread: z.number(),
  /** Unread posts that name me. */
  mentions: z.number(),
  lastSeq: z.number(),
  readSeq: z.number(),
  lastAt: instant.nullable(),
  closedAt: instant.nullable(),
  /** Whether I may change its name, topic and openness, and close it. */
  arranges: z.boolean(),
});
export type RoomView = z.output<typeof roomView>;

export const roomFile = z.object({
  id,
  name: z.string(),
  type: z.string(),
  size: z.number(),
  url: z.string(),
});
export type RoomFile = z.output<typeof roomFile>;
export const roomPost = z.object({
  id,
  room: id,
  seq: z.number(),
  /** The post that began the thread; null for one that stands by itself. */
  thread: id.nullable(),
  author: id,
  authorName: z.string(),
  /** Empty when it was taken back. */
  text: z.string(),
  at: instant,
  editedAt: instant.nullable(),
  removedAt: instant.nullable(),
  mentions: z.array(id),
  files: z.array(roomFile),
  replies: z.number(),
  lastReplyAt: instant.nullable(),
});
export type RoomPost = z.output<typeof roomPost>;
export const roomMember = z.object({
  id,
  name: z.string(),
  /** Is at a desk now. Who is away is told of a mention by mail. */
  here: z.boolean(),
  joined: z.boolean(),
});
export type RoomMember = z.output<typeof roomMember>;

const text = z.string().trim().min(1).max(10_000);
const subjectName = z.string().trim().min(3).max(80);

export const listRooms = route({
  method: 'GET',
  path: '/api/v1/rooms',
  tag: 'rooms',
  summary: 'My rooms, the last that were spoken in first; with `others` the open ones that I could enter',
  permission: 'signed-in',
  query: z.object({
    others: z.enum(['true', 'false']).default('false'),
    /** Only the room of this case, whether I am in it or not. */
    case: id.optional(),
  }),
  output: list(roomView),
});
export const getRoom = route({
  method: 'GET',
  path: '/api/v1/rooms/:id',
  tag: 'rooms',
  summary: 'A room',
  permission: 'signed-in',
  params: idParams,
  output: roomView,
});
export const openRoom = route({
  method: 'POST',
  path: '/api/v1/rooms',
  tag: 'rooms',
  summary: 'The room of a case or of a team, made when it is first opened; or a new one on a subject',
  permission: 'signed-in',
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('case'), case: id }),
    z.object({ kind: z.literal('team'), team: id }),
    z.object({
      kind: z.literal('subject'),
      name: subjectName,
      topic: z.string().max(500).default(''),
      service: id.nullable().default(null),
      open: z.boolean().default(true),
      members: z.array(id).max(200).default([]),
    }),
  ]),
  output: roomView,
});
export const changeRoom = route({
  method: 'PATCH',
  path: '/api/v1/rooms/:id',
  tag: 'rooms',
  summary: 'Name, topic and openness of a room on a subject, or close it and open it again',
  permission: 'signed-in',
  params: idParams,
  body: z.object({
    name: subjectName.optional(),
    topic: z.string().max(500).optional(),
    open: z.boolean().optional(),
    closed: z.boolean().optional(),
  }),
  output: roomView,
});
export const listMembers = route({
  method: 'GET',
  path: '/api/v1/rooms/:id/members',
  tag: 'rooms',
  summary: 'Who is in a room, and whether they can be asked now; and colleagues who may be named in it',
  permission: 'signed-in',
  params: idParams,
  output: list(roomMember),
});
export const addMembers = route({
  method: 'POST',
  path: '/api/v1/rooms/:id/members',
  tag: 'rooms',
  summary: 'Enter a room (without `staff`), or bring colleagues in',
  permission: 'signed-in',
  params: idParams,
  body: z.object({ staff: z.array(id).max(200).default([]) }),
  output: roomView,
});
export const leaveRoom = route({
  method: 'DELETE',
  path: '/api/v1/rooms/:id/members/me',
  tag: 'rooms',
  summary: 'Leave a room',
  permission: 'signed-in',
  params: idParams,
});
export const muteRoom = route({
  method: 'PUT',
  path: '/api/v1/rooms/:id/muted',
  tag: 'rooms',
  summary: 'Whether what is said in a room counts among what I have not read; mentions always do',
  permission: 'signed-in',
  params: idParams,
  body: z.object({ muted: z.boolean() }),
});
export const readRoom = route({
  method: 'PUT',
  path: '/api/v1/rooms/:id/read',
  tag: 'rooms',
  summary: 'I have read up to this post',
  permission: 'signed-in',
  params: idParams,
  body: z.object({ seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
});
export const listPosts = route({
  method: 'GET',
  path: '/api/v1/rooms/:id/posts',
  tag: 'rooms',
  summary:
    'What was said in a room, the newest first; with `thread` what was answered to one post, the oldest first; with `around` from a little after one post on',
  permission: 'signed-in',
  params: idParams,
  query: z.object({ thread: id.optional(), around: id.optional(), ...paging }),
  output: page(roomPost),
});
export const getPost = route({
  method: 'GET',
  path: '/api/v1/rooms/posts/:id',
  tag: 'rooms',
  summary: 'What somebody said',
  permission: 'signed-in',
  params: idParams,
  output: roomPost,
});
export const sayInRoom = route({
  method: 'POST',
  path: '/api/v1/rooms/:id/posts',
  tag: 'rooms',
  summary: 'Say something, answer a post (`thread`), name colleagues',
  permission: 'signed-in',
  params: idParams,
  body: z.object({
    /** Empty only where there are files. */
    text: z.string().trim().max(10_000).default(''),
    thread: id.nullable().default(null),
    mentions: z.array(id).max(20).default([]),
    files: z.array(id).max(10).default([]),
    /** Of the sender: the same again is the same post. */
    clientId: id,
  }),
  output: roomPost,
  status: 201,
});
export const changePost = route({
  method: 'PATCH',
  path: '/api/v1/rooms/posts/:id',
  tag: 'rooms',
  summary: 'Put one’s own words right, within a quarter of an hour',
  permission: 'signed-in',
  params: idParams,
  body: z.object({ text }),
  output: roomPost,
});
export const removePost = route({
  method: 'DELETE',
  path: '/api/v1/rooms/posts/:id',
  tag: 'rooms',
  summary: 'Take one’s own words back; that something was said stays to be seen',
  permission: 'signed-in',
  params: idParams,
});
export const searchRooms = route({
  method: 'GET',
  path: '/api/v1/rooms/posts',
  tag: 'rooms',
  summary: 'What was said in my rooms and in the open ones, with these words, the newest first',
  permission: 'signed-in',
  query: z.object({ search: z.string().min(2).max(200).optional(), ...paging }),
  output: page(roomPost.extend({ roomName: z.string() })),
});
export const roomMention = z.object({
  post: id,
  room: id,
  roomName: z.string(),
  by: z.string(),
  text: z.string(),
  at: instant,
  readAt: instant.nullable(),
});
export const listRoomMentions = route({
  method: 'GET',
  path: '/api/v1/rooms/mentions',
  tag: 'rooms',
  summary: 'Posts that name me, the newest first',
  permission: 'signed-in',
  query: z.object({ ...paging }),
  output: page(roomMention),
});
export const uploadRoomFile = route({
  method: 'POST',
  path: '/api/v1/rooms/files',
  tag: 'rooms',
  summary: 'Keep a file for a post to come; multipart/form-data, field `file`, 25 MB at most',
  permission: 'signed-in',
  rawBody: 'multipart/form-data',
  bodyLimit: 26 * 1024 * 1024,
  output: roomFile,
  status: 201,
});
export const downloadRoomFile = route({
  method: 'GET',
  path: '/api/v1/rooms/files/:id',
  tag: 'rooms',
  summary: 'A file of a post',
  permission: 'signed-in',
  params: idParams,
  query: z.object({ inline: z.literal('1').optional() }),
  rawOutput: 'application/octet-stream',
});
