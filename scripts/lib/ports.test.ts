import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assertPortFree, freePort, parsePort, rememberedPort } from './ports.mjs';

const HOST = '127.0.0.1';
const opened: net.Server[] = [];

function occupy(port: number): Promise<void> {
  return new Promise((resolve) => {
    opened.push(net.createServer().listen(port, HOST, resolve));
  });
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('assertPortFree', () => {
  it('D-01 a port taken is one sentence that names another', async () => {
    const port = await freePort();
    await expect(assertPortFree(HOST, port)).resolves.toBeUndefined();
    await occupy(port);
    await expect(assertPortFree(HOST, port)).rejects.toThrow(
      `Port ${port} on ${HOST} is taken. Stop the program that uses it, or choose another port: PORT=${port + 1} npm start.`,
    );
  });

  it('an address of another machine is one sentence', async () => {
    await expect(assertPortFree('192.0.2.1', 4000)).rejects.toThrow('Set HOST to an address of this machine.');
  });
});

describe('rememberedPort', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-ports-')), 'ports.json');

  it('D-01 a part keeps its port, and moves when something else has taken it', async () => {
    const first = await rememberedPort(file, 'chain', 2);
    expect(await rememberedPort(file, 'chain', 2)).toBe(first);
    await occupy(first + 1);
    const second = await rememberedPort(file, 'chain', 2);
    expect(second).not.toBe(first);
    const other = await rememberedPort(file, 'redis');
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({ chain: second, redis: other });
  });
});

describe('parsePort', () => {
  it('defaults to 4000', () => {
    expect(parsePort(undefined)).toBe(4000);
    expect(parsePort('8080')).toBe(8080);
  });

  it.each(['0', '-1', '65536', '4000.5', 'http', ''])('refuses "%s"', (text) => {
    expect(() => parsePort(text)).toThrow(`PORT is "${text}", which is no port.`);
  });
});
