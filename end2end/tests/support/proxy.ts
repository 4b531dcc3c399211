// Stands between browser and server and can pretend that a new version was deployed.
import { createServer, request as forward, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export class Deployment {
  private isNew = false;
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<Deployment> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const deployment = new Deployment(server, `http://127.0.0.1:${port}`);
    server.on("request", async (request, answer) => {
      if (request.url === "/sw.js" && deployment.isNew) {
        const worker = await (await fetch(`${target}/sw.js`)).text();
        const renamed = worker.replace(/const BUILD = "[^"]*"/, 'const BUILD = "next"');
        answer.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" }).end(renamed);
        return;
      }
      const onward = forward(`${target}${request.url}`, { method: request.method, headers: request.headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      request.pipe(onward);
    });
    return deployment;
  }

  /** From now on the service worker is another build's. */
  release(): void {
    this.isNew = true;
  }

  /** Ends what is on its way, such as a live stream; who asks again is answered. */
  hangUp(): void {
    this.server.closeAllConnections();
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
