/** The signer's door: a Unix socket that its owner alone may open. */
import fs from 'node:fs';
import net from 'node:net';

/** Takes bits from what a new file may be, so that the socket is 0600 from its first moment on. */
const OWNER_ONLY = 0o177;

const connects = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = net.connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });

/**
 * Listens on `path`. A socket that a killed signer left behind is removed.
 * @throws Error when another signer listens there.
 */
export async function listenPrivately(server: net.Server, path: string): Promise<void> {
  if (await connects(path))
    throw new Error(`Another signer listens on ${path} already. Stop it, or set SIGNER_SOCKET.`);
  fs.rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(OWNER_ONLY);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
    process.umask(before);
  });
}
