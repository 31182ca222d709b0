import type { ServerResponse } from 'node:http';

/** Ends an HTTP request otherwise than with the answer of its method. Only the fault switchboard throws it. */
export class TransportFault extends Error {
  override readonly name = 'TransportFault';
  readonly end: (response: ServerResponse) => void;

  constructor(message: string, end: (response: ServerResponse) => void) {
    super(message);
    this.end = end;
  }
}
