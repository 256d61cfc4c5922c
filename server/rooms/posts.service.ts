import type { sayInRoom } from '#contract/rooms.ts';
import type { Parsed } from '#contract/route.ts';
import { staffOfTeam } from '#server/access/index.ts';
import { namedCases, noteOn } from '#server/cases/index.ts';
import {
  addJob,
  audit,
  conflict,
  forbidden,
  forgetFiles,
  invalid,
  newId,
  notFound,
  record,
  type Ctx,
  type Tx,
  ifMissing,
} from '#server/platform/index.ts';
import { accessRoom, areAdmitted, meOf, type Entered } from './access.ts';
import { firstLook, mentionJobName } from './mention-mail.ts';
import { foundPosts, mentionPage, postById, postPage } from './rooms.read.ts';
import { casesNamedIn, editableUntil } from './rooms.rules.ts';
import { roomNames, tellRoom } from './rooms.service.ts';
import {
  addMentions,
  addTo,
  dropFilesOf,
  dropMentions,
  findPost,
  findPostOf,
  insertPost,
  markRead,
  tieFiles,
  updatePost,
  type PostRow,
} from './rooms.store.ts';

type Saying = Parsed<typeof sayInRoom>['body'];

/**
 * Says something in a room. Who speaks is in the room from then on, and so is whoever is named: they are told at once,
 * and by mail where they are away. A case whose number is named in another room gets the words, too. The same `clientId`
 * again is the same post.
 * @returns the post's id
 * @throws Problem 404, 409 room_closed, 422 naming `thread`, `mentions` or `files`
 */
export const say = (ctx: Ctx, roomId: string, input: Saying): Promise<string> =>
  ctx.tx(async (tx) => {
    const me = meOf(ctx);
    const entered = await accessRoom(tx, ctx, roomId, { lock: true });
    const { room } = entered;
    const known = await findPostOf(tx, roomId, input.clientId);
    if (known !== null) {
      if (known.authorId !== me) throw invalid('clientId', 'an id of your own');
      return known.id;
    }
    if (input.text === '' && input.files.length === 0) throw invalid('text', 'words, or a file');
    if (room.closedAt !== null) throw conflict('room_closed', 'Nothing more is said in this room.');
    const threadId = await threadOf(tx, roomId, input.thread);
    const named = await namedIn(tx, ctx, entered, input.mentions);
    const at = ctx.clock.now();
    const post = await insertPost(tx, {
      id: newId(),
      roomId,
      threadId,
      authorId: me,
      authorName: ctx.actor.name,
      text: input.text,
      at,
      clientId: input.clientId,
    });
    if ((await tieFiles(tx, post.id, me, input.files)) < new Set(input.files).size)
      throw invalid('files', 'files that you have uploaded and not used yet');
    // Who has come to the team since counts from here what they have not read.
    const people = entered.team === null ? [] : await staffOfTeam(tx, entered.team.id);
    await addTo(tx, room, [...new Set([me, ...named, ...people])], at);
    await markRead(tx, { roomId, staffId: me, seq: post.seq, at });
    await call(tx, ctx, post, named);
    await noteOnCases(tx, ctx, entered, post);
    await tellRoom(tx, ctx, entered, 'room.said', { post: post.id, thread: threadId });
    return post.id;
  });

/** The post that begins the thread: an answer to an answer belongs to the same thread. */
async function threadOf(tx: Tx, roomId: string, wanted: string | null): Promise<string | null> {
  if (wanted === null) return null;
  const post = await findPost(tx, wanted);
  if (post === null || post.roomId !== roomId) throw invalid('thread', 'a post of this room');
  return post.threadId ?? post.id;
}

/** Nobody is told of a room, or of a case, that they may not see. */
async function namedIn(tx: Tx, ctx: Ctx, entered: Entered, mentions: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(mentions)].filter((one) => one !== meOf(ctx));
  if (!(await areAdmitted(tx, entered, wanted)))
    throw invalid('mentions', 'active colleagues who may enter this room', 'not_in_room');
  return wanted;
}

async function call(tx: Tx, ctx: Ctx, post: PostRow, named: readonly string[]): Promise<void> {
  await addMentions(tx, post.id, named);
  await record(
    tx,
    ctx.actor,
    ...named.map((staffId) => ({
      kind: 'room.mention' as const,
      subjectId: post.roomId,
      staffId,
      data: { room: post.roomId, post: post.id, by: post.authorName },
    })),
  );
  for (const staff of named)
    await addJob(
      tx,
      mentionJobName,
      { post: post.id, staff, look: 1 },
      { runAt: firstLook(post.at), key: `${mentionJobName}:${post.id}:${staff}` },
    );
}

/** What is said about a case stays on the case, wherever it is said. */
async function noteOnCases(tx: Tx, ctx: Ctx, { room, team }: Entered, post: PostRow): Promise<void> {
  if (room.caseId !== null) return;
  for (const { id } of await namedCases(tx, ctx.actor, { numbers: casesNamedIn(post.text) }))
    await noteOn(tx, ctx, id, {
      kind: 'said',
      body: post.text,
      data: { room: room.id, roomName: room.name ?? team?.name ?? '', post: post.id },
    });
}

/** @throws Problem 404, 422 naming `cursor` */
export async function postsOf(
  ctx: Ctx,
  roomId: string,
  query: {
    thread?: string | undefined;
    around?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
) {
  await accessRoom(ctx.db, ctx, roomId);
  return postPage(ctx.db, roomId, query);
}

/** A post, for whoever may enter its room. @throws Problem 404 */
export async function postSeen(ctx: Ctx, id: string) {
  const post = await postNow(ctx, id);
  await accessRoom(ctx.db, ctx, post.room).catch(ifMissing(notFound('post')));
  return post;
}

/** A post as its room shows it; it was let through the room's door before. */
export async function postNow(ctx: Ctx, id: string) {
  const post = await postById(ctx.db, id);
  if (post === null) throw notFound('post');
  return post;
}

async function ownPost(tx: Tx, ctx: Ctx, id: string): Promise<{ post: PostRow; entered: Entered }> {
  const found = await findPost(tx, id);
  if (found === null) throw notFound('post');
  const entered = await accessRoom(tx, ctx, found.roomId, { lock: true }).catch(ifMissing(notFound('post')));
  const post = await findPost(tx, id, true);
  if (post === null || post.removedAt !== null) throw notFound('post');
  if (post.authorId !== meOf(ctx)) throw forbidden('to have written the post');
  return { post, entered };
}

/** @throws Problem 403, 404, 409 too_late */
export const changePostOf = (ctx: Ctx, id: string, text: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const { post, entered } = await ownPost(tx, ctx, id);
    const at = ctx.clock.now();
    if (at > editableUntil(post.at))
      throw conflict('too_late', 'What was said a quarter of an hour ago is not changed any more.');
    if (text === post.text) return;
    await updatePost(tx, id, { text, editedAt: at });
    // What is put right about a case is said about it, too.
    await noteOnCases(tx, ctx, entered, { ...post, text });
    await noteChange(tx, ctx, entered, post, 'room.post-changed', text);
  });

/** Takes one's own words back, with their files. @throws Problem 403, 404 */
export const removePostOf = async (ctx: Ctx, id: string): Promise<void> => {
  await ctx.tx(async (tx) => {
    const { post, entered } = await ownPost(tx, ctx, id);
    await updatePost(tx, id, { removedAt: ctx.clock.now() });
    await dropMentions(tx, id);
    await forgetFiles(tx, await dropFilesOf(tx, id));
    await noteChange(tx, ctx, entered, post, 'room.post-removed', null);
  });
};

async function noteChange(
  tx: Tx,
  ctx: Ctx,
  entered: Entered,
  post: PostRow,
  action: string,
  text: string | null,
): Promise<void> {
  await audit(tx, ctx.actor, {
    action,
    objectType: 'room',
    objectId: post.roomId,
    serviceId: entered.kase?.serviceId ?? entered.room.serviceId,
    before: { post: post.id, text: post.text },
    after: { post: post.id, text },
  });
  await tellRoom(tx, ctx, entered, 'room.said', { post: post.id, thread: post.threadId });
}

/** Posts with these words in the caller's rooms and the open ones. */
export async function searchPosts(
  ctx: Ctx,
  query: { search?: string | undefined; limit: number; cursor?: string | undefined },
) {
  const names = await roomNames(ctx);
  const found = await foundPosts(ctx.db, [...names.keys()], query);
  return {
    items: found.items.map((post) => ({ ...post, roomName: names.get(post.room) ?? '' })),
    next: found.next,
  };
}

/** Posts that name the caller, in rooms that they may still see. */
export async function mentionsOfMe(ctx: Ctx, query: { limit: number; cursor?: string | undefined }) {
  const names = await roomNames(ctx);
  const page = await mentionPage(ctx.db, meOf(ctx), query);
  return {
    items: page.items.flatMap(({ place: _place, ...one }) => {
      const roomName = names.get(one.room);
      return roomName === undefined ? [] : [{ ...one, roomName }];
    }),
    next: page.next,
  };
}
