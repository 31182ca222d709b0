/** The signer's door: a Unix socket of mode 0600 in a folder of mode 0700, both its own user's (W-03). */
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** Takes bits from what a new file may be, so that the socket is 0600 from its first moment on. */
const OWNER_ONLY = 0o177;
const OTHERS = 0o077;

const connects = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = net.connect(socketPath);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });

/**
 * Listens on `socketPath`. Its folder is made where it is missing; a socket that a killed signer left behind is removed.
 * @throws Error in one sentence when another signer listens there, when the folder is open to others or somebody else's, or when
 * something that is no socket of ours is in the way.
 */
export async function listenPrivately(server: net.Server, socketPath: string): Promise<void> {
  requirePrivateFolder(path.dirname(socketPath));
  if (await connects(socketPath)) {
    throw new Error(`Another signer listens on ${socketPath} already. Stop it, or set SIGNER_SOCKET.`);
  }
  removeLeftSocket(socketPath);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(OWNER_ONLY);
    server.listen(socketPath, () => {
      server.off('error', reject);
      resolve();
    });
    process.umask(before);
  });
}

const isOurs = ({ uid }: fs.Stats): boolean => uid === process.getuid?.();

function requirePrivateFolder(folder: string): void {
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { mode: 0o700 });
  const stats = fs.lstatSync(folder);
  if (stats.isDirectory() && isOurs(stats) && (stats.mode & OTHERS) === 0) return;
  throw new Error(
    `The folder ${folder} of the signer's socket must be the signer's own and open to nobody else (mode 0700): mend it, or set SIGNER_SOCKET.`,
  );
}

function removeLeftSocket(socketPath: string): void {
  const stats = fs.lstatSync(socketPath, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket() || !isOurs(stats)) {
    throw new Error(`${socketPath} is no socket of the signer's: remove it, or set SIGNER_SOCKET.`);
  }
  fs.rmSync(socketPath);
}
