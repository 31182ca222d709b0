import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Keeps a second chain from writing the same data folder. A listening socket rather than a file with a process id:
 * after a crash nobody listens any more, and a reused process id cannot be mistaken for the owner.
 */
export class FolderLock {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Throws a sentence for the user when another process holds the folder. */
  static async acquire(folder: string): Promise<FolderLock> {
    const name = createHash('sha256')
      .update(await realpath(folder))
      .digest('hex')
      .slice(0, 24);
    const path = join(tmpdir(), `localnet-${name}.sock`);
    if (await someoneListens(path)) {
      throw new Error(`The data folder ${folder} is in use by another local chain; stop it or choose another folder.`);
    }
    await rm(path, { force: true });
    const server = createServer().unref();
    server.listen(path);
    await once(server, 'listening');
    return new FolderLock(server);
  }

  async release(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

async function someoneListens(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
