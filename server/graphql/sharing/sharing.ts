/**
 * Subscriptions over the socket. An event is read, answered and written as JSON once for all who may see the same of it: those of
 * one organisation and standing who asked with the same document and variables (PF-03).
 */
import { createSourceEventStream, type ExecutionResult } from 'graphql';
import type { FormatError } from '../errors.ts';
import { Channel } from './channel.ts';
import { Delivery } from './delivery.ts';
import type { Source } from './source.ts';
import { type Operation, View, viewKey } from './view.ts';

export interface Sharing {
  /** Iterates over nothing: the answers go to the context's line. Or errors, where the operation cannot begin. */
  subscribe(operation: Operation): Promise<Delivery | ExecutionResult>;
}

interface Shared {
  readonly channel: Channel;
  deliveries: number;
}

export function createSharing(formatError: FormatError): Sharing {
  const channels = new Map<string, Shared>();
  const enter = (key: string, operation: Operation, source: Source): Shared => {
    const shared = channels.get(key) ?? {
      channel: new Channel(new View(operation, formatError), source),
      deliveries: 0,
    };
    shared.deliveries += 1;
    channels.set(key, shared);
    return shared;
  };
  return {
    async subscribe(operation) {
      const { line } = operation.contextValue;
      const source = await createSourceEventStream(operation);
      if (!isSource(source) || line === null) return source as ExecutionResult;
      const key = viewKey(operation, source);
      const shared = enter(key, operation, source);
      const onEnd = (): void => {
        shared.deliveries -= 1;
        if (shared.deliveries === 0) channels.delete(key);
      };
      return new Delivery({ operation, source, line, channel: shared.channel, formatError, onEnd });
    },
  };
}

const isSource = (stream: object): stream is Source => 'topic' in stream;
