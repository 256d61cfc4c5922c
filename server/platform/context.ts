import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database, Db, Tx } from './db.ts';
import { gatherEvents, writeGathered } from './events.store.ts';
import type { FileStore } from './files.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** What every part of one process shares. Made once by the composition root, never a global. */
export interface Platform {
  config: Config;
  database: Database;
  clock: Clock;
  log: Log;
  files: FileStore;
  live: Live;
  metrics: Metrics;
  /** Key for signatures and for secrets kept in the database; never leaves the process. */
  secret: string;
  /** The name of this process in leases. */
  processId: string;
}

/** What a verb needs: who acts, and the means. `db` is the pool; writes go through `tx`. */
export interface Ctx {
  platform: Platform;
  actor: Actor;
  db: Db;
  clock: Clock;
  log: Log;
  /** Runs `work` in one transaction and, once it is committed, has its events published. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** @param beforeCommit runs at the end of every transaction, inside it; what it throws rolls back */
export function contextFor(platform: Platform, actor: Actor, beforeCommit?: (tx: Tx) => Promise<void>): Ctx {
  const { db } = platform.database;
  return {
    platform,
    actor,
    db,
    clock: platform.clock,
    log: platform.log,
    async tx(work) {
      let told = false;
      const result = await db.transaction().execute(async (tx) => {
        gatherEvents(tx);
        const answer = await work(tx);
        told = await writeGathered(tx);
        await beforeCommit?.(tx);
        return answer;
      });
      if (told) platform.live.wake();
      return result;
    },
  };
}
