import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import { type CombinedError, type DocumentInput, useClient } from 'urql';
import {
  type CampaignOperation,
  LiveCampaignDocument,
  PauseCampaignDocument,
  type PauseCampaignMutationVariables,
  ResumeCampaignDocument,
  StartCampaignDocument,
  StopCampaignDocument,
} from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { createIntentionKeys } from '../../api/intention-keys.ts';
import type { Campaign } from './campaign.ts';
import { announcement, OPERATION_WORDS } from './operations.ts';

type OperationDocument = DocumentInput<unknown, PauseCampaignMutationVariables>;

const DOCUMENTS: Readonly<Record<CampaignOperation, OperationDocument>> = {
  START: StartCampaignDocument,
  PAUSE: PauseCampaignDocument,
  RESUME: ResumeCampaignDocument,
  STOP: StopCampaignDocument,
};

function tellProblem(operation: CampaignOperation, error: CombinedError): void {
  const title = `Could not ${OPERATION_WORDS[operation].label.toLowerCase()}`;
  notifications.show({ color: 'red', title, message: problemOf(error).sentence, autoClose: 8_000 });
}

export interface OperationState {
  /** What the server has been asked for and has not answered yet. */
  readonly underway: CampaignOperation | null;
  /** Asks for it, once: while one is underway, nothing else is sent. Resolves to whether it was done. */
  readonly run: (operation: CampaignOperation) => Promise<boolean>;
}

/** Sends a campaign's operations, and reads the campaign anew before the optimistic state is let go. */
export function useOperation(campaign: Campaign): OperationState {
  const client = useClient();
  const [underway, setUnderway] = useState<CampaignOperation | null>(null);
  const busy = useRef(false);
  const [keys] = useState(createIntentionKeys<CampaignOperation>);

  const send = async (operation: CampaignOperation): Promise<boolean> => {
    const input = { campaignId: campaign.id, idempotencyKey: keys.keyFor(operation) };
    const { error } = await client.mutation(DOCUMENTS[operation], { input }).toPromise();
    if (error?.networkError === undefined) keys.settle(operation);
    await client.query(LiveCampaignDocument, { id: campaign.id }, { requestPolicy: 'network-only' }).toPromise();
    if (error) tellProblem(operation, error);
    else notifications.show({ color: 'water', ...announcement(operation, campaign) });
    return error === undefined;
  };

  const run = async (operation: CampaignOperation): Promise<boolean> => {
    if (busy.current) return false;
    busy.current = true;
    setUnderway(operation);
    try {
      return await send(operation);
    } finally {
      busy.current = false;
      setUnderway(null);
    }
  };
  return { underway, run };
}
