/** A process tells that it is there, and what it uses and does (AD-01). */
import type { ProcessKind, Work } from '#core/domain/health/process.ts';
import { VERSION } from '#core/domain/version.ts';
import type { ProcessMeter } from '#core/ports/process-meter.ts';
import type { Database } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { beat, forgetProcess } from '#core/store/processes.ts';
import { NO_TENANT } from '#core/store/tenant.ts';

export interface HeartbeatDeps {
  readonly db: Database;
  readonly meter: ProcessMeter;
}

export interface Heartbeat {
  /** Rejects while Postgres is away; the next one will do. */
  beat(work: Work): Promise<void>;
  /** Takes leave, when it ends as it should. */
  end(): Promise<void>;
}

export function createHeartbeat({ db, meter }: HeartbeatDeps, of: { kind: ProcessKind; name: string }): Heartbeat {
  const id = newId();
  const startedAt = new Date();
  return {
    beat: (work) => beat(db.as(NO_TENANT), { id, ...of, version: VERSION, startedAt, ...meter.read(), work }),
    end: () => forgetProcess(db.as(NO_TENANT), id),
  };
}
