/** A line between the browser and the server that a test can cut and mend. */
import net from 'node:net';

export interface Line {
  /** Where the server is reached through the line. */
  readonly url: string;
  /** Drops every connection, and each new one until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openLine(serverUrl: string): Promise<Line> {
  const { hostname, port } = new URL(serverUrl);
  const ends = new Set<net.Socket>();
  let whole = true;
  const hold = (socket: net.Socket): void => {
    ends.add(socket);
    socket.once('close', () => ends.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const dropAll = (): void => {
    for (const socket of ends) socket.destroy();
  };
  const listener = net.createServer((browser) => {
    hold(browser);
    if (!whole) return void browser.destroy();
    const server = net.connect(Number(port), hostname);
    hold(server);
    browser.pipe(server).pipe(browser);
    browser.once('close', () => server.destroy());
    server.once('close', () => browser.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(listener.address() as net.AddressInfo).port}`,
    cut() {
      whole = false;
      dropAll();
    },
    mend() {
      whole = true;
    },
    async close() {
      dropAll();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
