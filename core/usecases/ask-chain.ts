import { appError } from '#core/domain/errors.ts';

/**
 * Runs a reading a person waits for. An endpoint that gave no answer (time out, refused connection, JSON-RPC error) is told as
 * CHAIN_UNAVAILABLE instead of as a fault of ours.
 */
export async function askChain<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && error.name === 'EndpointError') throw appError('CHAIN_UNAVAILABLE', {});
    throw error;
  }
}
