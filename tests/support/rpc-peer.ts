/** An RPC endpoint over HTTP that answers what it is told to: as late, wrong or busy as a test wants it. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

interface RpcCall {
  readonly id: number;
  readonly method: string;
  readonly params: unknown[];
}

export class RpcPeer {
  genesis = 'chain-a';
  slot = 100;
  height = 90;
  /** Answers nothing at all while true. */
  silent = false;
  /** Cuts the connection of every request while true. */
  cuts = false;
  /** What it answers every request with, in place of JSON-RPC. */
  refusal: { readonly status: number; readonly headers?: http.OutgoingHttpHeaders; readonly text?: string } | null =
    null;
  /** Results of methods it has no answer of its own for. */
  readonly results: Record<string, unknown> = {};
  url = '';
  /** Methods in the order they were asked for; a batch's together. */
  readonly asked: string[][] = [];
  readonly sent: unknown[] = [];
  readonly #server = http.createServer((request, response) => {
    void this.#answer(request, response);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/secret-key`;
    return this;
  }

  /** Once it has been asked who it is `times` more. */
  async examined(times: number): Promise<void> {
    const enough = this.#examinations() + times;
    await vi.waitUntil(() => this.#examinations() > enough, { timeout: 10_000 });
  }

  /** How often a method was asked for. */
  count(method: string): number {
    return this.asked.flat().filter((asked) => asked === method).length;
  }

  /** Ends every connection, as a restart does. */
  disconnect(): void {
    this.#server.closeAllConnections();
  }

  stop(): void {
    this.disconnect();
    this.#server.close();
  }

  #examinations(): number {
    return this.count('getGenesisHash');
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as RpcCall | RpcCall[];
    this.asked.push([asked].flat().map(({ method }) => method));
    if (this.silent) return;
    if (this.cuts) return void request.socket.destroy();
    if (this.refusal !== null) {
      response.writeHead(this.refusal.status, this.refusal.headers).end(this.refusal.text);
      return;
    }
    const answer = ({ id, method, params }: RpcCall) => ({ jsonrpc: '2.0', id, ...this.#result(method, params) });
    response.end(JSON.stringify(Array.isArray(asked) ? asked.map(answer) : answer(asked)));
  }

  #result(method: string, params: unknown[]): object {
    if (method in this.results) return { result: this.results[method] };
    if (method === 'getGenesisHash') return { result: this.genesis };
    if (method === 'getEpochInfo') {
      const epoch = { epoch: 0, slotIndex: 0, slotsInEpoch: 1, transactionCount: 0 };
      return { result: { ...epoch, absoluteSlot: this.slot, blockHeight: this.height } };
    }
    if (method === 'sendTransaction') this.sent.push(params[0]);
    return { error: { code: -32005, message: 'node is behind' } };
  }
}
