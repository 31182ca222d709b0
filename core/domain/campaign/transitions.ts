/**
 * The one transition table of campaigns and their runs (C-02). A campaign's status follows from its latest run, so the table is
 * over the run; `DRAFT` stands for a campaign that never ran.
 */
export type CampaignStatus = 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'STOPPED' | 'COMPLETED';
export type RunStatus = 'RUNNING' | 'PAUSED' | 'STOPPING' | 'STOPPED' | 'COMPLETED' | 'FAILED';
export type Phase = 'DRAFT' | RunStatus;

/** What a person may ask for. */
export type CampaignOperation = 'START' | 'PAUSE' | 'RESUME' | 'STOP';
/** What the machine does by itself once the last intent of a run is terminal. */
export type MachineOperation = 'COMPLETE' | 'FINISH_STOP' | 'FAIL';
export type Operation = CampaignOperation | MachineOperation;

/** `next` changes the run; `unchanged` is an operation that has already had its effect; `illegal` is refused. */
export type Transition =
  | { readonly kind: 'next'; readonly phase: RunStatus }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'illegal' };

const next = (phase: RunStatus): Transition => ({ kind: 'next', phase });
const unchanged: Transition = { kind: 'unchanged' };
const illegal: Transition = { kind: 'illegal' };

const TABLE: Record<Phase, Partial<Record<Operation, Transition>>> = {
  DRAFT: { START: next('RUNNING') },
  RUNNING: {
    PAUSE: next('PAUSED'),
    RESUME: unchanged,
    STOP: next('STOPPING'),
    COMPLETE: next('COMPLETED'),
    FAIL: next('FAILED'),
  },
  PAUSED: {
    PAUSE: unchanged,
    RESUME: next('RUNNING'),
    STOP: next('STOPPING'),
    // Paused while its last trades were in flight: there is nothing left to resume.
    COMPLETE: next('COMPLETED'),
    FAIL: next('FAILED'),
  },
  STOPPING: { STOP: unchanged, FINISH_STOP: next('STOPPED') },
  STOPPED: { START: next('RUNNING'), STOP: unchanged, FINISH_STOP: unchanged },
  COMPLETED: { START: next('RUNNING'), COMPLETE: unchanged },
  FAILED: { START: next('RUNNING'), FAIL: unchanged },
};

/** What `operation` does in `phase`. A start always makes a new run; all others change the open one. */
export const transition = (phase: Phase, operation: Operation): Transition => TABLE[phase][operation] ?? illegal;

/** What a person may usefully ask for now; operations without effect are left out. */
export const allowedOperations = (phase: Phase): CampaignOperation[] =>
  (['START', 'PAUSE', 'RESUME', 'STOP'] as const).filter((operation) => transition(phase, operation).kind === 'next');

const CAMPAIGN_STATUS: Record<Phase, CampaignStatus> = {
  DRAFT: 'DRAFT',
  RUNNING: 'ACTIVE',
  PAUSED: 'PAUSED',
  // Still ending: its last signatures are in flight.
  STOPPING: 'ACTIVE',
  STOPPED: 'STOPPED',
  COMPLETED: 'COMPLETED',
  FAILED: 'STOPPED',
};

export const campaignStatusOf = (phase: Phase): CampaignStatus => CAMPAIGN_STATUS[phase];

/** Whether the run is over: nothing of it will change again. */
export const isEnded = (phase: Phase): boolean => phase === 'STOPPED' || phase === 'COMPLETED' || phase === 'FAILED';
